//! Dates: `15/10`, `15.10.26`, `24 בנובמבר`, `חמישה עשר לעשירי`, `ב-17 לחודש`.

use super::{day::DayRef, hour, scan::Piece};
use crate::hebrew::Word;
use crate::hebrew::numbers::{self, Gender};

/// Reads the date that begins here.
pub(super) fn read(rest: &[Word]) -> Option<(Piece, usize)> {
    let (day, used) =
        literal(rest).or_else(|| named(rest)).or_else(|| month_first(rest)).or_else(|| of_the_month(rest))?;
    Some((Piece::Day(day), used))
}

/// Digits with separators. `10.30` is no date (there is no thirtieth month) and is left to the clock.
fn literal(rest: &[Word]) -> Option<(DayRef, usize)> {
    let first = rest.first().filter(|word| word.is_literal())?;
    if hour::counts_something(rest.get(1)) {
        return None;
    }
    let fields: Vec<&str> = first.text.split(['/', '.', '-']).collect();
    let number = |text: &str| text.parse::<i16>().ok();
    let (day, month, year) = match fields.as_slice() {
        [day, month] if first.text.contains(['/', '.']) => (number(day)?, number(month)?, None),
        [year, month, day] if year.len() == 4 => (number(day)?, number(month)?, Some(number(year)?)),
        [day, month, year] if year.len() == 4 => (number(day)?, number(month)?, Some(number(year)?)),
        [day, month, year] if year.len() == 2 => (number(day)?, number(month)?, Some(number(year)? + 2000)),
        _ => return None,
    };
    let day = i8::try_from(day).ok().filter(|day| (1..=31).contains(day))?;
    let month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month))?;
    Some((DayRef::Date { day, month: Some(month), year }, 1))
}

/// "24 בנובמבר 2026", "חמישה עשר לעשירי", "ראשון בדצמבר".
fn named(rest: &[Word]) -> Option<(DayRef, usize)> {
    let (day, used) = day_number(rest)?;
    let next = rest.get(used).filter(|next| !next.after_break)?;
    let (month, used) = if let Some(month) = month(next) {
        (month, used + 1)
    } else {
        let (month, more) = ordinal_month(&rest[used..])?;
        (month, used + more)
    };
    let year =
        rest.get(used).filter(|word| word.is_literal() && word.text.len() == 4 && word.prefix.is_empty());
    let year = year.and_then(|word| word.text.parse().ok()).filter(|year| (1900..2200).contains(year));
    Some((DayRef::Date { day, month: Some(month), year }, used + usize::from(year.is_some())))
}

/// "בדצמבר, ב-24"; without the letter a month may be a person ("יוני").
fn month_first(rest: &[Word]) -> Option<(DayRef, usize)> {
    let month = rest.first().filter(|first| first.text.starts_with('ב')).and_then(month)?;
    let (day, used) = of_the_month(rest.get(1..).filter(|rest| !rest.is_empty())?)?;
    let DayRef::Date { day, month: None, year } = day else { return None };
    Some((DayRef::Date { day, month: Some(month), year }, used + 1))
}

/// "ב-17 לחודש", "ב-5 לחודש דצמבר", "ה-24", "ב-25": a day of this month or the next.
fn of_the_month(rest: &[Word]) -> Option<(DayRef, usize)> {
    let first = rest.first()?;
    let (day, used) = day_number(rest)?;
    let next = rest.get(used).filter(|next| !next.after_break);
    if next.is_some_and(|next| matches!(next.text.as_str(), "לחודש" | "בחודש")) {
        let word = rest.get(used + 1).filter(|word| !word.after_break);
        let month = word.and_then(month);
        let after = word.is_some_and(|word| word.text == "הבא");
        let day = if after { DayRef::NextMonth { day } } else { DayRef::Date { day, month, year: None } };
        return Some((day, used + 1 + usize::from(after || month.is_some())));
    }
    let plain = first.is_literal() && first.text.len() <= 2 && !hour::counts_something(next);
    let the = first.prefix.ends_with('ה');
    let beyond_hours = day >= 24 && first.prefix.ends_with(['ב', 'ל']);
    // Dates are masculine where hours are feminine: "בשבעה עשר", "בעשרים וארבעה".
    let masculine = !first.is_literal()
        && day > 10
        && numbers::read(rest)
            .is_some_and(|f| f.gender == Some(Gender::Masculine) && f.prefix.ends_with(['ב', 'ה', 'ל']))
        && !hour::counts_something(next);
    ((plain && (the || beyond_hours)) || masculine)
        .then_some((DayRef::Date { day, month: None, year: None }, used))
}

/// 1–31; "ראשון" is the first.
fn day_number(rest: &[Word]) -> Option<(i8, usize)> {
    if rest.first()?.is("ראשון") {
        return Some((1, 1));
    }
    let found = numbers::read(rest).filter(|found| !found.scaled)?;
    let day = i8::try_from(found.value.whole()?).ok().filter(|day| (1..=31).contains(day))?;
    Some((day, found.used))
}

/// "בנובמבר", "נובמבר".
fn month(word: &Word) -> Option<i8> {
    word.readings().find_map(|(_, word)| {
        Some(match word {
            "ינואר" => 1,
            "פברואר" => 2,
            "מרץ" | "מרס" => 3,
            "אפריל" => 4,
            "מאי" => 5,
            "יוני" => 6,
            "יולי" => 7,
            "אוגוסט" => 8,
            "ספטמבר" => 9,
            "אוקטובר" => 10,
            "נובמבר" => 11,
            "דצמבר" => 12,
            _ => return None,
        })
    })
}

/// "לעשירי", "לאחד עשר", "לשנים עשר": the month by its number.
fn ordinal_month(rest: &[Word]) -> Option<(i8, usize)> {
    let first = rest.first()?.text.strip_prefix('ל')?;
    let month = match first {
        "ראשון" => 1,
        "שני" => 2,
        "שלישי" => 3,
        "רביעי" => 4,
        "חמישי" => 5,
        "שישי" | "ששי" => 6,
        "שביעי" => 7,
        "שמיני" => 8,
        "תשיעי" => 9,
        "עשירי" => 10,
        "אחד" | "אחת" | "שנים" | "שניים" | "שתים" | "שתיים" => {
            let teen = rest.get(1).is_some_and(|word| matches!(word.text.as_str(), "עשר" | "עשרה"));
            return teen.then_some((if first.starts_with('א') { 11 } else { 12 }, 2));
        }
        _ => return None,
    };
    // "שני חדרים" and the like after all: nothing countable may follow.
    (!hour::counts_something(rest.get(1))).then_some((month, 1))
}
