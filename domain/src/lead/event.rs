use serde::{Deserialize, Serialize};

use super::{Field, LeadFact, LeadStatus};
use crate::decider::DomainEvent;
use crate::ids::{BusinessId, CallSid};
use crate::values::{PhoneNumber, Source};

/// What happened to a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum LeadEvent {
    /// First heard of.
    Created {
        /// Whose lead it is.
        business: BusinessId,
        /// Their number.
        phone: PhoneNumber,
        /// Where it stands.
        status: LeadStatus,
    },
    /// Details became known, or other than they were.
    DetailsChanged {
        /// New values.
        facts: Vec<LeadFact>,
        /// Fields emptied.
        cleared: Vec<Field>,
        /// Where in which call it was said; `None`: a person typed it.
        source: Option<Source>,
    },
    /// Moved to another status.
    StatusChanged {
        /// From where.
        from: LeadStatus,
        /// Where to.
        to: LeadStatus,
    },
    /// Something was written down.
    NoteAdded {
        /// The command's key.
        key: String,
        /// The words.
        text: String,
    },
    /// They called.
    CallLinked {
        /// Which call.
        call: CallSid,
    },
}

impl DomainEvent for LeadEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Created { .. } => "Created",
            Self::DetailsChanged { .. } => "DetailsChanged",
            Self::StatusChanged { .. } => "StatusChanged",
            Self::NoteAdded { .. } => "NoteAdded",
            Self::CallLinked { .. } => "CallLinked",
        }
    }

    fn personal(&self) -> &'static [&'static str] {
        match self {
            Self::Created { .. } => &["/phone"],
            Self::DetailsChanged { .. } => &["/facts"],
            Self::NoteAdded { .. } => &["/text"],
            Self::StatusChanged { .. } | Self::CallLinked { .. } => &[],
        }
    }
}
