//! Hours of the clock: `בארבע וחצי`, `רבע לחמש`, `ב-10:30`, `שבע שלושים`.

use super::{
    hour::{self, Hour},
    part::Part,
    scan::{self, Piece},
};
use crate::hebrew::Word;
use crate::hebrew::numbers::{self, Gender};

/// An hour as it was said, before the part of the day is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0–24.
    pub(super) hour: i8,
    /// Minutes after the hour; negative before it (`רבע ל`).
    pub(super) minutes: i16,
    /// Said as on a 24-hour clock (`04:30`): 1–7 stay in the night.
    pub(super) exact: bool,
    /// The part of the day said with it.
    pub(super) part: Option<Part>,
    /// "אחרי חמש", "לפני חמש": not at that time.
    pub(super) bound: Option<Bound>,
}

/// What stands before a number and makes it an hour.
enum Announced {
    /// "בסביבות", "בין": at that time, or about it.
    At,
    /// "אחרי", "לפני": on that side of it.
    Side(Bound),
}

/// On which side of the hour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bound {
    /// Earlier.
    Before,
    /// Later.
    After,
}

/// Reads the clock that begins at a word.
pub(super) fn read(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    let announced = announced(words, at);
    midnight(rest)
        .or_else(|| to_the_hour(rest))
        .or_else(|| named_hour(rest))
        .or_else(|| on_the_clock(rest))
        .or_else(|| spoken(words, at, announced.is_some()))
        .map(|(piece, used)| (with_bound(piece, announced), used))
}

fn with_bound(piece: Piece, announced: Option<Announced>) -> Piece {
    match (piece, announced) {
        (Piece::Clock(clock), Some(Announced::Side(bound))) => {
            Piece::Clock(Clock { bound: Some(bound), ..clock })
        }
        (piece, _) => piece,
    }
}

/// The preposition before an hour, when it makes the bare number after it an hour; what it says of the side.
fn announced(words: &[Word], at: usize) -> Option<Announced> {
    let before = words.get(at.checked_sub(1)?)?;
    if words[at].after_break {
        return None;
    }
    before.readings().find_map(|(_, word)| match word {
        "אחרי" | "לאחר" => Some(Announced::Side(Bound::After)),
        "לפני" | "עד" => Some(Announced::Side(Bound::Before)),
        "סביבות" | "בערך" | "לקראת" | "בין" | "או" => Some(Announced::At),
        _ => None,
    })
}

fn midnight(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    (first.is("חצות")).then(|| (hour::piece(Hour { of_day: 24, minutes: 0, exact: true }), 1))
}

/// "בשעה 5", "שעה ארבע וחצי".
fn named_hour(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first().filter(|word| word.is("שעה"))?;
    let next = rest.get(1).filter(|next| !next.after_break)?;
    let found = hour::literal(next).map(|hour| (hour, 1)).or_else(|| hour::words(&rest[1..]))?;
    // "בעוד שעה ארבעים" is no hour; "שעה וחצי" neither.
    let spoken = first.text.chars().count() > 3 || next.is_literal() || !next.text.starts_with('ו');
    spoken.then(|| (hour::piece(found.0), found.1 + 1))
}

/// "רבע לחמש", "עשרה ל-5", "חמש דקות לשמונה".
fn to_the_hour(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    if first.readings().any(|(prefix, rest)| prefix.ends_with('מ') && numbers::unit(rest).is_some()) {
        return None;
    }
    let (minutes, mut used) = hour::minutes(rest)?;
    if rest.get(used).is_some_and(|word| word.text == "דקות") {
        used += 1;
    }
    let next = rest.get(used).filter(|next| !next.after_break)?;
    let found = if next.is_literal() && next.prefix == "ל" {
        hour::literal(next).map(|hour| (hour, 1))
    } else if next.text.starts_with('ל') {
        hour::words(&rest[used..])
    } else {
        None
    };
    let (to, more) = found.filter(|(to, _)| to.minutes == 0)?;
    Some((hour::piece(Hour { minutes: -minutes, ..to }), used + more))
}

/// "10:30", "ב-17:00", "10.30" where it cannot be a date.
fn on_the_clock(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first().filter(|word| word.text.contains(':') || word.text.contains('.'))?;
    hour::literal(first).filter(|_| !hour::counts_something(rest.get(1))).map(|hour| (hour::piece(hour), 1))
}

/// "בארבע", "ב-4 וחצי", "ארבע" alone; `announced` when a preposition before it says that it is an hour.
fn spoken(words: &[Word], at: usize, announced: bool) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    let found = numbers::read(rest)?;
    let (hour, used) = hour::words(rest)?;
    let prefixed = found.prefix.ends_with(['ב', 'ל', 'מ']);
    if hour::counts_something(rest.get(used)) || (!prefixed && !announced && !stands_alone(words, at, used)) {
        return None;
    }
    // Hours are feminine in words; a bare 13–23 in digits may as well be a day of the month.
    if found.gender.is_none() && hour.of_day > 12 && used == 1 && rest[0].is_literal() {
        return Some((Piece::HourOrDay(hour.of_day), used));
    }
    let Piece::Clock(clock) = hour::piece(hour) else { return None };
    let from = found.prefix.ends_with('מ').then_some(Bound::After);
    let masculine = found.gender == Some(Gender::Masculine);
    (!masculine).then_some((Piece::Clock(Clock { bound: from, ..clock }), used))
}

/// A bare number is an hour when nothing follows that it could count.
fn stands_alone(words: &[Word], at: usize, used: usize) -> bool {
    const NOT_COUNTED: [&str; 6] = ["או", "בערך", "בבקשה", "תודה", "זה", "יהיה"];
    words.get(at + used).is_none_or(|next| {
        next.after_break || NOT_COUNTED.contains(&next.text.as_str()) || scan::is_time(words, at + used)
    })
}
