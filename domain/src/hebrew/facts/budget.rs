//! How much at most.

use super::{Manner, Told, manner};
use crate::hebrew::{
    Word,
    numbers::{self, Found},
};
use crate::lead::{Field, LeadFact};
use crate::values::{Intent, Money};

const THOUSANDTH: i64 = 1_000;
/// Prices from here to there; a phone number or a year is outside or has no unit.
const LEAST: i64 = 300;
const MOST: i64 = 500_000_000;

/// The largest amount said: "בין שני מיליון לשניים וחצי מיליון" is a budget of the latter.
pub(super) fn read(words: &[Word], asked: Option<Field>, intent: Option<Intent>) -> Option<Told> {
    let asked = asked == Some(Field::Budget);
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(number) = numbers::read(&words[at..]) else {
            at += 1;
            continue;
        };
        if let Some(shekels) = amount(words, at, &number, asked, intent) {
            found.push((shekels, manner(words, at)));
        }
        at += number.used;
    }
    let said = found.iter().filter(|(_, manner)| *manner == Manner::Said).max_by_key(|(shekels, _)| *shekels);
    let (shekels, manner) = said.or_else(|| found.last())?;
    Some(Told { fact: LeadFact::Budget(Money::shekels(*shekels)), manner: *manner })
}

/// The amount in shekels, when the number is one.
fn amount(words: &[Word], at: usize, number: &Found, asked: bool, intent: Option<Intent>) -> Option<i64> {
    let next =
        words.get(at + number.used).filter(|word| !word.after_break).map_or("", |word| word.text.as_str());
    let literal = words[at].text.as_str();
    if matches!(next, "חדרים" | "חדר" | "מטר" | "מטרים" | "מ\"ר" | "ילדים" | "נפשות")
        || (literal.starts_with('0') && literal.len() > 1)
    {
        return None;
    }
    let thousandths = number.value.as_thousandths();
    let shekels = thousandths / THOUSANDTH;
    let currency = matches!(next, "שקל" | "שקלים" | "ש\"ח" | "שח" | "₪" | "שקלים חדשים");
    let hinted = words[..at].iter().any(|word| word.is("תקציב") || word.is("התקציב") || word.is("מחיר"));
    if number.scaled || (currency && shekels >= LEAST) || ((asked || hinted) && shekels >= 10_000) {
        return (LEAST..=MOST).contains(&shekels).then_some(shekels);
    }
    if !(asked || hinted) {
        return None;
    }
    // An answer to "how much": the scale goes without saying.
    let shekels = match intent? {
        Intent::Rent | Intent::Let if thousandths < 100 * THOUSANDTH => thousandths,
        Intent::Rent | Intent::Let => shekels,
        Intent::Buy | Intent::Sell if thousandths < 100 * THOUSANDTH => thousandths * 1_000,
        Intent::Buy | Intent::Sell => shekels * 1_000,
    };
    (LEAST..=MOST).contains(&shekels).then_some(shekels)
}
