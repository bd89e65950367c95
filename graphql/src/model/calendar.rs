//! What a calendar looks like before anything is in it, and who reads it.

use async_graphql::{ID, SimpleObject};
use domain::ids::UserId;
use domain::policy::booking::Diary;
use domain::user::{Feed, Schedule as State};
use jiff::civil::Date;

use super::business::{DayHours, week};
use super::{DateTime, Holiday, TimeSlot};

/// A day of somebody's calendar.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CalendarDay {
    /// Which, as in `2026-11-24`.
    date: String,
    /// When it is open, in order; none: closed.
    open: Vec<TimeSlot>,
    /// What it is of a holiday the business keeps; null on most days.
    holiday: Option<HolidayDate>,
}

/// A date of a holiday.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct HolidayDate {
    /// Which holiday.
    holiday: Holiday,
    /// What people call the date, in Hebrew.
    name: String,
    /// Whether it is the day before, on which work ends at one.
    eve: bool,
}

impl CalendarDay {
    pub(crate) fn of(diary: &Diary, day: Date) -> Self {
        let holiday = diary.holiday(day).map(|observed| HolidayDate {
            holiday: observed.holiday().into(),
            name: observed.name(),
            eve: matches!(observed, domain::holiday::Observed::Eve(_)),
        });
        let open = diary.open(day).into_iter().map(TimeSlot::from).collect();
        Self { date: day.to_string(), open, holiday }
    }
}

/// When somebody works, where that differs from the business.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Schedule {
    /// Whose it is.
    user_id: ID,
    /// When they meet people: seven days, Sunday first; null: as in the business.
    hours: Option<Vec<DayHours>>,
    /// What is kept free between two meetings, in minutes; null: as in the business.
    buffer_minutes: Option<u16>,
}

impl Schedule {
    pub(crate) fn of(user: UserId, schedule: &State) -> Self {
        Self {
            user_id: user.to_string().into(),
            hours: schedule.hours.as_ref().map(week),
            buffer_minutes: schedule.buffer_minutes,
        }
    }
}

/// An address under which programs read one's calendar without signing in.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CalendarFeed {
    /// The address, which is to be kept secret; null when the installation's key has changed since: ask for a new one.
    url: Option<String>,
    /// When it was given out.
    issued_at: DateTime,
}

impl CalendarFeed {
    pub(crate) fn of(feed: &Feed, url: Option<String>) -> Self {
        Self { url, issued_at: feed.issued_at.into() }
    }
}
