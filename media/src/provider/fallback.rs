//! Two minds for one conversation: when the first fails, the second takes the turn over, and the caller hears no gap.
//!
//! # Contract
//! What the first has said stands. A turn it broke off goes on with the second, unless it ended in a question or a deed: then the
//! turn is complete. While the first is known to be away it is not waited for: after a failure it is left alone for a
//! growing while, then one turn tries it again. A refusal says something of that one turn and keeps nobody else from it, unless it
//! is one of a row; one that is meant for everybody ([`ProviderError::Barred`]) has the first left alone for the longest while.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use domain::ids::CallSid;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout_at},
};
use tokio_util::task::TaskTracker;

use super::{Conversation, Language, ProviderError, Thought};

/// How long the first is left alone after a failure, doubled by each further one, up to a limit.
const REST: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));
/// Refusals in a row of which each may have been of its turn; one more is of all turns.
const MOST_REFUSALS: u32 = 2;
/// Thoughts not yet taken.
const AHEAD: usize = 32;

/// One language provider in front of another.
pub struct Fallback {
    first: Arc<dyn Language>,
    second: Arc<dyn Language>,
    patience: Duration,
    health: Arc<Health>,
    tasks: TaskTracker,
}

impl Fallback {
    /// The second takes over when the first has nothing to say or do within `patience`, begun or not; answers are passed on by
    /// tasks of `tasks`.
    pub fn new(
        first: Arc<dyn Language>,
        second: Arc<dyn Language>,
        patience: Duration,
        tasks: TaskTracker,
    ) -> Self {
        Self { first, second, patience, health: Arc::default(), tasks }
    }

    /// The first's answer with its first thought, when it has one in time.
    async fn begun(
        &self,
        conversation: Arc<Conversation>,
        by: Instant,
    ) -> Result<(Thought, mpsc::Receiver<Thought>), ProviderError> {
        let provider = self.first.name();
        let begun = async {
            let mut thoughts = self.first.think(conversation).await?;
            let thought = thoughts.recv().await;
            let broken = || ProviderError::Unavailable { provider, reason: "no thought came".to_owned() };
            Ok((thought.ok_or_else(broken)?, thoughts))
        };
        timeout_at(by, begun).await.map_err(|_| ProviderError::TimedOut { provider })?
    }
}

#[async_trait]
impl Language for Fallback {
    fn name(&self) -> &'static str {
        self.first.name()
    }

    async fn think(&self, conversation: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let call = conversation.brief.call.clone();
        let Some(turn) = self.health.enter() else {
            took_over(&call, self.first.name(), "it is left alone after failures");
            return self.second.think(conversation).await;
        };
        let by = Instant::now() + self.patience;
        match self.begun(conversation.clone(), by).await {
            Ok((first, rest)) => {
                let (tell, thoughts) = mpsc::channel(AHEAD);
                let relay = Relay {
                    second: self.second.clone(),
                    from: self.first.name(),
                    health: turn,
                    conversation,
                    by,
                    last: None,
                    did: false,
                };
                self.tasks.spawn(relay.run(first, rest, tell));
                Ok(thoughts)
            }
            Err(error) => {
                turn.left(Some(&error));
                took_over(&call, self.first.name(), &error.to_string());
                self.second.think(conversation).await
            }
        }
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        self.second.warm_up().await?;
        let woken = self.first.warm_up().await;
        // The first caller need not find out, and who mended it need not wait for a turn to try.
        self.health.told(woken.as_ref().err());
        woken
    }
}

/// Passes an answer on, and has the second finish what breaks off.
struct Relay {
    second: Arc<dyn Language>,
    from: &'static str,
    health: Turn,
    conversation: Arc<Conversation>,
    /// When there has to be something to say or do: a first token is not yet anything the caller hears.
    by: Instant,
    last: Option<String>,
    did: bool,
}

impl Relay {
    async fn run(mut self, first: Thought, mut rest: mpsc::Receiver<Thought>, tell: mpsc::Sender<Thought>) {
        let mut next = Some(first);
        while let Some(thought) = next {
            let done = thought == Thought::Done;
            self.note(&thought);
            if tell.send(thought).await.is_err() {
                // The caller went on: says nothing of the first's health.
                return;
            }
            if done {
                return self.health.left(None);
            }
            let silent = self.last.is_none() && !self.did;
            next = tokio::select! {
                biased;
                () = tell.closed() => return,
                thought = rest.recv() => thought,
                () = sleep_until(self.by), if silent => {
                    // Its request is closed before the second is asked.
                    drop(rest);
                    let error = ProviderError::TimedOut { provider: self.from };
                    return self.finish(&error, tell).await;
                }
            };
        }
        drop(rest);
        let error =
            ProviderError::Unavailable { provider: self.from, reason: "the answer broke off".to_owned() };
        self.finish(&error, tell).await;
    }

    fn note(&mut self, thought: &Thought) {
        match thought {
            Thought::Sentence(text) => self.last = Some(text.clone()),
            Thought::Call(_) => self.did = true,
            Thought::Begun | Thought::Done => {}
        }
    }

    /// The first broke off, or goes on without a word.
    async fn finish(self, error: &ProviderError, tell: mpsc::Sender<Thought>) {
        self.health.left(Some(error));
        took_over(&self.conversation.brief.call, self.from, &error.to_string());
        let asked = self.last.as_deref().is_some_and(|text| text.trim_end().ends_with('?'));
        if asked || self.did {
            // Nobody may listen any more.
            let _ = tell.send(Thought::Done).await;
            return;
        }
        // When the second fails too, the answer breaks off here as well, and the engine tells the caller.
        let Ok(mut thoughts) = self.second.think(self.conversation).await else { return };
        while let Some(thought) = thoughts.recv().await {
            if tell.send(thought).await.is_err() {
                return;
            }
        }
    }
}

fn took_over(call: &CallSid, from: &'static str, why: &str) {
    tracing::warn!(%call, from, why, "the fallback takes this turn over");
    metrics::counter!("agentlocator_language_fallbacks_total", "from" => from).increment(1);
}

/// How the first has been, over all calls.
#[derive(Debug, Default)]
struct Health(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    /// Failures in a row.
    failures: u32,
    /// Refusals since it last answered.
    refusals: u32,
    /// Until when it is left alone.
    rests_until: Option<Instant>,
    /// One turn is trying whether it is back.
    tried: bool,
}

/// A turn the first was let into. Dropped without a word (the caller went on), it says nothing of the first's health.
struct Turn {
    health: Arc<Health>,
    trial: bool,
}

impl Health {
    /// Lets a turn in; while the first rests nobody, after its rest one at a time.
    fn enter(self: &Arc<Self>) -> Option<Turn> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let trial = match state.rests_until {
            None => false,
            Some(until) if Instant::now() < until || state.tried => return None,
            Some(_) => true,
        };
        state.tried = trial;
        Some(Turn { health: self.clone(), trial })
    }

    /// It was asked something: how that went.
    fn told(&self, failure: Option<&ProviderError>) {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failure {
            None => *state = State { tried: state.tried, ..State::default() },
            Some(ProviderError::Refused { .. }) => {
                state.refusals = state.refusals.saturating_add(1);
                if state.refusals > MOST_REFUSALS {
                    state.rest_growing();
                } else {
                    // It answers, if only to say no.
                    (state.failures, state.rests_until) = (0, None);
                }
            }
            Some(ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. }) => state.rest_growing(),
            Some(ProviderError::Barred { .. }) => state.rest(REST.1),
        }
        metrics::gauge!("agentlocator_language_rests").set(f64::from(u8::from(state.rests_until.is_some())));
    }
}

impl State {
    fn rest_growing(&mut self) {
        self.rest(REST.0.saturating_mul(2_u32.saturating_pow(self.failures)).min(REST.1));
    }

    fn rest(&mut self, length: Duration) {
        self.failures = self.failures.saturating_add(1);
        self.rests_until = Some(Instant::now() + length);
    }
}

impl Turn {
    /// How it went.
    fn left(&self, failure: Option<&ProviderError>) {
        self.health.told(failure);
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if self.trial {
            self.health.0.lock().unwrap_or_else(PoisonError::into_inner).tried = false;
        }
    }
}

#[cfg(test)]
mod tests;
