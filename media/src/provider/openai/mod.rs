//! Thinking by OpenAI's chat completions, or anybody's who speaks them
//! (<https://platform.openai.com/docs/api-reference/chat/create>).
//!
//! # Contract
//! An answer's sentences are told as they complete, its tool calls when all of it is there and every argument is understood:
//! what broke off or was not understood does nothing. Dropping the receiver closes the request. Before the first token it is
//! tried again, within [`Patience`]; after it never, since half of it may have been heard.
//!
//! [`request`] writes what is asked and [`dialect`] its settings, [`answer`] reads what comes, [`sentences`] cuts it, [`tools`]
//! understands the arguments.

mod answer;
mod attempt;
mod dialect;
mod memory;
mod prompt;
mod request;
mod sentences;
mod tools;
mod turn;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::ports::Entropy;
use reqwest::header::{AUTHORIZATION, HeaderMap, HeaderValue};
use serde_json::value::RawValue;
use tokio::sync::mpsc;
use tokio_util::task::TaskTracker;
use url::Url;

use super::{Conversation, Language, ProviderError, Thought};
use dialect::{Dialect, Tokens};
use turn::Turn;

/// The provider's name in logs and metrics.
const NAME: &str = "openai";
/// Thoughts not yet taken; an answer has a handful.
const AHEAD: usize = 32;

/// A key that no log shows.
#[derive(Debug, Clone)]
pub struct Key(HeaderValue);

impl Key {
    /// `None` when it cannot stand in a header: visible ASCII only.
    pub fn new(key: &str) -> Option<Self> {
        let mut value = HeaderValue::from_str(&format!("Bearer {key}")).ok()?;
        // `Debug` of a sensitive value prints "Sensitive".
        value.set_sensitive(true);
        Some(Self(value))
    }
}

/// What it is told once.
#[derive(Debug, Clone)]
pub struct Options {
    /// Signs in.
    pub key: Key,
    /// The API's address, as in `https://api.openai.com/v1`.
    pub base_url: Url,
    /// Which model.
    pub model: String,
    /// An answer's longest, in tokens. A model that thinks silently needs room for that as well, or its answers are empty.
    pub max_tokens: u32,
    /// 0 to 2; low is predictable. Left out when the model takes none but its own.
    pub temperature: f32,
    /// How long it is waited for.
    pub patience: Patience,
}

/// How long the model is waited for. A caller hears silence meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the first token of one try.
    pub first_token: Duration,
    /// Between two tokens.
    pub idle: Duration,
    /// For the first token, all tries and the pauses between them together.
    pub all: Duration,
    /// Tries in all.
    pub tries: u32,
}

impl Default for Patience {
    /// All within the 8 s after which the engine takes a thought for failed, with time left for somebody else to answer.
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(2),
            first_token: Duration::from_secs(4),
            idle: Duration::from_secs(4),
            all: Duration::from_millis(5500),
            tries: 3,
        }
    }
}

/// The provider. Cheap to clone.
#[derive(Clone)]
pub struct OpenAi {
    client: reqwest::Client,
    options: Arc<Options>,
    /// Their schemas, as they are sent with every question.
    tools: Arc<RawValue>,
    dialect: Arc<Dialect>,
    entropy: Arc<dyn Entropy>,
    tasks: TaskTracker,
}

impl OpenAi {
    /// With these options; answers are read by tasks of `tasks`.
    pub fn new(
        options: Options,
        entropy: Arc<dyn Entropy>,
        tasks: TaskTracker,
    ) -> Result<Self, ProviderError> {
        let headers = HeaderMap::from_iter([(AUTHORIZATION, options.key.0.clone())]);
        let client = reqwest::Client::builder()
            .default_headers(headers)
            .connect_timeout(options.patience.connect)
            .tcp_nodelay(true)
            .build()
            .map_err(|error| ProviderError::Refused { provider: NAME, reason: error.to_string() })?;
        let tools = request::written(&tools::schemas())?.into();
        Ok(Self { client, options: Arc::new(options), tools, dialect: Arc::default(), entropy, tasks })
    }

    fn address(&self, path: &str) -> String {
        format!("{}/{path}", self.options.base_url.as_str().trim_end_matches('/'))
    }
}

impl std::fmt::Debug for OpenAi {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OpenAi").field("options", &self.options).finish_non_exhaustive()
    }
}

#[async_trait]
impl Language for OpenAi {
    fn name(&self) -> &'static str {
        NAME
    }

    /// Returns with the first token, so that a failure before it is an error and not a broken answer.
    async fn think(&self, conversation: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let turn = Turn::begin(self.clone(), conversation).await?;
        let (tell, thoughts) = mpsc::channel(AHEAD);
        self.tasks.spawn(async move {
            let call = turn.call().clone();
            tokio::select! {
                biased;
                // Nobody wants the rest: the request is closed by being dropped.
                () = tell.closed() => {}
                told = turn.tell(&tell) => if let Err(error) = told {
                    tracing::warn!(%call, %error, "an answer broke off");
                },
            }
        });
        Ok(thoughts)
    }

    /// Has the model say one token: only an answer tells that the key, the model's name and the account are good for one. It opens
    /// the connection, and learns how the model wants to be asked.
    async fn warm_up(&self) -> Result<(), ProviderError> {
        let mut answer = self.ask(&request::knock(self)?, Tokens::One, "a warm-up").await?;
        // To its end: a connection that is left in mid-answer is no use to the next request.
        while answer.next().await?.is_some() {}
        Ok(())
    }
}
