//! What is counted in this trade, and the gender of what is not in the list.

use std::{collections::HashMap, sync::LazyLock};

use super::lines;
use crate::hebrew::numbers::Gender::{self, Feminine, Masculine};

/// A form of a noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// Its gender.
    pub gender: Gender,
    /// Its form for one; empty where that is another word more often.
    pub one: &'static str,
    /// This form counts from so many on: 2 for those of several, more or never for the form for one. Below, it only names a thing.
    pub from: Option<u64>,
}

static NOUNS: LazyLock<HashMap<String, Noun>> = LazyLock::new(|| {
    let mut nouns = HashMap::new();
    for fields in lines(include_str!("nouns.tsv")) {
        let [gender, one, several, from] = fields[..] else { continue };
        let noun =
            Noun { gender: if gender == "F" { Feminine } else { Masculine }, one, from: from.parse().ok() };
        if !one.is_empty() {
            nouns.insert(one.to_owned(), noun);
        }
        let several = several.split('|').filter(|form| !form.is_empty());
        for form in several {
            let noun = Noun { from: Some(2), ..noun };
            nouns.insert(form.to_owned(), noun);
            // "חדרי שינה": before another noun. Those of feminine nouns are other words ("שני") or are hardly counted.
            if let Some(stem) = form.strip_suffix("ים").filter(|_| noun.gender == Masculine) {
                nouns.insert(format!("{stem}י"), noun);
            }
        }
    }
    nouns
});

/// Ends like several of something, and is none.
const NOT_COUNTED: [&str; 5] = ["פחות", "לפחות", "לפנות", "חיים", "קיים"];

/// A noun of the list, in any form of it.
pub fn noun(word: &str) -> Option<Noun> {
    NOUNS.get(word).copied()
}

/// The gender a noun's ending tells, of those that are several.
pub fn gender_by_ending(word: &str) -> Option<Gender> {
    if NOT_COUNTED.contains(&word) {
        return None;
    }
    match word {
        word if word.ends_with("ות") => Some(Feminine),
        word if word.ends_with("ים") => Some(Masculine),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_list_is_read() {
        for fields in lines(include_str!("nouns.tsv")) {
            assert!(fields.len() == 4 && ["M", "F"].contains(&fields[0]), "{fields:?}");
            for form in fields[1..3].iter().flat_map(|forms| forms.split('|')).filter(|form| !form.is_empty())
            {
                assert_eq!(noun(form).map(|noun| noun.one), Some(fields[1]), "{form} is there twice");
            }
            assert!(fields[3].is_empty() || fields[3].parse::<u64>().is_ok(), "{fields:?}");
        }
    }

    #[test]
    fn an_ending_is_only_a_guess() {
        assert_eq!(
            (noun("מקומות").map(|noun| noun.gender), gender_by_ending("מקומות")),
            (Some(Masculine), Some(Feminine))
        );
        assert_eq!(
            (gender_by_ending("פרגולות"), gender_by_ending("דוודים")),
            (Some(Feminine), Some(Masculine))
        );
        assert_eq!((gender_by_ending("חיפה"), gender_by_ending("פחות")), (None, None));
    }
}
