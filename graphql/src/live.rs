//! What the process that answers knows of the calls it is holding: a port, since this crate knows no line and no audio.

use domain::ids::{BusinessId, CallSid};
use jiff::Timestamp;

/// The calls this process holds.
pub trait LiveCalls: Send + Sync + 'static {
    /// A business's, by call sid.
    fn of(&self, business: BusinessId) -> Vec<LiveCall>;

    /// Has the agent say goodbye and close a business's call; whether this process holds it.
    fn hang_up(&self, business: BusinessId, call: &CallSid) -> bool;

    /// Has the agent say that a person takes a business's call over, and close it; whether this process holds it.
    fn hand_over(&self, business: BusinessId, call: &CallSid) -> bool;
}

/// One call, as it was within the last second.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveCall {
    /// Which.
    pub call: CallSid,
    /// Since when the stream speaks for it.
    pub since: Timestamp,
    /// Who has the word.
    pub floor: Floor,
    /// The caller's audio on its way to the recogniser.
    pub hearing: Flow,
    /// The agent's speech on its way to the caller.
    pub speaking: Flow,
    /// Frames missing on the line, by its own count.
    pub line_gaps: u64,
    /// Times the caller cut the agent short.
    pub interruptions: u64,
}

/// Who has the word in a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Floor {
    /// The conversation has not begun.
    Opening,
    /// The caller speaks.
    Caller,
    /// The caller has spoken; the agent thinks.
    Thinking,
    /// The agent speaks.
    Agent,
    /// Nobody says anything.
    Nobody,
}

/// One direction of a call's audio, in frames of 20 ms.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Flow {
    /// How it goes.
    pub mode: FlowMode,
    /// Frames that wait.
    pub queue: u64,
    /// Frames that went through.
    pub frames: u64,
    /// Frames that were dropped.
    pub dropped: u64,
}

/// How audio goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowMode {
    /// There is none.
    Idle,
    /// At the pace of speech.
    Normal,
    /// Behind: as fast as it is taken.
    Drain,
    /// The queue is full; the rest waits at its source.
    Full,
    /// Stopped until it is known whether the caller meant to interrupt.
    Held,
}
