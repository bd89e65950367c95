use serde::{Deserialize, Serialize};

use super::NewMeeting;
use crate::decider::DomainEvent;
use crate::ids::MeetingId;
use crate::values::TimeSlot;

/// What happened on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CalendarEvent {
    /// A slot was taken.
    Booked {
        /// Which meeting.
        id: MeetingId,
        /// What and when.
        meeting: NewMeeting,
    },
    /// A meeting moved within the day.
    Rescheduled {
        /// Which.
        id: MeetingId,
        /// From where.
        from: TimeSlot,
        /// Where to.
        to: TimeSlot,
    },
    /// A meeting left for another day.
    MovedAway {
        /// Which.
        id: MeetingId,
        /// From where.
        from: TimeSlot,
        /// Where to.
        to: TimeSlot,
    },
    /// A meeting came from another day.
    MovedIn {
        /// Which.
        id: MeetingId,
        /// What and when.
        meeting: NewMeeting,
    },
    /// A meeting was called off.
    Cancelled {
        /// Which.
        id: MeetingId,
        /// Why.
        reason: Option<String>,
    },
}

impl DomainEvent for CalendarEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Booked { .. } => "Booked",
            Self::Rescheduled { .. } => "Rescheduled",
            Self::MovedAway { .. } => "MovedAway",
            Self::MovedIn { .. } => "MovedIn",
            Self::Cancelled { .. } => "Cancelled",
        }
    }

    fn personal(&self) -> &'static [&'static str] {
        match self {
            Self::Booked { .. } | Self::MovedIn { .. } => &["/meeting/subject"],
            Self::Cancelled { .. } => &["/reason"],
            Self::Rescheduled { .. } | Self::MovedAway { .. } => &[],
        }
    }
}
