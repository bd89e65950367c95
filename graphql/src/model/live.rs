//! A call while it is held.

use async_graphql::{Enum, ID, Object, SimpleObject};

use super::{Call, DateTime};

/// Who has the word in a call.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "crate::live::Floor", name = "CallFloor")]
pub(crate) enum Floor {
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

/// How one direction of a call's audio goes.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "crate::live::FlowMode", name = "AudioMode")]
pub(crate) enum FlowMode {
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

/// One direction of a call's audio, in frames of 20 ms.
#[derive(SimpleObject, Debug, Clone, Copy)]
#[graphql(name = "AudioFlow")]
pub(crate) struct Flow {
    /// How it goes.
    mode: FlowMode,
    /// Frames that wait.
    queue: u64,
    /// Frames that went through.
    frames: u64,
    /// Frames that were dropped because nobody took them in time.
    dropped: u64,
}

impl From<crate::live::Flow> for Flow {
    fn from(flow: crate::live::Flow) -> Self {
        let crate::live::Flow { mode, queue, frames, dropped } = flow;
        Self { mode: mode.into(), queue, frames, dropped }
    }
}

/// What is measured of a call while it is held, a second old at most.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CallGauges {
    /// Since when the audio stream speaks for the call.
    since: DateTime,
    /// Who has the word.
    floor: Floor,
    /// The caller's audio on its way to the recogniser.
    hearing: Flow,
    /// The agent's speech on its way to the caller.
    speaking: Flow,
    /// Frames missing on the line, by its own count.
    line_gaps: u64,
    /// Times the caller cut the agent short.
    interruptions: u64,
}

impl From<crate::live::LiveCall> for CallGauges {
    fn from(live: crate::live::LiveCall) -> Self {
        Self {
            since: live.since.into(),
            floor: live.floor.into(),
            hearing: live.hearing.into(),
            speaking: live.speaking.into(),
            line_gaps: live.line_gaps,
            interruptions: live.interruptions,
        }
    }
}

/// A call that is not over.
pub(crate) struct LiveCall {
    pub(crate) sid: String,
    pub(crate) call: Call,
    pub(crate) gauges: Option<CallGauges>,
}

/// A call that is not over.
#[Object]
impl LiveCall {
    /// Which.
    async fn call_sid(&self) -> ID {
        self.sid.clone().into()
    }

    /// What is known of it.
    async fn call(&self) -> &Call {
        &self.call
    }

    /// What is measured of it; null when the server that was asked does not hold it: it rings, or another server of the
    /// installation does.
    async fn gauges(&self) -> Option<&CallGauges> {
        self.gauges.as_ref()
    }
}
