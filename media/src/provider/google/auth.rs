//! The bearer token for Google's services: one for all calls, fetched by one flight at a time in a task of its own.
//!
//! # Contract
//! A token that can still be used is handed out at once, however the token endpoint does. Only when there is none is a flight waited
//! for: by all alike, and it goes on when the first of them gives up.

mod account;
mod exchange;
#[cfg(test)]
mod tests;

use std::{
    mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use domain::ports::Clock;
use jiff::{SignedDuration, Timestamp};
use tokio::sync::watch;
use tokio_util::task::TaskTracker;
use tonic::metadata::{Ascii, MetadataValue};

pub use self::account::ServiceAccount;
use self::exchange::Exchange;
use super::retry;
use crate::provider::ProviderError;

const NAME: &str = "google-auth";
/// A token is renewed when it has less left than this, and used on meanwhile.
const RENEW: SignedDuration = SignedDuration::from_mins(10);
/// With less than this left it is not begun anything with: streams outlive it, requests must not.
const LEAST: SignedDuration = SignedDuration::from_secs(30);
/// So long after a flight has landed the next one may renew a token. Without a usable token none waits for this.
const PAUSE: SignedDuration = SignedDuration::from_secs(5);
/// Of one flight.
const ATTEMPTS: u32 = 3;

/// The value of the `authorization` header.
type Bearer = MetadataValue<Ascii>;
/// What a flight brings; nothing until it has landed.
type Landing = Option<Result<Bearer, ProviderError>>;

#[derive(Clone)]
struct Token {
    bearer: Bearer,
    until: Timestamp,
}

/// Where tokens come from.
#[async_trait]
trait Source: Send + Sync {
    /// Asks once, and not for ever.
    async fn ask(&self) -> Result<Token, ProviderError>;
}

#[derive(Default)]
struct State {
    token: Option<Token>,
    /// Its sender lives as long as the flight's task.
    flight: Option<watch::Receiver<Landing>>,
    /// No renewal begins before.
    renew_from: Timestamp,
    /// The latest flight brought nothing: that is told once.
    failing: bool,
}

/// The account's current token; one for all calls.
pub(super) struct Tokens {
    source: Box<dyn Source>,
    clock: Arc<dyn Clock>,
    tasks: TaskTracker,
    spread: f64,
    state: Mutex<State>,
}

impl Tokens {
    pub(super) fn new(
        account: ServiceAccount,
        clock: Arc<dyn Clock>,
        tasks: TaskTracker,
        spread: f64,
    ) -> Result<Self, reqwest::Error> {
        let source = Box::new(Exchange::new(account, clock.clone())?);
        Ok(Self::from_source(source, clock, tasks, spread))
    }

    fn from_source(source: Box<dyn Source>, clock: Arc<dyn Clock>, tasks: TaskTracker, spread: f64) -> Self {
        Self { source, clock, tasks, spread, state: Mutex::default() }
    }

    /// The value of the `authorization` header.
    pub(super) async fn bearer(self: &Arc<Self>) -> Result<Bearer, ProviderError> {
        let mut flight = match self.at_hand() {
            Ok(bearer) => return Ok(bearer),
            Err(flight) => flight,
        };
        let landed = flight.wait_for(Option::is_some).await.ok().and_then(|landing| landing.clone());
        landed.unwrap_or_else(|| {
            let reason = "fetching a token was broken off".to_owned();
            Err(ProviderError::Unavailable { provider: NAME, reason })
        })
    }

    /// Google did not take this token: it is not handed out again.
    pub(super) fn refused(&self, bearer: &Bearer) {
        self.state().token.take_if(|token| token.bearer == *bearer);
    }

    /// The current token while it can be used, else the flight to wait for.
    fn at_hand(self: &Arc<Self>) -> Result<Bearer, watch::Receiver<Landing>> {
        let now = self.clock.now();
        let mut state = self.state();
        let left = |token: &Token| token.until.duration_since(now);
        let Some(token) = state.token.clone().filter(|token| left(token) > LEAST) else {
            return Err(self.flight(&mut state));
        };
        if left(&token) <= RENEW && now >= state.renew_from {
            self.flight(&mut state);
        }
        Ok(token.bearer)
    }

    /// The flight that is under way, else a new one.
    fn flight(self: &Arc<Self>, state: &mut State) -> watch::Receiver<Landing> {
        // One whose task died with its runtime never lands.
        if let Some(flight) = state.flight.as_ref().filter(|flight| flight.has_changed().is_ok()) {
            return flight.clone();
        }
        let (tell, flight) = watch::channel(None);
        self.tasks.spawn(self.clone().fly(tell));
        state.flight.insert(flight).clone()
    }

    async fn fly(self: Arc<Self>, tell: watch::Sender<Landing>) {
        let fetched = self.fetch().await;
        let bearer = fetched.as_ref().map(|token| token.bearer.clone()).map_err(Clone::clone);
        self.land(fetched);
        tell.send_replace(Some(bearer));
    }

    fn land(&self, fetched: Result<Token, ProviderError>) {
        let mut state = self.state();
        state.flight = None;
        state.renew_from = self.clock.now() + PAUSE;
        let failed_before = mem::replace(&mut state.failing, fetched.is_err());
        match fetched {
            Ok(token) => {
                state.token = Some(token);
                if failed_before {
                    tracing::info!("Google gives tokens again");
                }
            }
            Err(error) if !failed_before => {
                tracing::warn!(%error, "Google gives no token; the old one is used on while it lasts");
            }
            Err(_) => {}
        }
    }

    async fn fetch(&self) -> Result<Token, ProviderError> {
        let mut attempt = 0;
        loop {
            attempt += 1;
            let outcome = self.source.ask().await;
            metrics::counter!("agentlocator_google_tokens_total", "outcome" => if outcome.is_ok() { "fetched" } else { "failed" })
                .increment(1);
            match outcome {
                Err(ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. })
                    if attempt < ATTEMPTS =>
                {
                    tokio::time::sleep(retry::wait(Duration::from_millis(100), attempt, self.spread)).await;
                }
                outcome => return outcome,
            }
        }
    }

    /// A panic elsewhere leaves a state that is whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
