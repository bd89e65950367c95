//! A person who called or wrote: exactly one per phone number per business, enriched by every conversation.

mod command;
mod decide;
mod details;
mod error;
mod event;
mod status;
#[cfg(test)]
mod tests;

pub use command::LeadCommand;
pub use details::{Field, LeadDetails, LeadFact};
pub use error::LeadRefusal;
pub use event::LeadEvent;
pub use status::{LeadStatus, NotAStatus};

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, CallSid};
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
}
