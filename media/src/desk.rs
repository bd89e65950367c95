//! The back office as a call sees it. The gateway implements it over the command bus; `media` knows no database.

use async_trait::async_trait;
pub use call_engine::{Brief, StreamStart};
use call_engine::{ToolCall, ToolResult};
use domain::call::CallCommand;
use domain::ids::CallSid;
use domain::values::Source;

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

    /// Does what the agent asks for. Safe to repeat: the tool call's id is the key. What cannot be done is a result, too.
    async fn use_tool(
        &self,
        call: &CallSid,
        tool: &ToolCall,
        source: Option<Source>,
    ) -> Result<ToolResult, DeskError>;
}
