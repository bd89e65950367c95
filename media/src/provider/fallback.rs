//! Two minds for one conversation: when the first fails, the second takes the turn over, and the caller hears no gap.
//!
//! # Contract
//! What the first has said stands. A turn it broke off goes on with the second, unless it ended in a question or a deed: then the
//! turn is complete. While the first is known to be away it is not waited for: after a failure it is left alone for a
//! growing while, then one turn tries it again. A refusal says something of that one turn and keeps nobody else from it.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use domain::ids::CallSid;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::task::TaskTracker;

use super::{Conversation, Language, ProviderError, Thought};

/// How long the first is left alone after a failure, doubled by each further one, up to a limit.
const REST: (Duration, Duration) = (Duration::from_secs(5), Duration::from_mins(1));
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
    /// The second takes over when the first has no thought within `patience`; answers are passed on by tasks of `tasks`.
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
        conversation: Conversation,
    ) -> Result<(Thought, mpsc::Receiver<Thought>), ProviderError> {
        let provider = self.first.name();
        let begun = async {
            let mut thoughts = self.first.think(conversation).await?;
            let thought = thoughts.recv().await;
            let broken = || ProviderError::Unavailable { provider, reason: "no thought came".to_owned() };
            Ok((thought.ok_or_else(broken)?, thoughts))
        };
        tokio::time::timeout(self.patience, begun).await.map_err(|_| ProviderError::TimedOut { provider })?
    }
}

#[async_trait]
impl Language for Fallback {
    fn name(&self) -> &'static str {
        self.first.name()
    }

    async fn think(&self, conversation: Conversation) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let call = conversation.brief.call.clone();
        let Some(turn) = self.health.enter() else {
            took_over(&call, self.first.name(), "it is left alone after failures");
            return self.second.think(conversation).await;
        };
        match self.begun(conversation.clone()).await {
            Ok((first, rest)) => {
                let (tell, thoughts) = mpsc::channel(AHEAD);
                let relay = Relay {
                    second: self.second.clone(),
                    from: self.first.name(),
                    health: turn,
                    conversation,
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
        self.first.warm_up().await
    }
}

/// Passes an answer on, and has the second finish what breaks off.
struct Relay {
    second: Arc<dyn Language>,
    from: &'static str,
    health: Turn,
    conversation: Conversation,
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
            next = tokio::select! {
                biased;
                () = tell.closed() => return,
                thought = rest.recv() => thought,
            };
        }
        self.finish(tell).await;
    }

    fn note(&mut self, thought: &Thought) {
        match thought {
            Thought::Sentence(text) => self.last = Some(text.clone()),
            Thought::Call(_) => self.did = true,
            Thought::Done => {}
        }
    }

    /// The first broke off.
    async fn finish(self, tell: mpsc::Sender<Thought>) {
        let error =
            ProviderError::Unavailable { provider: self.from, reason: "the answer broke off".to_owned() };
        self.health.left(Some(&error));
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
}

impl Turn {
    /// How it went.
    fn left(&self, failure: Option<&ProviderError>) {
        let mut state = self.health.0.lock().unwrap_or_else(PoisonError::into_inner);
        match failure {
            None | Some(ProviderError::Refused { .. }) => *state = State::default(),
            Some(ProviderError::Unavailable { .. } | ProviderError::TimedOut { .. }) => {
                let rest = REST.0.saturating_mul(2_u32.saturating_pow(state.failures)).min(REST.1);
                state.failures = state.failures.saturating_add(1);
                state.rests_until = Some(Instant::now() + rest);
            }
        }
        metrics::gauge!("agentlocator_language_rests").set(f64::from(u8::from(state.rests_until.is_some())));
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
