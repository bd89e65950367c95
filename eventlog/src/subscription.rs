//! Followers with a checkpoint that act on the world: at least once, one node at a time, never silently.
//!
//! To add a reactor: 1. implement [`Reactor`]; give every outside effect an idempotency key made of the event's position
//! (`pm:{reactor}:{position}:{n}`), since an event comes again after a crash; 2. spawn `Subscription::new(log, reactor).run(stop)`.
//!
//! An event that fails is tried again with growing pauses, then put among the dead letters, where people see it and can have it
//! tried again; the reactor goes on with the next. An event whose time has not come is [`ReactorError::Later`]: it is written down
//! and comes again then, on whichever node has the reactor, while the reactor goes on with the next.

mod book;
mod letter;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::{EventLog, LogError, Position, Recorded};
pub use book::ReactorStatus;
pub use letter::{DeadLetter, LetterId, NotALetterId};

/// Events read at once; also how many may come again after a crash.
const WINDOW: u32 = 100;
/// How often an event is tried before it is a dead letter.
const ATTEMPTS: u32 = 6;
/// The pause before the second try; each next one is twice as long: about three seconds in all.
const FIRST_PAUSE: Duration = Duration::from_millis(100);
/// How long a node has a reactor for itself without saying so again: another takes over when it dies.
const LEASE: Duration = Duration::from_secs(10);
/// How long one reaction may take: less than the lease, so that no two nodes react to the same event at the same time.
const REACTION: Duration = Duration::from_secs(8);
/// How old a lease may be when a reaction begins: with [`REACTION`] it stays within [`LEASE`].
const FRESH: Duration = Duration::from_secs(1);
/// The longest rest between two looks.
const REST: Duration = Duration::from_secs(1);

/// Why a reaction failed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReactorError {
    /// The next try may succeed: the outside is away or busy.
    #[error("{0}")]
    Again(String),
    /// No try will succeed until somebody does something about it.
    #[error("{0}")]
    Never(String),
    /// Nothing is wrong; the event is to come again at this instant.
    #[error("not before {0}")]
    Later(Timestamp),
}

/// Something that acts on events.
#[async_trait]
pub trait Reactor: Send + Sync + 'static {
    /// Its name in the log's tables. Never changes once it has run.
    fn name(&self) -> &'static str;

    /// Acts on an event, or does nothing when the event is none of its business. May see an event more than once.
    async fn react(&self, event: &Recorded) -> Result<(), ReactorError>;
}

/// A reactor at work.
pub struct Subscription {
    log: EventLog,
    reactor: Arc<dyn Reactor>,
    /// This runner, among all nodes.
    holder: String,
}

impl Subscription {
    /// A subscription that begins where the reactor stopped, on whichever node that was.
    pub fn new(log: EventLog, reactor: Arc<dyn Reactor>) -> Self {
        let holder = log.entropy().uuid().to_string();
        Self { log, reactor, holder }
    }

    /// Runs until told to stop; then another node may take over at once.
    pub async fn run(self, stop: CancellationToken) {
        let mut appended = self.log.appended();
        while !stop.is_cancelled() {
            match self.round(&stop).await {
                Ok(Round::More) => {}
                Ok(Round::Nothing) => {
                    let _ = stop.run_until_cancelled(appended.wait(REST)).await;
                }
                Ok(Round::NotOurs) => rest(&stop).await,
                Err(error) => {
                    tracing::warn!(reactor = self.reactor.name(), %error, "trying again");
                    rest(&stop).await;
                }
            }
        }
        if let Err(error) = self.release().await {
            tracing::debug!(reactor = self.reactor.name(), %error, "the lease runs out by itself");
        }
    }

    /// One look at the log, or nothing when another node has the reactor.
    async fn round(&self, stop: &CancellationToken) -> Result<Round, LogError> {
        let Some(checkpoint) = self.lease().await? else { return Ok(Round::NotOurs) };
        for letter in self.log.letters_to_retry(self.reactor.name()).await? {
            self.try_letter(letter).await?;
            if !self.renew().await? {
                return Ok(Round::NotOurs);
            }
        }
        if !self.due(stop).await? {
            return Ok(Round::NotOurs);
        }
        let events = self.log.read_after(checkpoint, WINDOW).await?;
        let mut leased = Instant::now();
        for event in &events {
            if leased.elapsed() > FRESH {
                if !self.renew().await? {
                    return Ok(Round::NotOurs);
                }
                leased = Instant::now();
            }
            match self.react(event, stop).await? {
                Reaction::Done => {}
                // Not checkpointed: the event comes again.
                Reaction::Stopped => return self.advance(event.position.before()).await,
                Reaction::NotOurs => return Ok(Round::NotOurs),
            }
        }
        match events.last() {
            Some(last) => self.advance(last.position).await,
            None => Ok(Round::Nothing),
        }
    }

    async fn try_letter(&self, letter: Position) -> Result<(), LogError> {
        let Some(event) = self.log.event(letter).await? else { return Ok(()) };
        match self.try_once(&event).await {
            Ok(()) => self.log.drop_letter(self.reactor.name(), letter).await,
            Err(ReactorError::Later(at)) => {
                self.log.defer(self.reactor.name(), letter, at).await?;
                self.log.drop_letter(self.reactor.name(), letter).await
            }
            Err(error) => self.bury(letter, 1, &error).await,
        }
    }

    /// Reacts to the deferred events whose time has come; false: another node has the reactor.
    async fn due(&self, stop: &CancellationToken) -> Result<bool, LogError> {
        for deferred in self.log.due_events(self.reactor.name()).await? {
            if let Some(event) = self.log.event(deferred.position).await? {
                match self.react(&event, stop).await? {
                    Reaction::Done => {}
                    Reaction::Stopped => return Ok(true),
                    Reaction::NotOurs => return Ok(false),
                }
            }
            self.log.drop_deferred(self.reactor.name(), deferred).await?;
            if !self.renew().await? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn advance(&self, position: Position) -> Result<Round, LogError> {
        Ok(if self.checkpoint(position).await? { Round::More } else { Round::NotOurs })
    }

    /// Tries until it is done, or a dead letter.
    async fn react(&self, event: &Recorded, stop: &CancellationToken) -> Result<Reaction, LogError> {
        let mut pause = FIRST_PAUSE;
        for attempt in 1..=ATTEMPTS {
            let error = match self.try_once(event).await {
                Ok(()) => return Ok(Reaction::Done),
                Err(ReactorError::Later(at)) => {
                    self.log.defer(self.reactor.name(), event.position, at).await?;
                    return Ok(Reaction::Done);
                }
                Err(error) => error,
            };
            if attempt == ATTEMPTS || matches!(error, ReactorError::Never(_)) {
                self.bury(event.position, attempt, &error).await?;
                return Ok(Reaction::Done);
            }
            if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
                return Ok(Reaction::Stopped);
            }
            pause *= 2;
            if !self.renew().await? {
                return Ok(Reaction::NotOurs);
            }
        }
        Ok(Reaction::Done)
    }

    async fn try_once(&self, event: &Recorded) -> Result<(), ReactorError> {
        match tokio::time::timeout(REACTION, self.reactor.react(event)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(ReactorError::Again(format!("no answer within {} seconds", REACTION.as_secs()))),
        }
    }

    async fn bury(&self, position: Position, attempts: u32, error: &ReactorError) -> Result<(), LogError> {
        tracing::error!(reactor = self.reactor.name(), %position, %error, "put among the dead letters");
        metrics::counter!("eventlog_dead_letters_total", "reactor" => self.reactor.name()).increment(1);
        self.log.add_letter(self.reactor.name(), position, attempts, &error.to_string()).await
    }

    async fn lease(&self) -> Result<Option<Position>, LogError> {
        self.log.lease_reactor(self.reactor.name(), &self.holder, LEASE).await
    }

    async fn renew(&self) -> Result<bool, LogError> {
        Ok(self.lease().await?.is_some())
    }

    async fn checkpoint(&self, position: Position) -> Result<bool, LogError> {
        self.log.checkpoint_reactor(self.reactor.name(), &self.holder, position).await
    }

    async fn release(&self) -> Result<(), LogError> {
        self.log.release_reactor(self.reactor.name(), &self.holder).await
    }
}

async fn rest(stop: &CancellationToken) {
    let _ = stop.run_until_cancelled(tokio::time::sleep(REST)).await;
}

enum Round {
    More,
    Nothing,
    NotOurs,
}

enum Reaction {
    Done,
    Stopped,
    NotOurs,
}
