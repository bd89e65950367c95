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

/// What can be asked of a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarCommand {
    /// Take a slot.
    Book {
        /// Its identity, derived from the booking command.
        id: MeetingId,
        /// What and when.
        meeting: NewMeeting,
        /// The day's open stretches.
        open: Vec<TimeSlot>,
        /// The present.
        now: Timestamp,
    },
    /// Move within the day.
    Reschedule {
        /// Which.
        id: MeetingId,
        /// Where to.
        slot: TimeSlot,
        /// The day's open stretches.
        open: Vec<TimeSlot>,
        /// The present.
        now: Timestamp,
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
        /// The day's open stretches.
        open: Vec<TimeSlot>,
        /// The present.
        now: Timestamp,
    },
    /// Call it off.
    Cancel {
        /// Which.
        id: MeetingId,
        /// Why, when somebody said.
        reason: Option<String>,
    },
}
