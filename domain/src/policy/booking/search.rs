//! What to offer: three slots that differ enough for one of them to suit.
//!
//! # Contract
//! The caller reads a day's calendar whenever [`Search::next_day`] names one, hands it to [`Search::see`], and at the end takes
//! [`Search::offer`].

use std::iter::Take;

use jiff::{
    Timestamp, ToSpan,
    civil::{Date, DateSeries, Time},
};

use super::{DAYS_AHEAD, Diary, OFFERED, civil_day};
use crate::calendar::Calendar;
use crate::values::{TimeSlot, time_zone};

/// Day by day, until there is enough to choose from.
#[derive(Debug)]
pub struct Search<'a> {
    diary: &'a Diary,
    wanted: Timestamp,
    minutes: Option<u16>,
    now: Timestamp,
    days: Take<DateSeries>,
    free: Vec<TimeSlot>,
}

impl<'a> Search<'a> {
    pub(super) fn new(
        diary: &'a Diary,
        wanted: Option<Timestamp>,
        minutes: Option<u16>,
        now: Timestamp,
    ) -> Self {
        let wanted = wanted.map_or(now, |wanted| wanted.max(now));
        let days = civil_day(wanted).series(1.day()).take(DAYS_AHEAD);
        Self { diary, wanted, minutes, now, days, free: Vec::new() }
    }

    /// The next day to look at; `None`: there is enough, or no use in going on.
    pub fn next_day(&mut self) -> Option<Date> {
        let first = self.free.first().map(TimeSlot::start).map(civil_day);
        let last = self.free.last().map(TimeSlot::start).map(civil_day);
        if first == last { self.days.next() } else { None }
    }

    /// What stands in a day's calendar.
    pub fn see(&mut self, day: Date, held: &Calendar) {
        self.free.extend(self.diary.free(day, held, self.now, self.minutes));
    }

    /// At most [`OFFERED`] slots, in order of time: the one nearest to what was wanted (the soonest, when nothing was), one in
    /// another part of the day, one on another day. Where there is no such slot, the next nearest takes its place.
    pub fn offer(&self) -> Vec<TimeSlot> {
        let mut near = self.free.clone();
        near.sort_by_key(|slot| (slot.start().duration_since(self.wanted).abs(), slot.start()));
        let Some(first) = near.first().copied() else { return near };
        let other_part = |slot: &&TimeSlot| Part::of(slot) != Part::of(&first);
        let same_day = |slot: &&TimeSlot| civil_day(slot.start()) == civil_day(first.start());
        let second = near.iter().filter(other_part).find(same_day);
        let hour = clock(self.wanted);
        let by_hour = |slot: &&TimeSlot| clock(slot.start()).duration_since(hour).abs();
        let third = near.iter().filter(|slot| !same_day(slot)).min_by_key(by_hour);
        let mut offered = vec![first];
        for slot in second.into_iter().chain(third).chain(&near) {
            if offered.len() < OFFERED && !offered.contains(slot) {
                offered.push(*slot);
            }
        }
        offered.sort_by_key(TimeSlot::start);
        offered
    }
}

/// What people tell apart when they say when they have time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Morning,
    Afternoon,
    Evening,
}

impl Part {
    fn of(slot: &TimeSlot) -> Self {
        match clock(slot.start()).hour() {
            ..12 => Self::Morning,
            12..16 => Self::Afternoon,
            16.. => Self::Evening,
        }
    }
}

/// The time of day of an instant, in the product's zone.
fn clock(at: Timestamp) -> Time {
    at.to_zoned(time_zone()).time()
}
