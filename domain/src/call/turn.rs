use serde::{Deserialize, Serialize};

use crate::values::{Channel, Latency, Span};

/// Something the caller said.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Utterance {
    /// Counted from 0 within the call; with it a repeated report is the same utterance.
    pub number: u32,
    /// The words.
    pub text: String,
    /// Where in the audio.
    pub span: Span,
    /// The recogniser's confidence, 0 to 1, when it gave one.
    pub confidence: Option<f32>,
}

/// Something the agent said, as far as the caller heard it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reply {
    /// Counted from 0 within the call.
    pub turn: u32,
    /// The words that were heard.
    pub text: String,
    /// Where in the audio.
    pub span: Span,
    /// Whether the caller cut it short.
    pub interrupted: bool,
    /// How long the caller waited for it.
    pub latency: Latency,
    /// What it was told to be.
    pub prompt: Option<PromptUsed>,
}

/// Which prompt spoke.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PromptUsed {
    /// Of which channel.
    pub channel: Channel,
    /// Which version.
    pub version: u32,
}
