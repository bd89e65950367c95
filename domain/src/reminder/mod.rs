//! Something a person is to be reminded of, once or again and again, of a lead or of nobody in particular.
//!
//! That its time has come is a fact of this stream, so it is told once, however many nodes are watching the clock.

mod command;
mod decide;
mod error;
mod event;
mod repeat;
#[cfg(test)]
mod tests;

pub use command::{NewReminder, ReminderChange, ReminderCommand};
pub use error::ReminderRefusal;
pub use event::ReminderEvent;
pub use repeat::Repeat;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A reminder.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reminder {
    /// Nothing was said of it.
    #[default]
    Unknown,
    /// It was made.
    Known(Box<Held>),
}

/// What is known of a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// What it is. `due` is the first time: what repeats is counted from it.
    pub what: NewReminder,
    /// When it is due next, after what was put off.
    pub due: Timestamp,
    /// The occurrence this is, before it was put off.
    pub occurrence: Timestamp,
    /// Where it stands.
    pub standing: Standing,
    /// Whether its time has come, and the one it is for knows.
    pub notice: Notice,
    /// What was done last, as long as it can be taken back.
    pub last: Option<Done>,
}

/// Where a reminder stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Standing {
    /// It waits, or waits to be done.
    Open,
    /// It is done and does not come back.
    Done,
    /// It was deleted.
    Cancelled,
}

/// Whether the one it is for knows that its time has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Notice {
    /// Its time has not come.
    Waiting,
    /// Its time has come.
    Due,
    /// And they know.
    Seen,
}

/// An occurrence that was done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Done {
    /// When it was due.
    pub due: Timestamp,
    /// The occurrence it was.
    pub occurrence: Timestamp,
    /// Whether it was known that its time had come.
    pub notice: Notice,
}

impl Reminder {
    /// What is known of it; `None` when there is none. Also of one that was deleted.
    pub fn held(&self) -> Option<&Held> {
        match self {
            Self::Unknown => None,
            Self::Known(held) => Some(held),
        }
    }
}

impl ReminderEvent {
    /// The time that is waited for from this event on; `None`: it sets none.
    pub fn awaited(&self) -> Option<Timestamp> {
        match self {
            Self::Created { reminder } => Some(reminder.due),
            Self::Rescheduled { due, .. } | Self::Reopened { due, .. } => Some(*due),
            Self::Snoozed { until } => Some(*until),
            Self::Completed { next, .. } => *next,
            Self::Reworded { .. }
            | Self::Reassigned { .. }
            | Self::CameDue { .. }
            | Self::Acknowledged
            | Self::Cancelled
            | Self::Restored => None,
        }
    }
}

impl Held {
    /// Whether it waits for its time.
    pub fn awaits(&self, due: Timestamp) -> bool {
        self.standing == Standing::Open && self.notice == Notice::Waiting && self.due == due
    }
}
