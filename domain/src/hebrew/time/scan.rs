//! Finds the pieces of a time among the words.

use super::{clock, date, day, holiday, part, relative, unplaced};
use crate::hebrew::Word;

use super::{Exactness, clock::Clock, day::DayRef, part::Part};

/// One thing said about when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// A day.
    Day(DayRef),
    /// An hour of the clock.
    Clock(Clock),
    /// A part of the day; `today` when the word itself says so (`הערב`).
    Part { part: Part, today: bool },
    /// So many minutes from now.
    In { minutes: i64 },
    /// 13–23: the hour or the day of the month (`ב-17`).
    HourOrDay(i8),
    /// The week after this one.
    NextWeek,
    /// A day or period that cannot be told, unless a day is said this exactly beside it.
    Unplaced(Exactness),
    /// Words that look like a time and are none (`בוקר טוב`).
    Nothing,
}

/// All pieces, in order; those denied (`לא מחר, מחרתיים`) are left out.
pub(super) fn scan(words: &[Word]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((piece, used)) = piece_at(words, at) else {
            at += 1;
            continue;
        };
        if piece != Piece::Nothing && !denied_before(words, at) && !denied_after(&words[at + used..]) {
            pieces.push(piece);
        }
        at += used;
    }
    pieces
}

/// The piece that begins at a word, and how many words it takes.
pub(super) fn piece_at(words: &[Word], at: usize) -> Option<(Piece, usize)> {
    let rest = &words[at..];
    part::greeting(rest)
        .or_else(|| relative::read(rest))
        .or_else(|| date::read(rest))
        .or_else(|| clock::read(words, at))
        .or_else(|| day::read(words, at))
        .or_else(|| holiday::read(words, at))
        .or_else(|| unplaced::read(words, at))
        .or_else(|| part::read(rest))
}

/// Whether a time that can be told begins at a word.
pub(super) fn is_time(words: &[Word], at: usize) -> bool {
    piece_at(words, at).is_some_and(|(piece, _)| !matches!(piece, Piece::Unplaced(_)))
}

/// Words that may stand between "not" and the time it denies: "לא מתאים לי מחר".
const UNSUITABLE: [&str; 11] =
    ["יכול", "יכולה", "מתאים", "נוח", "טוב", "פנוי", "פנויה", "אפשרי", "מסתדר", "לי", "רוצה"];

fn denied_before(words: &[Word], at: usize) -> bool {
    let mut at = at;
    while at > 0 && !words[at].after_break {
        at -= 1;
        if words[at].is("לא") || matches!(words[at].text.as_str(), "חוץ" | "למעט" | "מלבד") {
            return true;
        }
        if !UNSUITABLE.contains(&words[at].text.as_str()) {
            return false;
        }
    }
    false
}

/// "מחר לא", "מחר אני לא יכול".
fn denied_after(rest: &[Word]) -> bool {
    let rest = match rest {
        [first, rest @ ..] if first.text == "אני" && !first.after_break => rest,
        rest => rest,
    };
    match rest {
        [not] => not.text == "לא" && !not.after_break,
        [not, next, ..] => {
            not.text == "לא"
                && !not.after_break
                && (next.after_break || UNSUITABLE.contains(&next.text.as_str()))
        }
        [] => false,
    }
}
