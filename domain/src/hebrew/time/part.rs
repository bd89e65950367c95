//! Parts of the day: `בבוקר`, `אחרי הצהריים`, `לפנות בוקר`.

use super::{PartOfDay, scan::Piece};
use crate::hebrew::Word;

/// A part of the day as it is said: finer than what is answered, since it decides what an hour means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    /// לפנות בוקר
    Dawn,
    /// בוקר
    Morning,
    /// צהריים
    Noon,
    /// אחר הצהריים
    Afternoon,
    /// ערב
    Evening,
    /// לילה
    Night,
}

impl Part {
    /// The part an answer names.
    pub(super) fn answered(self) -> PartOfDay {
        match self {
            Self::Dawn | Self::Morning => PartOfDay::Morning,
            Self::Noon => PartOfDay::Noon,
            Self::Afternoon => PartOfDay::Afternoon,
            Self::Evening | Self::Night => PartOfDay::Evening,
        }
    }

    /// From this hour on, the part of *today* is over for somebody who says it without a day.
    pub(super) fn over_from(self) -> i8 {
        match self {
            Self::Dawn => 4,
            Self::Morning => 9,
            Self::Noon => 13,
            Self::Afternoon => 16,
            Self::Evening => 20,
            Self::Night => 23,
        }
    }

    /// Hours on a 24-hour clock, and how many days later, that an hour 0–12 means in this part. Two when both are said.
    pub(super) fn hours(self, hour: i8) -> Vec<(i8, i8)> {
        match (self, hour) {
            (Self::Dawn, 12) => vec![(0, 0)],
            (Self::Morning, 12) => vec![(12, 0), (0, 0)],
            (Self::Dawn | Self::Morning, _) | (Self::Noon, 10..=12) | (Self::Afternoon, 12) => {
                vec![(hour, 0)]
            }
            (Self::Evening | Self::Night, 12) => vec![(0, 1)],
            // The night of a day reaches into the next one; whose one o'clock is meant is not said.
            (Self::Night, 0..=5) => vec![(hour, 0), (hour, 1)],
            (Self::Noon | Self::Afternoon | Self::Evening | Self::Night, _) => vec![(hour + 12, 0)],
        }
    }

    /// Whether a 24-hour clock's hour lies in it.
    pub(super) fn holds(self, hour: i8) -> bool {
        match self {
            Self::Dawn => (2..=6).contains(&hour),
            Self::Morning => (5..=11).contains(&hour),
            Self::Noon => (11..=15).contains(&hour),
            Self::Afternoon => (12..=18).contains(&hour),
            Self::Evening => (16..=23).contains(&hour),
            Self::Night => hour >= 19 || hour <= 5,
        }
    }
}

/// "בוקר טוב" and its like: words of time that tell no time.
pub(super) fn greeting(rest: &[Word]) -> Option<(Piece, usize)> {
    let [first, second, ..] = rest else { return None };
    let pair = (first.text.as_str(), second.text.as_str());
    let greets = matches!(
        pair,
        ("בוקר" | "ערב" | "יום" | "לילה" | "שבוע" | "חודש", "טוב")
            | ("צהריים" | "צהרים", "טובים")
            | ("ערב" | "יום" | "בוקר" | "שבוע", "נעים")
            | ("שבת", "שלום")
            | ("בוקר", "אור")
    );
    (greets && !second.after_break).then_some((Piece::Nothing, 2))
}

/// Reads the part of the day that begins here.
pub(super) fn read(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    let next = rest.get(1).filter(|next| !next.after_break);
    if let Some(next) = next
        && let Some(part) = pair(first, next)
    {
        return Some((Piece::Part { part, today: false }, 2));
    }
    first.readings().find_map(|(prefix, word)| {
        let part = single(word)?;
        let today = prefix.ends_with('ה') && word != "אחה\"צ";
        Some((Piece::Part { part, today }, 1))
    })
}

fn pair(first: &Word, next: &Word) -> Option<Part> {
    let next = next.readings().find_map(|(_, word)| single(word))?;
    first.readings().find_map(|(_, word)| match (word, next) {
        ("אחרי" | "אחר", Part::Noon) => Some(Part::Afternoon),
        ("לפני", Part::Noon) => Some(Part::Morning),
        ("פנות" | "לפנות", Part::Morning) => Some(Part::Dawn),
        ("פנות" | "לפנות" | "לקראת", Part::Evening) => Some(Part::Evening),
        ("שעות" | "שעת" | "זמן", part) => Some(part),
        _ => None,
    })
}

fn single(word: &str) -> Option<Part> {
    Some(match word {
        "בוקר" => Part::Morning,
        "צהריים" | "צהרים" | "צהרי" => Part::Noon,
        "אחה\"צ" | "אחהצ" => Part::Afternoon,
        "ערב" => Part::Evening,
        "לילה" => Part::Night,
        _ => return None,
    })
}
