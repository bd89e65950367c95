//! Where a house stands.

use super::cardinal;
use crate::hebrew::{Word, numbers::Gender};

/// What a street is called before its name.
const STREETS: [&str; 8] = ["רחוב", "רח'", "שדרות", "שד'", "דרך", "סמטת", "כיכר", "שביל"];
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
    joined.any(|pair| STREETS.iter().any(|street| pair[0].is(street)))
}
