//! Where a house stands.

use super::{cardinal, text::written_out};
use crate::hebrew::{Word, numbers::Gender};

/// What a street is called before its name.
const STREETS: [&str; 6] = ["רחוב", "שדרות", "דרך", "סמטת", "כיכר", "שביל"];
/// The words of the longest street's name.
const NAME: usize = 3;

/// `רחוב הרצל 5/3`: a house and the flat in it. Elsewhere it is a day and its month.
pub(super) fn house(words: &[Word], at: usize) -> Option<String> {
    let (house, flat) = words[at].text.split_once('/')?;
    let number = |text: &str| Some(cardinal(text.parse().ok()?, Gender::Feminine));
    let said = format!("{} דירה {}", number(house)?, number(flat)?);
    (words[at].prefix.is_empty() && follows_a_street(&words[..=at])).then_some(said)
}

fn follows_a_street(words: &[Word]) -> bool {
    let pairs = words.windows(2).rev().take(NAME + 1);
    let mut joined = pairs.take_while(|pair| !pair[1].after_break);
    let street =
        |word: &Word| word.readings().any(|(_, rest)| STREETS.contains(&written_out(rest).unwrap_or(rest)));
    joined.any(|pair| street(&pair[0]))
}
