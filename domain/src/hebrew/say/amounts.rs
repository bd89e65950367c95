//! Numbers written in digits, said as they count what stands beside them.

use super::{
    cardinal,
    counting::{Role, role},
    decimal,
    numbers::{construct, decimal_parts},
    text::Instead,
};
use crate::hebrew::{
    Word,
    numbers::Gender::{Feminine, Masculine},
};

/// Beyond, a number is not one that anybody says.
const MOST: u64 = 1_000_000_000_000;

/// A whole number.
fn whole(text: &str) -> Option<u64> {
    text.replace(',', "").parse().ok().filter(|value| *value < MOST)
}

/// A number and what it counts, where they are said as one ("חדר אחד", "שעה וחצי"); else the number. With how many words it used.
pub(super) fn number(words: &[Word], at: usize) -> Option<(String, usize)> {
    let text = words[at].text.as_str();
    let value = whole(text);
    let role = role(words, at, value);
    if let (Role::Counts { one: Some(one), definite: false, .. }, Some((1, fraction))) = (role, parts(text)) {
        return Some((format!("{one} {fraction}"), 2));
    }
    if let Some(said) = decimal(text, role.gender()) {
        return Some((said, 1));
    }
    Some(match (value?, role) {
        (1, Role::Counts { one: Some(one), gender, definite: false }) => {
            (format!("{one} {}", cardinal(1, gender)), 2)
        }
        (2, Role::Counts { gender: Feminine, .. }) => ("שתי".to_owned(), 1),
        (2, Role::Counts { gender: Masculine, .. }) => ("שני".to_owned(), 1),
        (value @ 3..=10, Role::Counts { gender: Masculine, definite: true, .. }) => {
            (construct(value).to_owned(), 1)
        }
        (value, role) => (cardinal(value, role.gender()), 1),
    })
}

/// A half or a quarter: "1.5" is 1 and "וחצי".
fn parts(text: &str) -> Option<(u64, &'static str)> {
    let (whole, decimals) = decimal_parts(text)?;
    match decimals {
        "5" | "50" => Some((whole, "וחצי")),
        "25" => Some((whole, "ורבע")),
        _ => None,
    }
}

/// Thousands and millions: "2.5 מיליון" is "שני מיליון וחצי", "5 אלף" is "חמשת אלפים", "1 וחצי מיליון" is "מיליון וחצי".
pub(super) fn scaled(words: &[Word], at: usize) -> Option<(String, usize)> {
    let text = words[at].text.as_str();
    let after =
        |by: usize| words.get(at + by).filter(|next| !next.after_break).map(|next| next.text.as_str());
    let (number, fraction, used) = match (parts(text), after(1)?) {
        (Some((number, fraction)), _) => (number, Some(fraction), 2),
        (None, "וחצי") => (whole(text)?, Some("וחצי"), 3),
        (None, _) => (whole(text)?, None, 2),
    };
    let scale = after(used - 1)?;
    let said = match (scale, number, fraction) {
        ("אלף" | "אלפים" | "מיליון" | "מיליארד", 0, Some(fraction)) => {
            // "חצי מיליון": a part alone has no "and" before it.
            return Some((format!("{} {scale}", fraction.trim_start_matches('ו')), used));
        }
        (_, 0, _) => return None,
        ("אלף" | "אלפים", 1..=999, _) => cardinal(number * 1_000, Masculine),
        ("מיליון" | "מיליארד", 1, _) => scale.to_owned(),
        ("מיליון" | "מיליארד", 2, _) => format!("שני {scale}"),
        ("מיליון" | "מיליארד", _, _) => format!("{} {scale}", cardinal(number, Masculine)),
        _ => return None,
    };
    Some((fraction.map_or_else(|| said.clone(), |fraction| format!("{said} {fraction}")), used))
}

/// `4%`: "ארבעה אחוזים".
pub(super) fn percent(text: &str, word: &Word) -> Option<Instead> {
    let end = word.end + text.get(word.end..)?.starts_with('%').then_some('%'.len_utf8())?;
    let said = match (whole(&word.text), parts(&word.text)) {
        (Some(1), _) => "אחוז אחד".to_owned(),
        (Some(2), _) => "שני אחוזים".to_owned(),
        (_, Some((0, fraction))) => format!("{} אחוז", fraction.trim_start_matches('ו')),
        (_, Some((1, fraction))) => format!("אחוז {fraction}"),
        (Some(number), _) => format!("{} אחוזים", cardinal(number, Masculine)),
        (None, _) => format!("{} אחוזים", decimal(&word.text, Masculine)?),
    };
    Some(Instead { said, used: 1, end })
}
