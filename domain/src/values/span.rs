//! Where in a call something was said, and how long an answer took.

use serde::{Deserialize, Serialize};

use crate::ids::CallSid;

/// A stretch of a call's audio, in milliseconds since the media stream started.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Span {
    /// First millisecond.
    pub start_ms: u32,
    /// One past the last.
    pub end_ms: u32,
}

/// Where a fact came from, down to the second of audio.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The call it was said in.
    pub call: CallSid,
    /// The caller's utterance, counted from 0 within the call.
    pub utterance: u32,
    /// Where in the audio.
    pub span: Span,
}

/// How long one turn's answer took, in milliseconds from the end of the caller's speech. `None`: did not happen in this turn.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Latency {
    /// Until the recogniser's final.
    pub final_ms: Option<u32>,
    /// Until the language model's first token.
    pub first_token_ms: Option<u32>,
    /// Until the first synthesised audio.
    pub first_audio_ms: Option<u32>,
    /// Until the first frame was on the wire.
    pub first_frame_ms: Option<u32>,
}
