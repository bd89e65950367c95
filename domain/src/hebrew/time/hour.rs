//! The hour itself: digits, words and minutes after it.

use super::{clock::Clock, scan::Piece};
use crate::hebrew::Word;
use crate::hebrew::numbers::{self, Gender};

/// An hour and minutes, in digits or words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hour {
    pub(super) of_day: i8,
    pub(super) minutes: i16,
    pub(super) exact: bool,
}

/// The piece of an hour with nothing more said.
pub(super) fn piece(hour: Hour) -> Piece {
    Piece::Clock(Clock {
        hour: hour.of_day,
        minutes: hour.minutes,
        exact: hour.exact,
        part: None,
        bound: None,
    })
}

/// `17`, `4:30`, `04:30`, `10.30`.
pub(super) fn literal(word: &Word) -> Option<Hour> {
    if !word.is_literal() {
        return None;
    }
    let (hour, minutes) = word.text.split_once([':', '.']).unwrap_or((&word.text, "00"));
    if hour.len() > 2 || minutes.len() != 2 {
        return None;
    }
    let value: i8 = hour.parse().ok().filter(|hour| (0..=24).contains(hour))?;
    let minutes: i16 = minutes.parse().ok().filter(|minutes| (0..60).contains(minutes))?;
    (value < 24 || minutes == 0).then_some(Hour {
        of_day: value,
        minutes,
        exact: hour.starts_with('0') || value > 12,
    })
}

/// "ארבע", "ארבע וחצי", "ארבע ועשרים", "שבע שלושים", "ארבע פחות רבע"; digits with such minutes too.
pub(super) fn words(rest: &[Word]) -> Option<(Hour, usize)> {
    let found =
        numbers::read(rest).filter(|found| !found.scaled && found.gender != Some(Gender::Masculine))?;
    let thousandths = found.value.as_thousandths();
    let hour = i8::try_from(thousandths / 1000).ok().filter(|hour| (1..=24).contains(hour))?;
    let quarters = i16::try_from(thousandths % 1000).ok()?;
    // "4.5" and "שלוש נקודה חמש" are no hours; "4 וחצי" is.
    if rest[0].text.contains('.') || ![0, 250, 500, 750].contains(&quarters) {
        return None;
    }
    let exact = hour > 12;
    if quarters != 0 {
        return Some((Hour { of_day: hour, minutes: quarters * 60 / 1000, exact }, found.used));
    }
    let (minutes, more) = minutes_after(&rest[found.used..]).unwrap_or((0, 0));
    Some((Hour { of_day: hour, minutes, exact }, found.used + more))
}

/// Minutes before an hour: "רבע", "עשרה", "עשרים וחמישה" … (without what follows).
pub(super) fn minutes(rest: &[Word]) -> Option<(i16, usize)> {
    let found = numbers::read(rest).filter(|found| !found.scaled && !found.prefix.contains('ל'))?;
    let minutes = match found.value.as_thousandths() {
        250 => 15,
        value if value % 5000 == 0 && (5000..=25_000).contains(&value) => i16::try_from(value / 1000).ok()?,
        _ => return None,
    };
    Some((minutes, found.used))
}

/// "ועשרים", "ועשרה", "ועשרים וחמש דקות", "שלושים", "פחות רבע", "אפס אפס".
fn minutes_after(rest: &[Word]) -> Option<(i16, usize)> {
    let first = rest.first().filter(|word| !word.after_break)?;
    if first.text == "פחות" {
        let (minutes, used) = minutes(&rest[1..])?;
        return Some((-minutes, used + 1));
    }
    if first.text == "אפס" && rest.get(1).is_some_and(|word| word.text == "אפס") {
        return Some((0, 2));
    }
    let joined = first.text.starts_with('ו');
    let found = numbers::read(rest).filter(|found| !found.scaled && (found.prefix == "ו") == joined)?;
    let minutes = found.value.whole().and_then(|minutes| i16::try_from(minutes).ok())?;
    let unit = rest.get(found.used).is_some_and(|word| word.text == "דקות" || word.text == "דקה");
    // Without "and", only what cannot be another hour: "שבע שלושים", "שבע חמישים וחמש".
    let fits = if joined || unit { (1..60).contains(&minutes) } else { (25..60).contains(&minutes) };
    let fits = fits && (found.prefix.is_empty() || found.prefix == "ו");
    (fits && (unit || !counts_something(rest.get(found.used))))
        .then_some((minutes, found.used + usize::from(unit)))
}

/// Nouns after a number that make it a count, not an hour.
pub(super) fn counts_something(next: Option<&Word>) -> bool {
    const COUNTED: [&str; 35] = [
        "חדרים",
        "חדר",
        "חצי",
        "שקל",
        "שקלים",
        "ש\"ח",
        "שח",
        "₪",
        "אלף",
        "אלפים",
        "מיליון",
        "מליון",
        "מיליונים",
        "מטר",
        "מטרים",
        "מ\"ר",
        "ילדים",
        "ילד",
        "ילדות",
        "אנשים",
        "נפשות",
        "דירות",
        "דירה",
        "שעות",
        "שעה",
        "ימים",
        "שבועות",
        "חודשים",
        "שנים",
        "אחוז",
        "אחוזים",
        "קומות",
        "בניינים",
        "נכסים",
        "דקות",
    ];
    next.is_some_and(|word| !word.after_break && COUNTED.contains(&word.text.as_str()))
}
