use bytes::Bytes;
use domain::values::Span;
use serde::{Deserialize, Serialize};

use crate::{Brief, StreamStart, Thought, ToolResult};

/// What reaches a call. On a tape, sound stands as it is and all else as JSON.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum Input {
    /// The stream says who it is.
    Start(StreamStart),
    /// 20 ms of the caller's mu-law, and its number on the line (one more each time; a jump is a gap on the line).
    #[serde(skip)]
    Media {
        /// The line's count.
        chunk: Option<u64>,
        /// The sound.
        sound: Bytes,
    },
    /// The caller pressed a key.
    Digit(char),
    /// A mark of ours came back.
    Mark(String),
    /// The caller hung up.
    Stop,
    /// The socket vanished.
    Lost,
    /// Something that is no message.
    Malformed,
    /// The back office lets the stream speak.
    Admitted(Box<Brief>),
    /// The back office does not.
    Refused,
    /// The recogniser listens.
    RecogniserReady,
    /// What it thinks so far.
    Partial {
        /// The words.
        text: String,
        /// Whether it says they are unlikely to change.
        stable: bool,
    },
    /// What was said.
    Final {
        /// The words.
        text: String,
        /// 0 to 1.
        confidence: Option<f32>,
        /// Milliseconds since the first frame it was given.
        span: Span,
    },
    /// The recogniser hears nothing for now; it goes on trying.
    RecogniserTroubled,
    /// The recogniser is gone.
    RecogniserFailed,
    /// A piece of a thought.
    Thought {
        /// Which thinking.
        id: u32,
        /// What.
        thought: Thought,
    },
    /// The language model failed.
    ThinkingFailed {
        /// Which thinking.
        id: u32,
    },
    /// The sound of a sentence, raw mu-law.
    #[serde(skip)]
    Speech {
        /// Which sentence.
        id: u32,
        /// Its sound.
        sound: Bytes,
    },
    /// A sentence has no sound.
    SpeechFailed {
        /// Which.
        id: u32,
    },
    /// The back office answered.
    ToolResult {
        /// Which tool call.
        id: String,
        /// What.
        result: ToolResult,
    },
    /// A person at the dashboard ends the call.
    HangUp,
    /// A person takes the call over: the agent says so and closes.
    HandOver,
    /// The process is to stop: say goodbye.
    Shutdown,
    /// The time asked for by `poll_timeout` has come.
    Timeout,
}
