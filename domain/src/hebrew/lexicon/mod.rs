//! Words of the trade, from the `.tsv` files beside this one.

use std::{collections::HashMap, sync::LazyLock};

use serde::{Deserialize, de::DeserializeOwned};

use crate::values::{Intent, PropertyKind};

use super::{Word, time::Exactness, words};

mod nouns;

pub use nouns::{Noun, gender_by_ending, noun};

/// A neighbourhood, and the city it is in when there is only one of that name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Neighborhood {
    /// As it is written.
    pub name: String,
    /// Where.
    pub city: Option<String>,
}

/// A phrase found among words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match<T> {
    /// What it means.
    pub value: T,
    /// The first word of it.
    pub at: usize,
    /// How many words say it.
    pub used: usize,
    /// Letters glued before it.
    pub prefix: String,
}

/// Phrases by their first word; the longest first, so that the first match is the best.
struct Phrases<T>(HashMap<String, Vec<(Vec<String>, T)>>);

static CITIES: LazyLock<Phrases<String>> = LazyLock::new(|| {
    Phrases::new(lines(include_str!("cities.tsv")).flat_map(|fields| {
        let name = fields[0].to_owned();
        spellings(&fields).map(move |spelling| (spelling, name.clone())).collect::<Vec<_>>()
    }))
});

static NEIGHBORHOODS: LazyLock<Phrases<Neighborhood>> = LazyLock::new(|| {
    Phrases::new(lines(include_str!("neighborhoods.tsv")).flat_map(|fields| {
        let city = Some(fields[1]).filter(|city| !city.is_empty()).map(str::to_owned);
        let place = Neighborhood { name: fields[0].to_owned(), city };
        spellings(&fields).map(move |spelling| (spelling, place.clone())).collect::<Vec<_>>()
    }))
});

static KINDS: LazyLock<Phrases<PropertyKind>> = LazyLock::new(|| keyed(include_str!("kinds.tsv")));
static INTENTS: LazyLock<Phrases<Intent>> = LazyLock::new(|| keyed(include_str!("intents.tsv")));
static ACTS: LazyLock<Phrases<Act>> = LazyLock::new(|| keyed(include_str!("acts.tsv")));
static PERIODS: LazyLock<Phrases<Exactness>> = LazyLock::new(|| keyed(include_str!("periods.tsv")));
static NAMES: LazyLock<Phrases<String>> = LazyLock::new(|| {
    let names = lines(include_str!("names.tsv"))
        .flat_map(|fields| fields[0].split('|').map(str::to_owned).collect::<Vec<_>>());
    Phrases::new(names.map(|name| (name.clone(), name)))
});

/// Cities, in any spelling, as they are properly written.
pub fn cities(text: &[Word]) -> Vec<Match<String>> {
    let mut found = CITIES.find_all(text);
    // "שדרות" is a town at the end of a phrase and a boulevard before a name.
    let street = |found: &Match<String>| {
        found.value == "שדרות" && text.get(found.at + found.used).is_some_and(|next| !next.after_break)
    };
    found.retain(|found| !street(found));
    found
}

/// What a phrase does in a conversation, beside any fact it tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Act {
    /// Agrees.
    Yes,
    /// Declines.
    No,
    /// Takes leave.
    Goodbye,
    /// Wants a person.
    Human,
    /// Cannot or will not say.
    DontKnow,
    /// Did not hear.
    Repeat,
    /// Wants to be called back.
    CallBack,
    /// None of what was offered.
    Other,
}

/// What the phrases of an utterance do, in order.
pub fn acts(text: &[Word]) -> Vec<Match<Act>> {
    // "כמה" is not "as what": only "and" may stand before.
    let mut found = ACTS.find_all(text);
    found.retain(|found| found.prefix.is_empty() || found.prefix == "ו");
    found
}

/// Neighbourhoods.
pub fn neighborhoods(text: &[Word]) -> Vec<Match<Neighborhood>> {
    NEIGHBORHOODS.find_all(text)
}

/// Kinds of property.
pub fn kinds(text: &[Word]) -> Vec<Match<PropertyKind>> {
    KINDS.find_all(text)
}

/// What somebody wants to do.
pub fn intents(text: &[Word]) -> Vec<Match<Intent>> {
    INTENTS.find_all(text)
}

/// The day or period at a word that cannot be told, unless a day is said this exactly beside it.
pub(super) fn period(text: &[Word], at: usize) -> Option<Match<Exactness>> {
    PERIODS.find_at(text, at)
}

/// Given names that begin at the first word.
pub fn given_name(text: &[Word]) -> Option<Match<String>> {
    NAMES.find_at(text, 0).filter(|found| found.prefix.is_empty())
}

impl<T: Clone> Phrases<T> {
    fn new(entries: impl Iterator<Item = (String, T)>) -> Self {
        let mut phrases: HashMap<String, Vec<(Vec<String>, T)>> = HashMap::new();
        for (phrase, value) in entries {
            let phrase: Vec<String> = words(&phrase).into_iter().map(|word| word.text).collect();
            if let Some(first) = phrase.first() {
                phrases.entry(first.clone()).or_default().push((phrase, value));
            }
        }
        for same_first in phrases.values_mut() {
            same_first.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
        }
        Self(phrases)
    }

    fn find_all(&self, text: &[Word]) -> Vec<Match<T>> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < text.len() {
            match self.find_at(text, at) {
                Some(hit) => {
                    at += hit.used;
                    found.push(hit);
                }
                None => at += 1,
            }
        }
        found
    }

    /// The longest phrase that begins at a word; as written before with prefix letters taken off.
    fn find_at(&self, text: &[Word], at: usize) -> Option<Match<T>> {
        let fits = |phrase: &[String]| {
            text.get(at..at + phrase.len()).is_some_and(|here| {
                here.iter().zip(phrase).skip(1).all(|(word, want)| word.text == *want && !word.after_break)
            })
        };
        text.get(at)?
            .readings()
            .filter_map(|(prefix, first)| {
                let (phrase, value) = self.0.get(first)?.iter().find(|(phrase, _)| fits(phrase))?;
                Some(Match { value: value.clone(), at, used: phrase.len(), prefix: prefix.to_owned() })
            })
            .max_by_key(|found| (found.used, std::cmp::Reverse(found.prefix.len())))
    }
}

fn lines(data: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    data.lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| line.split('\t').collect())
}

/// The name itself and the spellings in the last field.
fn spellings(fields: &[&'static str]) -> impl Iterator<Item = String> + use<> {
    let others: Vec<&str> = fields.last().map_or(Vec::new(), |last| last.split('|').collect());
    std::iter::once(fields[0])
        .chain(others)
        .filter(|spelling| !spelling.is_empty())
        .map(str::to_owned)
        .collect::<Vec<_>>()
        .into_iter()
}

/// A file whose first field is a value's name in GraphQL.
fn keyed<T: Clone + DeserializeOwned>(data: &'static str) -> Phrases<T> {
    Phrases::new(
        lines(data)
            .filter_map(|fields| {
                let value: T = serde_json::from_value(serde_json::Value::from(fields[0])).ok()?;
                Some(
                    spellings(&fields).skip(1).map(move |phrase| (phrase, value.clone())).collect::<Vec<_>>(),
                )
            })
            .flatten(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn city(text: &str) -> Vec<String> {
        cities(&words(text)).into_iter().map(|found| found.value).collect()
    }

    #[test]
    fn cities_in_any_spelling_and_with_prefixes() {
        for (text, expected) in [
            ("בתל אביב", "תל אביב"),
            ("לת\"א", "תל אביב"),
            ("בראשל\"צ", "ראשון לציון"),
            ("מבאר שבע", "באר שבע"),
            ("אני מפתח תקוה", "פתח תקווה"),
            ("בלוד", "לוד"),
            ("בקרית ביאליק", "קריית ביאליק"),
        ] {
            assert_eq!(city(text), [expected], "{text}");
        }
        assert_eq!(city("שלום וברכה"), Vec::<String>::new());
    }

    #[test]
    fn every_line_of_every_file_is_read() {
        fn count<T>(phrases: &Phrases<T>) -> usize {
            phrases.0.values().map(Vec::len).sum()
        }
        assert!(count(&CITIES) > 100 && count(&NEIGHBORHOODS) > 70 && count(&NAMES) > 200);
        let phrases = |data| lines(data).map(|fields| fields[1].split('|').count()).sum::<usize>();
        assert_eq!(count(&KINDS), phrases(include_str!("kinds.tsv")));
        assert_eq!(count(&INTENTS), phrases(include_str!("intents.tsv")));
        assert_eq!(count(&PERIODS), phrases(include_str!("periods.tsv")));
        for fields in lines(include_str!("neighborhoods.tsv")) {
            let known = fields[1].is_empty() || city(fields[1]) == [fields[1]];
            assert!(fields.len() == 3 && known, "{fields:?}");
        }
    }
}
