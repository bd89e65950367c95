use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Repeat;
use crate::ids::{BusinessId, LeadId, UserId};

/// A reminder to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewReminder {
    /// Whose business it is.
    pub business: BusinessId,
    /// Who is reminded.
    pub assignee: UserId,
    /// Of whom; never changes, since the text is encrypted under this person's key.
    pub lead: Option<LeadId>,
    /// Of what, 1 to 500 characters.
    pub text: String,
    /// When: the first time, when it repeats.
    pub due: Timestamp,
    /// How often it comes back.
    pub repeat: Repeat,
}

/// What changes of a reminder; what is `None` stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderChange {
    /// Who is reminded.
    pub assignee: Option<UserId>,
    /// Of what.
    pub text: Option<String>,
    /// When; what repeats is counted from here on.
    pub due: Option<Timestamp>,
    /// How often it comes back.
    pub repeat: Option<Repeat>,
}

/// What can be asked of a reminder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReminderCommand {
    /// Make it.
    Create {
        /// What it is.
        reminder: NewReminder,
        /// The present.
        now: Timestamp,
    },
    /// Change it.
    Edit {
        /// What changes.
        change: ReminderChange,
        /// The present.
        now: Timestamp,
    },
    /// Put this occurrence off.
    Snooze {
        /// Until when.
        until: Timestamp,
        /// The present.
        now: Timestamp,
    },
    /// It is done. One that repeats is done for this time.
    Complete {
        /// The time it was due when the person saw it; `None`: whatever it is.
        seen: Option<Timestamp>,
        /// The present.
        now: Timestamp,
    },
    /// It is not done after all, or not deleted: as it was before.
    Reopen,
    /// Delete it.
    Cancel,
    /// Its time has come.
    ComeDue {
        /// The time that was waited for.
        due: Timestamp,
        /// The present.
        now: Timestamp,
    },
    /// The one it is for has seen that it is due.
    Acknowledge {
        /// Who has seen it.
        by: UserId,
    },
}
