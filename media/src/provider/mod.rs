//! The three faculties of the agent, as traits: hearing, thinking, speaking.

mod deed;
mod fallback;
pub mod google;
mod intake;
pub mod local;
pub mod openai;

use std::sync::Arc;

use async_trait::async_trait;
use bytes::Bytes;
use domain::ids::CallSid;
use domain::values::{Span, Voice};
use tokio::sync::mpsc;

pub use fallback::Fallback;
pub use intake::Intake;
pub use openai::OpenAi;

pub use call_engine::{Conversation, Message, Thought, Tool, ToolCall, ToolResult};

/// Why a provider could not do its part.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProviderError {
    /// Trying again may help.
    #[error("{provider} is not available: {reason}")]
    Unavailable {
        /// Which.
        provider: &'static str,
        /// In its words.
        reason: String,
    },
    /// It took too long.
    #[error("{provider} did not answer in time")]
    TimedOut {
        /// Which.
        provider: &'static str,
    },
    /// Trying again will not help.
    #[error("{provider} refused: {reason}")]
    Refused {
        /// Which.
        provider: &'static str,
        /// In its words.
        reason: String,
    },
    /// Nor does asking for anything else: its key, its model or its account is at fault, until somebody mends that.
    #[error("{provider} refuses everybody: {reason}")]
    Barred {
        /// Which.
        provider: &'static str,
        /// In its words.
        reason: String,
    },
}

/// What the recogniser makes of the caller's audio.
#[derive(Debug, Clone, PartialEq)]
pub enum Heard {
    /// It listens.
    Ready,
    /// What it thinks so far; may change.
    Partial {
        /// The words.
        text: String,
        /// Whether it is unlikely to change.
        stable: bool,
    },
    /// What was said.
    Final {
        /// The words; none when the partials before were nothing.
        text: String,
        /// 0 to 1, when it says.
        confidence: Option<f32>,
        /// In milliseconds since the first frame it was given.
        span: Span,
    },
    /// It hears nothing for now and goes on trying, keeping what it is given; `Ready` says that it is back.
    Troubled(ProviderError),
    /// It is gone: no further attempt would help.
    Failed(ProviderError),
}

/// One call's hearing.
#[derive(Debug)]
pub struct RecognizerSession {
    /// The caller's mu-law, frame by frame. Bounded: it says no, and the frame stays the caller's.
    pub audio: Intake,
    /// What was heard; in boxes, since a channel has room for 64 of what it carries at least.
    pub heard: mpsc::Receiver<Box<Heard>>,
}

/// Hearing.
#[async_trait]
pub trait Recognizer: Send + Sync {
    /// For logs and metrics.
    fn name(&self) -> &'static str;
    /// A call was answered and its line is being connected: what can be made ready before it is, may be.
    fn announce(&self, _call: &CallSid) {}
    /// Begins to listen to a call; ends when the session's audio sender is dropped.
    async fn open(&self, call: &CallSid) -> Result<RecognizerSession, ProviderError>;
    /// Makes the first call as fast as the others.
    async fn warm_up(&self) -> Result<(), ProviderError>;
}

/// Thinking.
#[async_trait]
pub trait Language: Send + Sync {
    /// For logs and metrics.
    fn name(&self) -> &'static str;
    /// What to say or do next. Dropping the receiver cancels the thought.
    async fn think(&self, conversation: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError>;
    /// Makes the first call as fast as the others.
    async fn warm_up(&self) -> Result<(), ProviderError>;
}

/// Speaking.
#[async_trait]
pub trait Synthesizer: Send + Sync {
    /// For logs and metrics.
    fn name(&self) -> &'static str;
    /// The sentence as raw mu-law at 8 kHz, without a header, in a voice; `None`: its own.
    async fn speak_as(&self, voice: Option<Voice>, text: &str) -> Result<Bytes, ProviderError>;
    /// Has a sentence at hand that will be said again and again.
    async fn have_ready(&self, voice: Option<Voice>, text: &str) -> Result<(), ProviderError> {
        self.speak_as(voice, text).await.map(drop)
    }
    /// The sentence in its own voice.
    async fn speak(&self, text: &str) -> Result<Bytes, ProviderError> {
        self.speak_as(None, text).await
    }
    /// Makes the first call as fast as the others.
    async fn warm_up(&self) -> Result<(), ProviderError>;
}
