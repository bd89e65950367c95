use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{NewReminder, Repeat};
use crate::decider::DomainEvent;
use crate::ids::UserId;

/// What happened to a reminder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum ReminderEvent {
    /// It was made.
    Created {
        /// What it is.
        reminder: NewReminder,
    },
    /// It says something else.
    Reworded {
        /// What.
        text: String,
    },
    /// Somebody else is reminded.
    Reassigned {
        /// Who.
        to: UserId,
    },
    /// It has another time, or comes back at other times.
    Rescheduled {
        /// When: the first time, when it repeats.
        due: Timestamp,
        /// How often it comes back.
        repeat: Repeat,
    },
    /// This occurrence was put off.
    Snoozed {
        /// Until when.
        until: Timestamp,
    },
    /// Its time came.
    CameDue {
        /// The time.
        due: Timestamp,
    },
    /// The one it is for saw that it is due.
    Acknowledged,
    /// It was done.
    Completed {
        /// The time it was due.
        due: Timestamp,
        /// When it comes back; `None`: it does not.
        next: Option<Timestamp>,
    },
    /// It is not done after all, or not deleted: it waits again.
    Reopened {
        /// When it is due.
        due: Timestamp,
        /// The occurrence it is, when it repeats: what was put off is counted from here.
        occurrence: Timestamp,
    },
    /// It was deleted.
    Cancelled,
    /// It is not deleted after all: it is done, as it was.
    Restored,
}

impl DomainEvent for ReminderEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Created { .. } => "Created",
            Self::Reworded { .. } => "Reworded",
            Self::Reassigned { .. } => "Reassigned",
            Self::Rescheduled { .. } => "Rescheduled",
            Self::Snoozed { .. } => "Snoozed",
            Self::CameDue { .. } => "CameDue",
            Self::Acknowledged => "Acknowledged",
            Self::Completed { .. } => "Completed",
            Self::Reopened { .. } => "Reopened",
            Self::Cancelled => "Cancelled",
            Self::Restored => "Restored",
        }
    }

    fn personal(&self) -> &'static [&'static str] {
        match self {
            Self::Created { .. } => &["/reminder/text"],
            Self::Reworded { .. } => &["/text"],
            Self::Reassigned { .. }
            | Self::Rescheduled { .. }
            | Self::Snoozed { .. }
            | Self::CameDue { .. }
            | Self::Acknowledged
            | Self::Completed { .. }
            | Self::Reopened { .. }
            | Self::Cancelled
            | Self::Restored => &[],
        }
    }
}
