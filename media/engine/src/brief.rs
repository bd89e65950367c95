//! What the agent knows before it speaks, and what a stream says of itself.

use domain::call::PromptUsed;
use domain::ids::{BusinessId, CallSid, StreamSid};
use domain::lead::LeadDetails;
use domain::values::{Party, TimeSlot, Voice};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// What a stream says of itself when it starts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StreamStart {
    /// The call it claims to be.
    pub call: CallSid,
    /// Its own identity.
    pub stream: StreamSid,
    /// The one-time token of the TwiML, when it brought one.
    pub token: Option<String>,
}

/// What the agent needs to know before it speaks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Which call.
    pub call: CallSid,
    /// Whose.
    pub business: BusinessId,
    /// The agency's name.
    pub business_name: String,
    /// The agent's name.
    pub agent_name: String,
    /// The voice it speaks with; `None`: the installation's own. Tapes of calls from before there was a choice have none.
    #[serde(default)]
    pub voice: Option<Voice>,
    /// The first words, placeholders filled in.
    pub greeting: String,
    /// What it was told to be: which version, and its text.
    pub prompt: Option<(PromptUsed, String)>,
    /// Who calls.
    pub caller: Party,
    /// What is known of them from before.
    pub known: LeadDetails,
    /// What was said with them before, oldest first; as much as a language model should read before it answers.
    pub earlier: Vec<Earlier>,
    /// The next free slots.
    pub free: Vec<TimeSlot>,
    /// How long a meeting is, in minutes.
    pub meeting_minutes: u16,
}

/// A conversation before this one, in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Earlier {
    /// When it was.
    pub at: Timestamp,
    /// Its summary, else its last words.
    pub text: String,
}
