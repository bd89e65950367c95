use bytes::Bytes;
use domain::call::CallCommand;
use domain::values::Source;
use serde::Serialize;

use crate::{Conversation, StreamStart, ToolCall};

/// What a call asks of the world.
#[derive(Debug, Clone, Serialize)]
pub enum Output {
    /// Send 20 ms of sound.
    #[serde(skip)]
    Media(Bytes),
    /// Send a mark.
    Mark(String),
    /// Throw away what the line has not played.
    Clear,
    /// Close the socket.
    Close(CloseCode),
    /// Ask the back office whether the stream may speak.
    Admit(StreamStart),
    /// Open the recogniser (again).
    OpenRecogniser,
    /// Think about what was said.
    Think {
        /// This thinking.
        id: u32,
        /// Everything so far.
        conversation: Box<Conversation>,
    },
    /// No need to think on.
    CancelThinking {
        /// Which.
        id: u32,
    },
    /// Make the sound of a sentence.
    Speak {
        /// This sentence.
        id: u32,
        /// The words.
        text: String,
    },
    /// The sentences that have no sound yet are not wanted any more.
    CancelSpeaking,
    /// Write down in the call.
    Record(CallCommand),
    /// Have the back office do something.
    UseTool {
        /// What.
        call: ToolCall,
        /// Where it was said.
        source: Option<Source>,
    },
}

/// Why the socket closes (RFC 6455, 7.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum CloseCode {
    /// 1000: all was said.
    Normal,
    /// 1001: the server stops.
    GoingAway,
    /// 1008: the stream may not speak for this call, or broke the protocol.
    Policy,
}

impl CloseCode {
    /// The number on the wire.
    pub fn as_u16(self) -> u16 {
        match self {
            Self::Normal => 1000,
            Self::GoingAway => 1001,
            Self::Policy => 1008,
        }
    }
}
