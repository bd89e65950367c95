//! What comes of a request: server-sent events, a chunk each
//! (<https://platform.openai.com/docs/api-reference/chat-streaming/streaming>).

use std::{pin::Pin, time::Duration};

use futures::{Stream, StreamExt as _};
use serde::Deserialize;
use sse_stream::{Sse, SseStream};

use super::NAME;
use crate::provider::ProviderError;

/// The event after which nothing comes.
const END: &str = "[DONE]";

/// One event's data; what is not read here may be anything.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Chunk {
    #[serde(default)]
    choices: Vec<Choice>,
    /// With the last chunk only.
    pub(super) usage: Option<Usage>,
    /// Some endpoints tell of a fault in mid-stream so.
    error: Option<serde_json::Value>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Choice {
    #[serde(default)]
    pub(super) delta: Delta,
    pub(super) finish_reason: Option<String>,
}

/// A piece of the answer.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Delta {
    pub(super) content: Option<String>,
    pub(super) tool_calls: Option<Vec<CallPiece>>,
}

/// A piece of a tool call: name and id come once, the arguments in any number of pieces.
#[derive(Debug, Deserialize)]
pub(super) struct CallPiece {
    #[serde(default)]
    pub(super) index: usize,
    pub(super) id: Option<String>,
    #[serde(default)]
    pub(super) function: FunctionPiece,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct FunctionPiece {
    pub(super) name: Option<String>,
    pub(super) arguments: Option<String>,
}

/// What it cost, in tokens.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Usage {
    pub(super) prompt_tokens: u64,
    pub(super) completion_tokens: u64,
}

impl Chunk {
    /// The one answer we ask for.
    pub(super) fn choice(&self) -> Option<&Choice> {
        self.choices.first()
    }

    /// Whether anything of the answer is in it: the first chunk of all tells the role and no more.
    fn is_token(&self) -> bool {
        self.is_piece() || self.choice().is_some_and(|choice| choice.finish_reason.is_some())
    }

    /// Whether there is something of words or of a call in it.
    fn is_piece(&self) -> bool {
        self.choice().is_some_and(|choice| {
            choice.delta.content.as_deref().is_some_and(|text| !text.is_empty())
                || choice.delta.tool_calls.as_ref().is_some_and(|calls| !calls.is_empty())
        })
    }
}

type Events = Pin<Box<dyn Stream<Item = Result<Sse, sse_stream::Error>> + Send>>;

/// An answer that has begun: its first token is here.
pub(super) struct Answer {
    events: Events,
    idle: Duration,
    first: Option<Chunk>,
}

impl Answer {
    /// Reads up to the first token; how long that may take is the caller's to say.
    pub(super) async fn begin(response: reqwest::Response, idle: Duration) -> Result<Self, ProviderError> {
        let events: Events = Box::pin(SseStream::from_bytes_stream(response.bytes_stream()));
        let mut answer = Self { events, idle, first: None };
        loop {
            let chunk = answer.read().await?.ok_or_else(|| broken("it ended before it began"))?;
            if chunk.is_token() {
                answer.first = Some(chunk);
                return Ok(answer);
            }
        }
    }

    /// Whether it begins with a piece of words or of a call; an empty one begins with its end.
    pub(super) fn has_something(&self) -> bool {
        self.first.as_ref().is_some_and(Chunk::is_piece)
    }

    /// The next piece; `None` at the end.
    pub(super) async fn next(&mut self) -> Result<Option<Chunk>, ProviderError> {
        if let Some(first) = self.first.take() {
            return Ok(Some(first));
        }
        tokio::time::timeout(self.idle, self.read())
            .await
            .map_err(|_| ProviderError::TimedOut { provider: NAME })?
    }

    async fn read(&mut self) -> Result<Option<Chunk>, ProviderError> {
        loop {
            let Some(event) = self.events.next().await else { return Ok(None) };
            let event = event.map_err(|error| broken(&error.to_string()))?;
            // Comments and metadata come without data; they keep a connection open.
            let Some(data) = event.data else { continue };
            if data.trim() == END {
                return Ok(None);
            }
            // The data is not told: it may hold the caller's words.
            let chunk: Chunk = serde_json::from_str(&data).map_err(|_| broken("an event is not a chunk"))?;
            if chunk.error.is_some() {
                return Err(broken("it told of an error in mid-stream"));
            }
            return Ok(Some(chunk));
        }
    }
}

pub(super) fn broken(reason: &str) -> ProviderError {
    ProviderError::Unavailable { provider: NAME, reason: reason.to_owned() }
}
