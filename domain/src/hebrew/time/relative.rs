//! Distances from now: `בעוד שעתיים`, `בעוד רבע שעה`, `שבוע מהיום`.

use super::{day::DayRef, scan::Piece};
use crate::hebrew::{Word, numbers};

/// Reads the distance that begins here.
pub(super) fn read(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    if matches!(first.text.as_str(), "בעוד" | "עוד" | "תוך" | "כעבור") {
        let (piece, used) = distance(&rest[1..])?;
        return Some((piece, used + 1));
    }
    let (piece, used) = distance(rest)?;
    let from = rest.get(used)?;
    match (piece, from.text.as_str()) {
        (piece @ Piece::In { .. }, "מעכשיו") | (piece @ Piece::Day(_), "מהיום" | "מעכשיו") => {
            Some((piece, used + 1))
        }
        (Piece::Day(DayRef::Offset(days)), "ממחר") => {
            Some((Piece::Day(DayRef::Offset(days + 1)), used + 1))
        }
        _ => None,
    }
}

fn distance(rest: &[Word]) -> Option<(Piece, usize)> {
    let first = rest.first()?;
    match first.text.as_str() {
        "שעה" => Some(hours(60, &rest[1..], 1)),
        "שעתיים" => Some(hours(120, &rest[1..], 1)),
        "דקה" => Some((Piece::In { minutes: 1 }, 1)),
        "יום" => Some((Piece::Day(DayRef::Offset(1)), 1)),
        "יומיים" => Some((Piece::Day(DayRef::Offset(2)), 1)),
        "שבוע" if !more(rest.get(1)) => Some((Piece::Day(DayRef::Offset(7)), 1)),
        "שבועיים" if !more(rest.get(1)) => Some((Piece::Day(DayRef::Offset(14)), 1)),
        "חודש" if !more(rest.get(1)) => Some((Piece::Day(DayRef::Months(1)), 1)),
        "חודשיים" if !more(rest.get(1)) => Some((Piece::Day(DayRef::Months(2)), 1)),
        _ => counted(rest),
    }
}

/// "וחצי" after a week or a month names no day.
fn more(next: Option<&Word>) -> bool {
    next.is_some_and(|next| matches!(next.text.as_str(), "וחצי" | "ורבע"))
}

/// "עשר דקות", "שלוש שעות ורבע", "חצי שעה", "שלושה ימים".
fn counted(rest: &[Word]) -> Option<(Piece, usize)> {
    let found = numbers::read(rest).filter(|found| found.prefix.is_empty() && !found.scaled)?;
    let thousandths = found.value.as_thousandths();
    let unit = rest.get(found.used)?;
    let used = found.used + 1;
    let whole = found.value.whole();
    match unit.text.as_str() {
        "דקות" | "דקה" => Some((Piece::In { minutes: whole? }, used)),
        "שעות" | "שעה" => Some(hours(thousandths * 60 / 1000, &rest[used..], used)),
        "ימים" | "יום" => Some((Piece::Day(DayRef::Offset(whole?)), used)),
        "שבועות" => Some((Piece::Day(DayRef::Offset(whole?.checked_mul(7)?)), used)),
        "חודשים" => Some((Piece::Day(DayRef::Months(whole?)), used)),
        _ => None,
    }
}

/// Adds what follows the hours: "וחצי", "ורבע", "ועשר דקות".
fn hours(minutes: i64, rest: &[Word], used: usize) -> (Piece, usize) {
    let more = rest.first().filter(|word| !word.after_break).and_then(|word| match word.text.as_str() {
        "וחצי" => Some((30, 1)),
        "ורבע" => Some((15, 1)),
        _ => {
            let found = numbers::read(rest).filter(|found| found.prefix == "ו")?;
            let unit = rest.get(found.used).filter(|word| word.text == "דקות")?;
            (!unit.after_break).then_some((found.value.whole()?, found.used + 1))
        }
    });
    let (added, words) = more.unwrap_or((0, 0));
    (Piece::In { minutes: minutes + added }, used + words)
}
