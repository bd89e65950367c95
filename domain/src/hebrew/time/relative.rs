//! Distances from now: `בעוד שעתיים`, `בעוד רבע שעה`, `שבוע מהיום`.

use super::{Exactness, day::DayRef, scan::Piece};
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
        (piece @ Piece::In { .. }, "מעכשיו")
        | (piece @ (Piece::Day(_) | Piece::Unplaced(_)), "מהיום" | "מעכשיו") => {
            Some((piece, used + 1))
        }
        (Piece::Day(DayRef::Offset(days)), "ממחר") => {
            Some((Piece::Day(DayRef::Offset(days + 1)), used + 1))
        }
        _ => None,
    }
}

fn distance(rest: &[Word]) -> Option<(Piece, usize)> {
    match roughly(rest.first()?) {
        "שעה" => Some(hours(60, &rest[1..], 1)),
        "שעתיים" => Some(hours(120, &rest[1..], 1)),
        "דקה" => Some((Piece::In { minutes: 1 }, 1)),
        "יום" | "שבוע" | "שבועיים" | "חודש" | "חודשיים" if more(rest.get(1)) => {
            Some((Piece::Unplaced(Exactness::Date), 2))
        }
        "יום" => Some((Piece::Day(DayRef::Offset(1)), 1)),
        "יומיים" => Some((Piece::Day(DayRef::Offset(2)), 1)),
        "שבוע" => Some((Piece::Day(DayRef::Offset(7)), 1)),
        "שבועיים" => Some((Piece::Day(DayRef::Offset(14)), 1)),
        "חודש" => Some((Piece::Day(DayRef::Months(1)), 1)),
        "חודשיים" => Some((Piece::Day(DayRef::Months(2)), 1)),
        "שנה" | "שנתיים" => Some((Piece::Unplaced(Exactness::Year), 1)),
        "כמה" | "מספר" => Some((Piece::Unplaced(uncounted(rest.get(1)?)?), 2)),
        _ => counted(rest),
    }
}

/// "כשבועיים": about as long as what it is without the letter.
fn roughly(word: &Word) -> &str {
    word.text.strip_prefix('כ').filter(|_| word.text != "כמה").unwrap_or(&word.text)
}

/// "שבוע וחצי", "יום יומיים" name no day.
fn more(next: Option<&Word>) -> bool {
    next.is_some_and(|next| {
        matches!(next.text.as_str(), "וחצי" | "ורבע" | "יומיים" | "שבועיים" | "חודשיים") && !next.after_break
    })
}

/// "כמה ימים": what a day beside it must be told by.
fn uncounted(unit: &Word) -> Option<Exactness> {
    match unit.text.as_str() {
        "ימים" | "זמן" => Some(Exactness::Weekday),
        "שבועות" | "חודשים" => Some(Exactness::Date),
        "שנים" => Some(Exactness::Year),
        _ => None,
    }
}

/// "עשר דקות", "שלוש שעות ורבע", "חצי שעה", "שלושה ימים".
fn counted(rest: &[Word]) -> Option<(Piece, usize)> {
    let found =
        numbers::read(rest).filter(|found| matches!(found.prefix.as_str(), "" | "כ") && !found.scaled)?;
    let thousandths = found.value.as_thousandths();
    let unit = rest.get(found.used)?;
    let used = found.used + 1;
    let whole = found.value.whole();
    let day = |day: Option<DayRef>| (day.map_or(Piece::Unplaced(Exactness::Date), Piece::Day), used);
    match unit.text.as_str() {
        "דקות" | "דקה" => Some((Piece::In { minutes: whole? }, used)),
        "שעות" | "שעה" => Some(hours(thousandths * 60 / 1000, &rest[used..], used)),
        "ימים" | "יום" => Some(day(whole.map(DayRef::Offset))),
        "שבועות" | "שבוע" => {
            Some(day(whole.and_then(|weeks| weeks.checked_mul(7)).map(DayRef::Offset)))
        }
        "חודשים" | "חודש" => Some(day(whole.map(DayRef::Months))),
        "שנים" | "שנה" => Some((Piece::Unplaced(Exactness::Year), used)),
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
