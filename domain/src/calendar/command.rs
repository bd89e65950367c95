use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, LeadId, MeetingId, UserId};
use crate::values::{Source, TimeSlot};

/// A meeting to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewMeeting {
    /// Whose it is.
    pub business: BusinessId,
    /// Whose calendar it is in.
    pub agent: UserId,
    /// With whom.
    pub lead: Option<LeadId>,
    /// When.
    pub slot: TimeSlot,
    /// What about.
    pub subject: String,
    /// Where it was agreed, when that was in a call.
    pub source: Option<Source>,
}

/// What a day's agent and business allow at the moment of asking.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rules {
    /// The day's open stretches.
    pub open: Vec<TimeSlot>,
    /// Minutes kept free between two meetings. Across midnight nothing is kept: no office is open there.
    pub buffer_minutes: u16,
    /// The present: nothing begins before it.
    pub now: Timestamp,
}

/// What can be asked of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarCommand {
    /// Take a slot.
    Book {
        /// Its identity, derived from the booking command.
        id: MeetingId,
        /// What and when.
        meeting: NewMeeting,
        /// What the day allows.
        rules: Rules,
    },
    /// Move within the day.
    Reschedule {
        /// Which.
        id: MeetingId,
        /// Where to.
        slot: TimeSlot,
        /// What the day allows.
        rules: Rules,
    },
    /// Leave for another day; committed together with [`CalendarCommand::MoveIn`] there.
    MoveAway {
        /// Which.
        id: MeetingId,
        /// Where to.
        slot: TimeSlot,
    },
    /// Come from another day.
    MoveIn {
        /// Which.
        id: MeetingId,
        /// What and when (the new slot).
        meeting: NewMeeting,
        /// What the day allows.
        rules: Rules,
    },
    /// Call it off.
    Cancel {
        /// Which.
        id: MeetingId,
        /// Why, when somebody said.
        reason: Option<String>,
    },
}
