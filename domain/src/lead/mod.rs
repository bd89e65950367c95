//! A person who called or wrote: exactly one per phone number per business, enriched by every conversation.

mod change;
mod command;
mod custom;
mod decide;
mod details;
mod error;
mod event;
mod evolve;
mod merge;
mod status;
mod tag;
#[cfg(test)]
mod tests;
pub mod undo;

pub use command::{LeadChange, LeadCommand};
pub use custom::{CustomFact, CustomValue, FieldKey, FieldKind, NotAFieldKey};
pub use details::{Field, LeadDetails, LeadFact};
pub use error::LeadRefusal;
pub use event::LeadEvent;
pub use status::{LeadStatus, NotAStatus};
pub use tag::{NotATag, Tag};

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, CallSid, LeadId, UserId};
use crate::values::PhoneNumber;

/// A lead's state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Lead {
    /// Nobody has called from this number.
    #[default]
    Unknown,
    /// Somebody has.
    Known(Box<KnownLead>),
}

/// What is known of a lead.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KnownLead {
    /// Whose lead it is.
    pub business: BusinessId,
    /// The number that makes it who it is.
    pub phone: PhoneNumber,
    /// Where it stands.
    pub status: LeadStatus,
    /// What it told or was told of it.
    pub details: LeadDetails,
    /// Fields a person typed; a conversation does not overwrite the name among them.
    pub typed: BTreeSet<Field>,
    /// The calls it made.
    pub calls: BTreeSet<CallSid>,
    /// Commands whose note is taken, so that a repeat adds none.
    pub notes: BTreeSet<String>,
    /// Who works with it.
    pub assignee: Option<UserId>,
    /// What it is marked with.
    pub tags: BTreeSet<Tag>,
    /// The business's own fields.
    pub custom: BTreeMap<FieldKey, CustomValue>,
    /// The lead that took it in and answers for it.
    pub merged_into: Option<LeadId>,
    /// The leads it took in.
    pub absorbed: BTreeMap<LeadId, Absorbed>,
    /// Events since it was made, so that an undo can tell whether anything happened since.
    pub age: u64,
    /// Whether it is written down that the person was erased.
    #[serde(default)]
    pub forgotten: bool,
}

/// A lead that was taken in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Absorbed {
    /// Those it had taken in itself.
    pub family: Vec<LeadId>,
    /// Its numbers, its own first.
    pub phones: Vec<PhoneNumber>,
}

/// What stands for the number of who was forgotten. No country code begins with 0: it cannot be dialled.
pub const FORGOTTEN: &str = "+0000000000";

impl KnownLead {
    /// Whether the person was forgotten: whoever has the number from then on is new.
    pub fn is_forgotten(&self) -> bool {
        self.phone.as_str() == FORGOTTEN
    }
}

impl Lead {
    /// What is known, if anything.
    pub fn known(&self) -> Option<&KnownLead> {
        match self {
            Self::Unknown => None,
            Self::Known(lead) => Some(lead),
        }
    }
}
