//! What a person says of their own calendar: when they work, and the address under which they subscribe to it.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::sessions::Decision;
use super::{CalendarWish, GrantHash, UserEvent, UserRefusal};
use crate::business::{LONGEST_BUFFER, WeeklyHours};
use crate::decider::Outcome;

/// How a person's work differs from the business's; what is `None` is as it is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// When they meet people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hours: Option<WeeklyHours>,
    /// What is kept free between two meetings, in minutes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub buffer_minutes: Option<u16>,
}

/// The right to read a person's calendar, for whoever has the address: a program that cannot sign in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Feed {
    /// What the address's secret is derived from, together with a key that the log does not hold.
    pub nonce: String,
    /// What the secret must hash to.
    pub hash: GrantHash,
    /// When it was given out.
    pub issued_at: Timestamp,
}

impl Account {
    /// Whether a secret of this hash reads the calendar.
    pub fn feeds(&self, secret: &GrantHash) -> bool {
        self.active && self.feed.as_ref().is_some_and(|feed| feed.hash == *secret)
    }

    pub(super) fn on_calendar(&self, wish: &CalendarWish) -> Decision {
        self.usable()?;
        match wish {
            CalendarWish::Schedule { hours, buffer_minutes } => {
                let mut schedule = self.schedule.clone();
                if let Some(hours) = hours {
                    schedule.hours.clone_from(hours);
                }
                schedule.buffer_minutes = buffer_minutes.unwrap_or(schedule.buffer_minutes);
                if schedule.hours.as_ref().is_some_and(|hours| !hours.is_tidy()) {
                    return Err(UserRefusal::BadHours);
                }
                if schedule.buffer_minutes.is_some_and(|minutes| minutes > LONGEST_BUFFER) {
                    return Err(UserRefusal::BadBuffer);
                }
                if schedule == self.schedule {
                    return Ok(Outcome::AlreadySo);
                }
                Ok(Outcome::one(UserEvent::ScheduleChanged { schedule }))
            }
            CalendarWish::IssueFeed { feed } => {
                Ok(Outcome::one(UserEvent::CalendarFeedIssued { feed: feed.clone() }))
            }
            CalendarWish::RevokeFeed if self.feed.is_none() => Ok(Outcome::AlreadySo),
            CalendarWish::RevokeFeed => Ok(Outcome::one(UserEvent::CalendarFeedRevoked)),
        }
    }
}
