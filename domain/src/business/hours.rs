//! When work is done: stretches of each day of the week.

use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
};
use serde::{Deserialize, Serialize};

use crate::values::{TimeSlot, time_zone};

/// The longest pause that can be asked for between two meetings, in minutes.
pub const LONGEST_BUFFER: u16 = 120;

/// Open hours of one day, in civil time of [`TIME_ZONE`](crate::values::TIME_ZONE): from `from` (included) to `to` (not included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// Opening.
    pub from: Time,
    /// Closing.
    pub to: Time,
}

/// A week's open hours; index 0 is Sunday, the first day of the Israeli week. A day may have several stretches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeeklyHours(pub [Vec<OpenHours>; 7]);

impl WeeklyHours {
    /// Sunday to Thursday 9–18, Friday 9–13.
    pub fn usual() -> Self {
        let day = |from: i8, to: i8| {
            vec![OpenHours { from: Time::constant(from, 0, 0, 0), to: Time::constant(to, 0, 0, 0) }]
        };
        Self([day(9, 18), day(9, 18), day(9, 18), day(9, 18), day(9, 18), day(9, 13), Vec::new()])
    }

    /// The open stretches of a date as instants. Where daylight saving skips or doubles an edge, the later reading is taken
    /// for opening and the earlier for closing: never a minute that is not surely open.
    pub fn on(&self, date: Date) -> Vec<TimeSlot> {
        self.until(date, Time::MAX)
    }

    /// The same of a date on which work ends early.
    pub fn until(&self, date: Date, closing: Time) -> Vec<TimeSlot> {
        let zone = time_zone();
        let instant = |time: Time, late: bool| -> Option<Timestamp> {
            let ambiguous = zone.to_ambiguous_timestamp(date.to_datetime(time));
            if late { ambiguous.later().ok() } else { ambiguous.earlier().ok() }
        };
        let slot = |open: &OpenHours| {
            TimeSlot::new(instant(open.from, true)?, instant(open.to.min(closing), false)?).ok()
        };
        self.0[day_index(date.weekday())].iter().filter_map(slot).collect()
    }

    /// Whether every stretch ends after it begins, and each day's are in order and apart.
    pub fn is_tidy(&self) -> bool {
        self.0.iter().all(|day| {
            day.iter().all(|open| open.from < open.to)
                && day.windows(2).all(|pair| pair[0].to <= pair[1].from)
        })
    }
}

fn day_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_sunday_zero_offset()).unwrap_or_default()
}
