//! Google's speech services: recognition as a gRPC stream a call, synthesis a request a sentence.
//!
//! # Knows
//! Google's protocols and limits, the service account, how many connections there are.
//! # Must not know
//! The engine, what is said and why, whose call it is beyond its identity in the log.
//! # Contract
//! Every request has a time-out, a bounded number of attempts with waits that are spread, and an outcome that is counted. Tokens and
//! keys are never logged. `http` endpoints are for this machine only, and get the bearer token like any other: a stand-in is talked to
//! just as Google is.

mod auth;
mod endpoint;
mod recognizer;
mod retry;
mod settings;
mod synthesizer;

use std::{path::PathBuf, sync::Arc};

use domain::ports::{Clock, Entropy};
use tokio_util::task::TaskTracker;

pub use auth::ServiceAccount;
pub use endpoint::{Pings, check as check_endpoint};
pub use recognizer::GoogleRecognizer;
pub use settings::{GoogleSettings, Hearing, Speaking};
pub use synthesizer::{GoogleSynthesizer, voice_named};

use auth::Tokens;

/// What both services are given.
pub struct GoogleDeps {
    /// Who asks.
    pub account: ServiceAccount,
    /// For the ages of tokens and of what is kept.
    pub clock: Arc<dyn Clock>,
    /// For waits that differ from call to call.
    pub entropy: Arc<dyn Entropy>,
    /// Where tasks are spawned: shutdown waits for them.
    pub tasks: TaskTracker,
    /// Where synthesised speech is kept.
    pub cache: PathBuf,
}

/// Google cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum GoogleError {
    /// No HTTP client for tokens.
    #[error("no HTTP client: {0}")]
    Client(#[from] reqwest::Error),
    /// An endpoint is none.
    #[error("{0}")]
    Endpoint(#[from] tonic::transport::Error),
}

/// Both services, sharing the account's tokens. Nothing is connected yet: that is `warm_up`.
pub fn services(
    settings: &GoogleSettings,
    deps: GoogleDeps,
) -> Result<(GoogleRecognizer, GoogleSynthesizer), GoogleError> {
    let spread = retry::spread(deps.entropy.next_u64());
    let tokens = Arc::new(Tokens::new(deps.account, deps.clock.clone(), deps.tasks.clone(), spread)?);
    let recognizer =
        GoogleRecognizer::new(settings, tokens.clone(), deps.entropy.clone(), deps.tasks.clone())?;
    let (chance, place) = ((deps.clock, deps.entropy), (deps.cache, deps.tasks));
    let synthesizer = GoogleSynthesizer::new(settings, tokens, chance, place)?;
    Ok((recognizer, synthesizer))
}
