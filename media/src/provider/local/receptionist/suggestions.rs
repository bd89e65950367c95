//! Which of the free slots are offered, and which one the caller's words choose.

use domain::hebrew::time::{self, PartOfDay, Understanding};
use domain::values::TimeSlot;
use jiff::{Timestamp, Zoned, civil::Date, civil::Time, tz::TimeZone};

/// As many as a listener keeps in mind, and as there are keys for.
const MOST: usize = 3;

/// Up to three slots, spread: the first, one hours later, one on a later day; then whatever is left.
pub(super) fn suggest(free: &[TimeSlot], zone: &TimeZone) -> Vec<TimeSlot> {
    let day = |slot: &TimeSlot| slot.start().to_zoned(zone.clone()).date();
    let Some(first) = free.first() else { return Vec::new() };
    let mut chosen = vec![*first];
    let hours_later = free
        .iter()
        .find(|slot| slot.start().duration_since(first.start()).as_hours() >= 3 && day(slot) == day(first));
    chosen.extend(hours_later);
    let last_day = chosen.last().map(day);
    chosen.extend(free.iter().find(|slot| last_day.is_some_and(|last| day(slot) > last)));
    for slot in free {
        if chosen.len() < MOST && !chosen.contains(slot) {
            chosen.push(*slot);
        }
    }
    chosen.truncate(MOST);
    chosen.sort_by_key(TimeSlot::start);
    chosen
}

/// What the caller's words come to.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Choice {
    /// This time, free or not.
    At(Timestamp),
    /// Look on that day, from that time on.
    Look { day: Option<Date>, after: Option<Time> },
    /// One of these: ask.
    Either(Vec<Zoned>),
    /// It has passed.
    Past,
    /// On a day that nobody can tell: a yes beside it is none to what was offered.
    NoDay,
    /// Nothing about time.
    Unclear,
}

/// Reads a choice. Hours without a day are those of the offer before they are the next ones.
pub(super) fn choose(text: &str, offered: &[TimeSlot], free: &[TimeSlot], now: &Zoned) -> Choice {
    let zone = now.time_zone();
    let civil = |slots: &[TimeSlot]| -> Vec<Zoned> {
        slots.iter().map(|slot| slot.start().to_zoned(zone.clone())).collect()
    };
    let (offered, free) = (civil(offered), civil(free));
    let day_said = time::names_a_day(text);
    match time::understand(text, now) {
        Understanding::Instant { at } if !day_said => at_that_hour(&at, &offered, &free, now),
        Understanding::Instant { at } if at < *now => Choice::Past,
        Understanding::Instant { at } => Choice::At(at.timestamp()),
        Understanding::Day { date } if date < now.date() => Choice::Past,
        Understanding::Day { date } => {
            one(&offered, |at| at.date() == date).unwrap_or(Choice::Look { day: Some(date), after: None })
        }
        Understanding::Part { date, part } => {
            let fits = |at: &Zoned| (!day_said || at.date() == date) && holds(part, at.time());
            let look = Choice::Look { day: day_said.then_some(date), after: Some(begins(part)) };
            one(&offered, fits).unwrap_or(look)
        }
        Understanding::Question { options } => among(&options, &offered, &free),
        Understanding::None => Choice::Unclear,
    }
}

/// "בעשר": of the offer, else of the free slots, else on the one day that was spoken of, else the next ten o'clock.
fn at_that_hour(at: &Zoned, offered: &[Zoned], free: &[Zoned], now: &Zoned) -> Choice {
    let same = |slot: &Zoned| slot.time() == at.time() && *slot > *now;
    if let Some(slot) = offered.iter().find(|slot| same(slot)).or_else(|| free.iter().find(|slot| same(slot)))
    {
        return Choice::At(slot.timestamp());
    }
    let day = offered.first().map(Zoned::date).filter(|day| offered.iter().all(|slot| slot.date() == *day));
    let there = day.and_then(|day| day.to_datetime(at.time()).to_zoned(now.time_zone().clone()).ok());
    Choice::At(there.filter(|there| *there > *now).unwrap_or_else(|| at.clone()).timestamp())
}

/// The one offered slot that fits; a question when several do.
fn one(offered: &[Zoned], fits: impl Fn(&Zoned) -> bool) -> Option<Choice> {
    let fitting: Vec<&Zoned> = offered.iter().filter(|at| fits(at)).collect();
    match fitting.as_slice() {
        [only] => Some(Choice::At(only.timestamp())),
        _ => None,
    }
}

/// Of several readings, the one that was offered; else a question.
fn among(options: &[Understanding], offered: &[Zoned], free: &[Zoned]) -> Choice {
    let instants: Vec<&Zoned> = options
        .iter()
        .filter_map(|option| if let Understanding::Instant { at } = option { Some(at) } else { None })
        .collect();
    for slots in [offered, free] {
        let fitting: Vec<&&Zoned> = instants.iter().filter(|at| slots.contains(at)).collect();
        if let [only] = fitting.as_slice() {
            return Choice::At(only.timestamp());
        }
    }
    let day = options.iter().find_map(|option| match option {
        Understanding::Day { date } | Understanding::Part { date, .. } => Some(*date),
        Understanding::Instant { .. } | Understanding::Question { .. } | Understanding::None => None,
    });
    match (instants.len(), day) {
        _ if options.is_empty() => Choice::NoDay,
        (2.., _) => Choice::Either(instants.into_iter().take(MOST).cloned().collect()),
        (_, Some(day)) => Choice::Look { day: Some(day), after: None },
        (_, None) => Choice::Unclear,
    }
}

fn begins(part: PartOfDay) -> Time {
    let hour = match part {
        PartOfDay::Morning => 7,
        PartOfDay::Noon => 12,
        PartOfDay::Afternoon => 13,
        PartOfDay::Evening => 17,
    };
    Time::constant(hour, 0, 0, 0)
}

fn holds(part: PartOfDay, time: Time) -> bool {
    match part {
        PartOfDay::Morning => time.hour() < 12,
        PartOfDay::Noon => (11..=14).contains(&time.hour()),
        PartOfDay::Afternoon => (13..=18).contains(&time.hour()),
        PartOfDay::Evening => time.hour() >= 17,
    }
}
