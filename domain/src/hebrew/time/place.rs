//! Puts days and hours on the time line.

use jiff::{
    ToSpan, Zoned,
    civil::{Date, DateTime, Weekday},
    tz::AmbiguousOffset,
};

use super::{Understanding, clock::Bound, clock::Clock, day::DayRef, part::Part};
use crate::holiday::{self, Observed};

/// The dates a day can be; none when there is no such date.
pub(super) fn dates(day: DayRef, next_week: bool, today: Date) -> Vec<Date> {
    let weekday = |weekday: Weekday| {
        if next_week { in_next_week(weekday, today) } else { after(weekday, today) }
    };
    let found = match day {
        DayRef::Offset(days) => today.checked_add(days.clamp(-40_000, 40_000).days()).ok(),
        DayRef::Months(months) => today.checked_add(months.clamp(-1_200, 1_200).months()).ok(),
        DayRef::Weekday(day) => weekday(day),
        DayRef::Every(day) => {
            let first = weekday(day);
            let second = first.and_then(|first| after(day, first));
            return [first, second].into_iter().flatten().collect();
        }
        DayRef::Holiday(observed) => next_holiday(observed, today),
        DayRef::SaturdayNight => {
            if today.weekday() == Weekday::Saturday {
                Some(today)
            } else {
                weekday(Weekday::Saturday)
            }
        }
        DayRef::FridayNight => {
            if today.weekday() == Weekday::Friday {
                Some(today)
            } else {
                weekday(Weekday::Friday)
            }
        }
        DayRef::Pair(first, second) => {
            let first = weekday(first);
            let second = first.and_then(|first| after(second, first));
            return [first, second].into_iter().flatten().collect();
        }
        DayRef::Date { day, month, year } => next_date(day, month, year, today),
        DayRef::NextMonth { day } => today
            .first_of_month()
            .checked_add(1.month())
            .ok()
            .and_then(|first| Date::new(first.year(), first.month(), day).ok()),
    };
    found.into_iter().collect()
}

/// The next such weekday that is not today.
fn after(weekday: Weekday, today: Date) -> Option<Date> {
    today.nth_weekday(1, weekday).ok()
}

fn in_next_week(weekday: Weekday, today: Date) -> Option<Date> {
    next_sunday(today)?.checked_add(i64::from(weekday.to_sunday_zero_offset()).days()).ok()
}

/// Today included. A Hebrew year has up to 385 days.
fn next_holiday(observed: Observed, today: Date) -> Option<Date> {
    today.series(1.day()).take(400).find(|date| holiday::on(*date) == Some(observed))
}

/// The Sunday that begins the week after this one.
pub(super) fn next_sunday(today: Date) -> Option<Date> {
    after(Weekday::Sunday, today)
}

/// The next date that fits what was said, today included. 29 February waits for its year.
fn next_date(day: i8, month: Option<i8>, year: Option<i16>, today: Date) -> Option<Date> {
    if let (Some(month), Some(year)) = (month, year) {
        return Date::new(year, month, day).ok();
    }
    let months = if month.is_some() { 12 * 9 } else { 12 };
    (0..months).find_map(|ahead| {
        let first = today.first_of_month().checked_add(ahead.months()).ok()?;
        let fits = month.is_none_or(|month| month == first.month());
        Date::new(first.year(), first.month(), day).ok().filter(|date| fits && *date >= today)
    })
}

/// The instants an hour can mean on a date, or next if no date was said. More than one is a question.
pub(super) fn instants(clock: Clock, said: Option<Date>, now: &Zoned) -> Vec<Zoned> {
    let readings = |date: Date| -> Vec<Zoned> {
        let mut hours = hours(clock);
        if said.is_none() {
            // Whose night it is does not matter when the next one is meant.
            hours.dedup_by_key(|(hour, _)| *hour);
        }
        hours.into_iter().flat_map(|(hour, later)| place(date, hour, later, clock.minutes, now)).collect()
    };
    let ahead = |found: Vec<Zoned>| -> Vec<Zoned> { found.into_iter().filter(|at| at > now).collect() };
    let found = match said {
        Some(date) => {
            let all = readings(date);
            // "הלילה באחת": of two readings, only what is still to come.
            let coming = ahead(all.clone());
            if coming.is_empty() { all } else { coming }
        }
        None => next(now, |date| ahead(readings(date))),
    };
    found.into_iter().flat_map(|at| bounded(at, clock.bound)).collect()
}

/// The first of yesterday (whose night reaches into today), today and the days after on which something is still to come.
fn next(now: &Zoned, on: impl Fn(Date) -> Vec<Zoned>) -> Vec<Zoned> {
    let today = now.date();
    let days = (-1..3_i64).filter_map(|ahead| today.checked_add(ahead.days()).ok());
    days.map(on).find(|found| !found.is_empty()).unwrap_or_default()
}

/// Hours of a 24-hour clock and days later.
fn hours(clock: Clock) -> Vec<(i8, i8)> {
    if clock.hour == 24 {
        return vec![(0, 1)];
    }
    match clock.part {
        _ if clock.exact => vec![(clock.hour, 0)],
        // "רבע לשתים עשרה בבוקר" can only be before noon.
        Some(Part::Morning) if clock.hour == 12 && clock.minutes < 0 => vec![(12, 0)],
        Some(part) => part.hours(clock.hour),
        None if (1..=7).contains(&clock.hour) => vec![(clock.hour + 12, 0)],
        None => vec![(clock.hour, 0)],
    }
}

/// A civil time as an instant; both neighbours when daylight saving skips or doubles it.
fn place(date: Date, hour: i8, days_later: i8, minutes: i16, now: &Zoned) -> Vec<Zoned> {
    let civil = DateTime::from(date)
        .checked_add(i64::from(days_later).days())
        .and_then(|at| at.checked_add(i64::from(hour).hours()))
        .and_then(|at| at.checked_add(i64::from(minutes).minutes()));
    let Ok(civil) = civil else { return Vec::new() };
    let ambiguous = now.time_zone().to_ambiguous_zoned(civil);
    let found = match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => vec![ambiguous.unambiguous()],
        AmbiguousOffset::Gap { .. } | AmbiguousOffset::Fold { .. } => {
            vec![ambiguous.clone().earlier(), ambiguous.later()]
        }
    };
    let mut found: Vec<Zoned> = found.into_iter().flatten().collect();
    found.sort();
    found
}

/// "אחרי חמש" and "לפני חמש" name no time: the two full hours on that side are offered.
fn bounded(at: Zoned, bound: Option<Bound>) -> Vec<Zoned> {
    let shift = |hours: i64| at.checked_add(hours.hours()).ok();
    match bound {
        None => vec![at],
        Some(Bound::After) => [shift(0), shift(1)].into_iter().flatten().collect(),
        Some(Bound::Before) => [shift(-2), shift(-1)].into_iter().flatten().collect(),
    }
}

/// One option is an answer, several are a question.
pub(super) fn answer(mut options: Vec<Understanding>) -> Understanding {
    const MOST_OPTIONS: usize = 6;
    let mut distinct = Vec::new();
    options.retain(|option| {
        let new = !distinct.contains(option);
        if new {
            distinct.push(option.clone());
        }
        new
    });
    options.truncate(MOST_OPTIONS);
    match options.len() {
        0 => Understanding::None,
        1 => options.remove(0),
        _ => Understanding::Question { options },
    }
}
