//! Process managers and shared rules: what follows from what happened, as pure functions.
//!
//! # Knows
//! Events, states and settings of the aggregates.
//! # Must not know
//! The bus that runs an intent, the reactor that feeds the events.
//! # Contract
//! The same event gives the same intents, and carrying one out twice changes nothing: the commands are idempotent.

pub mod booking;
pub mod caller_is_a_lead;
pub mod meeting_sets_status;
pub mod memory;
pub mod missed_transfer;
pub mod slow_down;

use crate::call::CallCommand;
use crate::ids::{CallSid, LeadId};
use crate::lead::LeadCommand;

/// A command that a policy wants carried out.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// On a lead.
    Lead {
        /// Which.
        id: LeadId,
        /// What.
        command: LeadCommand,
    },
    /// On a call.
    Call {
        /// Which.
        sid: CallSid,
        /// What.
        command: CallCommand,
    },
}
