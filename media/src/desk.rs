//! The back office as a call sees it. The gateway implements it over the command bus; `media` knows no database.

use async_trait::async_trait;
use domain::call::{CallCommand, PromptUsed};
use domain::ids::{BusinessId, CallSid, StreamSid};
use domain::lead::LeadDetails;
use domain::values::{Party, Source, TimeSlot};

use crate::provider::{ToolCall, ToolResult};

/// What a stream says of itself when it starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamStart {
    /// The call it claims to be.
    pub call: CallSid,
    /// Its own identity.
    pub stream: StreamSid,
    /// The one-time token of the TwiML, when it brought one.
    pub token: Option<String>,
}

/// What the agent needs to know before it speaks.
#[derive(Debug, Clone, PartialEq)]
pub struct Brief {
    /// Which call.
    pub call: CallSid,
    /// Whose.
    pub business: BusinessId,
    /// The agency's name.
    pub business_name: String,
    /// The agent's name.
    pub agent_name: String,
    /// The first words, placeholders filled in.
    pub greeting: String,
    /// What it was told to be: which version, and its text.
    pub prompt: Option<(PromptUsed, String)>,
    /// Who calls.
    pub caller: Party,
    /// What is known of them from before.
    pub known: LeadDetails,
    /// The next free slots.
    pub free: Vec<TimeSlot>,
    /// How long a meeting is, in minutes.
    pub meeting_minutes: u16,
}

/// Why the back office says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DeskError {
    /// The token does not fit the call, was used, or is too old.
    #[error("the stream may not speak for this call: {0}")]
    Refused(String),
    /// It could not do it now; trying again may help.
    #[error("the back office is not available: {0}")]
    Unavailable(String),
}

/// The back office. Called by a call's worker only, never between two frames.
#[async_trait]
pub trait Desk: Send + Sync + 'static {
    /// Lets a stream speak for its call, once: the token fits the call, and no other stream has started.
    async fn admit(&self, start: &StreamStart) -> Result<Brief, DeskError>;

    /// Writes down what was said or how the call ended. Safe to repeat.
    async fn record(&self, call: &CallSid, command: CallCommand) -> Result<(), DeskError>;

    /// Does what the agent asks for. Safe to repeat: the tool call's id is the key.
    async fn use_tool(&self, call: &CallSid, tool: &ToolCall, source: Option<Source>) -> ToolResult;
}
