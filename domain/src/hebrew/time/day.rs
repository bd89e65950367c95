//! Days by name: today and tomorrow, weekdays, weeks.

use jiff::civil::Weekday;

use super::{
    Exactness,
    part::Part,
    scan::{self, Piece},
};
use crate::{hebrew::Word, holiday::Observed};

/// A day as it was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum DayRef {
    /// Days from today.
    Offset(i64),
    /// Months from today.
    Months(i64),
    /// The next one that is not today.
    Weekday(Weekday),
    /// Every week's: the next two.
    Every(Weekday),
    /// The next one.
    Holiday(Observed),
    /// The evening Saturday ends; on a Saturday, today's.
    SaturdayNight,
    /// The evening before Saturday; on a Friday, today's.
    FridayNight,
    /// Two days of the week, said as one.
    Pair(Weekday, Weekday),
    /// A date; what is left out is the next that fits.
    Date { day: i8, month: Option<i8>, year: Option<i16> },
    /// A day of the month after this one.
    NextMonth { day: i8 },
}

/// Reads the day that begins at a word.
pub(super) fn read(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    week(rest)
        .or_else(|| near(rest))
        .or_else(|| sabbath(rest))
        .or_else(|| every(words, at))
        .or_else(|| weekday(words, at))
}

fn near(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    let offset = first.readings().find_map(|(_, word)| match word {
        "היום" => Some(0),
        "מחר" => Some(1),
        "מחרתיים" | "מוחרתיים" => Some(2),
        "אתמול" => Some(-1),
        "שלשום" => Some(-2),
        _ => None,
    })?;
    Some((Piece::Day(DayRef::Offset(offset)), 1))
}

/// "בשבוע הבא"; "סוף השבוע", "תחילת השבוע".
fn week(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    let next = rest.get(1).filter(|next| !next.after_break).map_or("", |next| next.text.as_str());
    if first.is("שבוע") && matches!(next, "הבא" | "הבאה") {
        return Some((Piece::NextWeek, 2));
    }
    if first.is("סופ\"ש") || first.is("סופש") {
        return Some((Piece::Day(DayRef::Pair(Weekday::Friday, Weekday::Saturday)), 1));
    }
    let pair = first.readings().find_map(|(_, word)| match word {
        "סוף" => Some(DayRef::Pair(Weekday::Friday, Weekday::Saturday)),
        "תחילת" | "התחלת" => Some(DayRef::Pair(Weekday::Sunday, Weekday::Monday)),
        "אמצע" => Some(DayRef::Pair(Weekday::Tuesday, Weekday::Wednesday)),
        _ => None,
    })?;
    // "תחילת השבוע הבא": the week's own piece follows.
    let whole = rest.get(2).is_some_and(|word| word.text == "הבא");
    matches!(next, "השבוע" | "שבוע").then_some((Piece::Day(pair), if whole { 1 } else { 2 }))
}

/// "מוצאי שבת", "ליל שבת".
fn sabbath(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    if ["מוצ\"ש", "מוצש"].iter().any(|word| first.is(word)) {
        return Some((Piece::Day(DayRef::SaturdayNight), 1));
    }
    let sabbath =
        rest.get(1).is_some_and(|next| !next.after_break && (next.text == "שבת" || next.text == "השבת"));
    let day = first.readings().find_map(|(_, word)| match word {
        "מוצאי" | "צאת" => Some(DayRef::SaturdayNight),
        "ליל" | "ערב" => Some(DayRef::FridayNight),
        _ => None,
    })?;
    sabbath.then_some((Piece::Day(day), 2))
}

/// "כל יום שלישי", "בימי שלישי".
fn every(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    let (weekday, used) = if rest[0].is("כל") && rest.get(1).is_some_and(|next| !next.after_break) {
        weekday_after(&rest[1..], "יום")
            .or_else(|| bare(words, at + 1))
            .map(|(weekday, used)| (weekday, used + 1))
    } else {
        weekday_after(rest, "ימי")
    }?;
    Some((Piece::Day(DayRef::Every(weekday)), used))
}

fn weekday(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    let (weekday, mut used) = weekday_after(rest, "יום").or_else(|| bare(words, at))?;
    // "הבא" says no more than the rule: the next one that is not today.
    if rest.get(used).is_some_and(|word| {
        !word.after_break && matches!(word.text.as_str(), "הבא" | "הקרוב" | "הבאה" | "הקרובה")
    }) {
        used += 1;
    }
    Some((Piece::Day(DayRef::Weekday(weekday)), used))
}

/// "יום שלישי", "ביום ג'", "יום ג".
fn weekday_after(rest: &[Word], day: &str) -> Option<(Weekday, usize)> {
    let (first, next) = (rest.first()?, rest.get(1)?);
    let next_is = |named: fn(&str) -> Option<Weekday>| named(next.text.trim_end_matches('\''));
    (first.is(day) && !next.after_break)
        .then(|| {
            next_is(ordinal)
                .or_else(|| next_is(letter))
                .or_else(|| (next.text == "השבת").then_some(Weekday::Saturday))
        })
        .flatten()
        .map(|weekday| (weekday, 2))
}

/// "בשלישי", "שבת", "ג'".
fn bare(words: &[Word], at: usize) -> Option<(Weekday, usize)> {
    let first = &words[at];
    if let Some(before) = first.text.strip_suffix('\'') {
        let letter = before.strip_prefix('ב').filter(|rest| !rest.is_empty()).unwrap_or(before);
        return self::letter(letter).map(|weekday| (weekday, 1));
    }
    let (prefix, weekday) = first.readings().find_map(|(prefix, word)| Some((prefix, ordinal(word)?)))?;
    let next = words.get(at + 1).filter(|next| !next.after_break);
    // "השני" is "the second"; "ראשון לציון" is a town; "שני חדרים" are two; "חמישי בדצמבר" is a date.
    let the = prefix.ends_with('ה') && weekday != Weekday::Saturday;
    let town = next.is_some_and(|next| next.text == "לציון");
    let counts = weekday == Weekday::Monday
        && next.is_some_and(|next| {
            !next.text.starts_with('ה') && next.text != "או" && !scan::is_time(words, at + 1)
        });
    (!the && !town && !counts).then_some((weekday, 1))
}

fn ordinal(word: &str) -> Option<Weekday> {
    Some(match word {
        "ראשון" => Weekday::Sunday,
        "שני" => Weekday::Monday,
        "שלישי" => Weekday::Tuesday,
        "רביעי" => Weekday::Wednesday,
        "חמישי" => Weekday::Thursday,
        "שישי" | "ששי" => Weekday::Friday,
        "שבת" => Weekday::Saturday,
        _ => return None,
    })
}

fn letter(word: &str) -> Option<Weekday> {
    Some(match word {
        "א" => Weekday::Sunday,
        "ב" => Weekday::Monday,
        "ג" => Weekday::Tuesday,
        "ד" => Weekday::Wednesday,
        "ה" => Weekday::Thursday,
        "ו" => Weekday::Friday,
        "ש" => Weekday::Saturday,
        _ => return None,
    })
}

impl DayRef {
    /// The part of the day its name implies.
    pub(super) fn implied_part(self) -> Option<Part> {
        match self {
            Self::SaturdayNight | Self::FridayNight => Some(Part::Evening),
            Self::Offset(_)
            | Self::Months(_)
            | Self::Weekday(_)
            | Self::Every(_)
            | Self::Holiday(_)
            | Self::Pair(..)
            | Self::Date { .. }
            | Self::NextMonth { .. } => None,
        }
    }

    /// How exactly it was said. A holiday comes once a year, but a period beside it may be of another.
    pub(super) fn exactness(self) -> Exactness {
        match self {
            Self::Weekday(_)
            | Self::Every(_)
            | Self::Holiday(_)
            | Self::SaturdayNight
            | Self::FridayNight
            | Self::Pair(..) => Exactness::Weekday,
            Self::Date { month: None, .. } => Exactness::DayOfMonth,
            Self::Date { year: None, .. } => Exactness::Date,
            Self::Date { .. } | Self::Offset(_) | Self::Months(_) | Self::NextMonth { .. } => Exactness::Year,
        }
    }
}
