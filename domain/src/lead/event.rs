use serde::{Deserialize, Serialize};

use super::{CustomFact, Field, FieldKey, LeadFact, LeadStatus, Tag};
use crate::decider::DomainEvent;
use crate::ids::{BusinessId, CallSid, LeadId, UserId};
use crate::values::{PhoneNumber, Source};

/// What happened to a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum LeadEvent {
    /// First heard of; or heard of again after they were forgotten, and then nothing of what was before is theirs.
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
    /// Given to somebody, or to nobody.
    Assigned {
        /// Whose it was.
        from: Option<UserId>,
        /// Whose it is.
        to: Option<UserId>,
    },
    /// Marked, or no longer.
    TagsChanged {
        /// Put on.
        added: Vec<Tag>,
        /// Taken off.
        removed: Vec<Tag>,
    },
    /// Custom fields were filled or emptied.
    CustomChanged {
        /// New values.
        set: Vec<CustomFact>,
        /// Fields emptied.
        cleared: Vec<FieldKey>,
    },
    /// Another lead was taken in: its number and its past are this one's from then on.
    Absorbed {
        /// Which.
        lead: LeadId,
        /// Those it had taken in itself.
        family: Vec<LeadId>,
        /// Its numbers: its own, then its family's.
        phones: Vec<PhoneNumber>,
        /// What it knew and this one did not.
        facts: Vec<LeadFact>,
        /// Its custom fields that were empty here.
        custom: Vec<CustomFact>,
        /// Its tags that were not here.
        tags: Vec<Tag>,
    },
    /// Taken in by another lead, which answers for it.
    MergedInto {
        /// Which.
        lead: LeadId,
    },
    /// A lead that was taken in went its own way again, with those it had taken in itself.
    Parted {
        /// Which.
        lead: LeadId,
    },
    /// Its own again.
    SplitOff {
        /// From which.
        lead: LeadId,
    },
    /// Taken back: the operation that made it was undone.
    Withdrawn,
    /// The person was erased: their key was destroyed, and what was said of them before is read as nobody's.
    Forgotten,
}

impl DomainEvent for LeadEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Created { .. } => "Created",
            Self::DetailsChanged { .. } => "DetailsChanged",
            Self::StatusChanged { .. } => "StatusChanged",
            Self::NoteAdded { .. } => "NoteAdded",
            Self::CallLinked { .. } => "CallLinked",
            Self::Assigned { .. } => "Assigned",
            Self::TagsChanged { .. } => "TagsChanged",
            Self::CustomChanged { .. } => "CustomChanged",
            Self::Absorbed { .. } => "Absorbed",
            Self::MergedInto { .. } => "MergedInto",
            Self::Parted { .. } => "Parted",
            Self::SplitOff { .. } => "SplitOff",
            Self::Withdrawn => "Withdrawn",
            Self::Forgotten => "Forgotten",
        }
    }

    fn personal(&self) -> &'static [&'static str] {
        match self {
            Self::Created { .. } => &["/phone"],
            Self::DetailsChanged { .. } => &["/facts"],
            Self::NoteAdded { .. } => &["/text"],
            Self::CustomChanged { .. } => &["/set"],
            Self::TagsChanged { .. } => &["/added", "/removed"],
            Self::Absorbed { .. } => &["/phones", "/facts", "/custom", "/tags"],
            Self::StatusChanged { .. }
            | Self::CallLinked { .. }
            | Self::Assigned { .. }
            | Self::MergedInto { .. }
            | Self::Parted { .. }
            | Self::SplitOff { .. }
            | Self::Withdrawn
            | Self::Forgotten => &[],
        }
    }
}
