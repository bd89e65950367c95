//! What a number among words counts, and so its gender and form.
//!
//! Hebrew counts masculine things and feminine ones with different words, and everything else in the feminine: houses of a street,
//! floors, the digits of a code. Which of them a number does is told by the words around it.

use super::{text::written_out, when::MONTHS};
use crate::hebrew::{
    Word,
    lexicon::{self, Noun},
    numbers::Gender::{self, Feminine, Masculine},
};

/// What a number does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// Names something or stands alone.
    Name,
    /// Counts things of this gender that are not named right after it: "שלושה או ארבעה חדרים", "שלושה במאי".
    Apart(Gender),
    /// Counts the things named by the next word.
    Counts {
        /// Theirs.
        gender: Gender,
        /// How one of them is called, when that is known.
        one: Option<&'static str>,
        /// "שלושת החדרים": those that were spoken of.
        definite: bool,
    },
}

impl Role {
    pub(super) fn gender(self) -> Gender {
        match self {
            Self::Name => Feminine,
            Self::Apart(gender) | Self::Counts { gender, .. } => gender,
        }
    }
}

/// A number after one of these is the thing's name, whatever comes next.
const NAMED_BY_NUMBER: [&str; 15] = [
    "קומה",
    "מספר",
    "מס'",
    "כניסה",
    "רחוב",
    "רח'",
    "גוש",
    "חלקה",
    "תת",
    "סעיף",
    "עמוד",
    "כביש",
    "קו",
    "שער",
    "קוד",
];
/// What is counted comes after the next number: "שלושה או ארבעה חדרים".
const UP_TO: [&str; 2] = ["או", "עד"];
/// What is counted comes after the fraction: "ארבעה וחצי חדרים".
const FRACTIONS: [&str; 2] = ["וחצי", "ורבע"];
/// After a noun they tell which of them it is: "יום שני", "קומה ראשונה".
const WHICH: [&str; 14] = [
    "ראשון",
    "שני",
    "שלישי",
    "רביעי",
    "חמישי",
    "שישי",
    "שביעי",
    "ראשונה",
    "שנייה",
    "שניה",
    "שלישית",
    "רביעית",
    "חמישית",
    "שישית",
];
/// Words that begin so and are not in the list of nouns are taken for a word with "and", "in", "to", "the" or "as" before it.
const GLUED: [char; 5] = ['ו', 'ב', 'ל', 'ה', 'כ'];
/// Numbers in a row that are looked past.
const MOST_IN_A_ROW: usize = 4;
/// Words of the longest name of a place.
const LONGEST_PLACE: usize = 4;

/// What the number at `at` does; `value` is the number, when it is a whole one.
pub(super) fn role(words: &[Word], at: usize, value: Option<u64>) -> Role {
    if at > 0
        && !words[at].after_break
        && words[at - 1].readings().any(|(_, rest)| NAMED_BY_NUMBER.contains(&rest))
    {
        return Role::Name;
    }
    counted(words, at, value, MOST_IN_A_ROW)
}

fn counted(words: &[Word], at: usize, value: Option<u64>, further: usize) -> Role {
    let Some(next) = following(words, at) else { return Role::Name };
    if is_month(next) && value.is_some_and(|day| (1..=31).contains(&day)) {
        return Role::Apart(Masculine);
    }
    if next.is_literal() {
        return beyond(words, at + 1, further);
    }
    if UP_TO.contains(&next.text.as_str()) {
        return match following(words, at + 1) {
            Some(other) if other.is_literal() => beyond(words, at + 2, further),
            Some(_) | None => Role::Name,
        };
    }
    if FRACTIONS.contains(&next.text.as_str()) {
        return match noun(words, at + 2, None) {
            Some((gender, _, _)) if following(words, at + 1).is_some() => Role::Apart(gender),
            Some(_) | None => Role::Name,
        };
    }
    match noun(words, at + 1, value) {
        Some((gender, one, definite)) => Role::Counts { gender, one, definite },
        None => Role::Name,
    }
}

/// The number counts what the next one does.
fn beyond(words: &[Word], next: usize, further: usize) -> Role {
    // A time or a date counts nothing.
    let plain = words[next].text.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
    if further == 0 || !plain {
        return Role::Name;
    }
    match counted(words, next, None, further - 1) {
        Role::Name => Role::Name,
        Role::Apart(gender) | Role::Counts { gender, .. } => Role::Apart(gender),
    }
}

/// The word after it, when no punctuation parts them.
fn following(words: &[Word], at: usize) -> Option<&Word> {
    words.get(at + 1).filter(|next| !next.after_break)
}

/// "בנובמבר", "לחודש": the number before is a day, and days are masculine.
fn is_month(word: &Word) -> bool {
    word.text == "לחודש"
        || word.readings().any(|(prefix, rest)| matches!(prefix, "" | "ב" | "ל") && MONTHS.contains(&rest))
}

/// The things the word at `at` names, as something that can be counted: their gender, what one is called, whether with the article.
fn noun(words: &[Word], at: usize, value: Option<u64>) -> Option<(Gender, Option<&'static str>, bool)> {
    let word = words.get(at)?;
    if let Some(long) = written_out(&word.text) {
        let first = long.split(' ').next().unwrap_or_default();
        let noun = lexicon::noun(first).filter(|noun| noun.from.is_some())?;
        // One "מטר רבוע" is two words, and stays as it is.
        return Some((noun.gender, Some(noun.one).filter(|_| first == long), false));
    }
    if is_place(words, at, 2) {
        return None;
    }
    if let Some(noun) = lexicon::noun(&word.text) {
        return counts(noun, words, at, value).then_some((
            noun.gender,
            Some(noun.one).filter(|one| !one.is_empty()),
            false,
        ));
    }
    let glued =
        word.readings().skip(1).find_map(|(prefix, rest)| lexicon::noun(rest).map(|noun| (prefix, noun)));
    if let Some((prefix, noun)) = glued {
        return (prefix == "ה" && noun.from == Some(2)).then_some((noun.gender, None, true));
    }
    if is_place(words, at, 1) || lexicon::given_name(&words[at..]).is_some() || word.text.starts_with(GLUED) {
        return None;
    }
    lexicon::gender_by_ending(&word.text).map(|gender| (gender, None, false))
}

/// Whether this form of a noun is counted here, and not the beginning of a name: "דירה 4", "יום שני".
fn counts(noun: Noun, words: &[Word], at: usize, value: Option<u64>) -> bool {
    let several = noun.from.is_some_and(|from| value.is_none_or(|value| value >= from));
    let named = || {
        following(words, at).is_some_and(|next| {
            let letter = next.text.trim_end_matches('\'').chars().count() == 1;
            next.is_literal() || letter || WHICH.contains(&next.text.as_str())
        })
    };
    let form_for_one = words[at].text == noun.one;
    (several || value == Some(1)) && !(form_for_one && named())
}

/// Whether a town or a quarter whose name has at least so many words is named here.
fn is_place(words: &[Word], at: usize, least: usize) -> bool {
    let here = &words[at..(at + LONGEST_PLACE).min(words.len())];
    let long = |at: usize, used: usize| at == 0 && used >= least;
    lexicon::cities(here).first().is_some_and(|found| long(found.at, found.used))
        || lexicon::neighborhoods(here).first().is_some_and(|found| long(found.at, found.used))
}
