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
mod term;

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::{EventLog, LogError, Position, Recorded, Tail};
pub use book::ReactorStatus;
pub use letter::{DeadLetter, LetterId, NotALetterId};
use term::Term;

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
/// The longest rest between two looks.
const REST: Duration = Duration::from_secs(1);
/// How long nothing may be new before the place reached by passing events over is written down.
const SETTLED: Duration = Duration::from_millis(100);

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

    /// Whether an event is any of its business. One that is not is passed over, and nothing is written down for it at once.
    fn concerns(&self, _event: &Recorded) -> bool {
        true
    }

    /// Acts on an event that concerns it. May see an event more than once.
    async fn react(&self, event: &Recorded) -> Result<(), ReactorError>;
}

/// A reactor at work.
pub struct Subscription {
    log: EventLog,
    tail: Tail,
    reactor: Arc<dyn Reactor>,
    /// This runner, among all nodes.
    holder: String,
}

impl Subscription {
    /// A subscription that begins where the reactor stopped, on whichever node that was.
    pub fn new(log: EventLog, reactor: Arc<dyn Reactor>) -> Self {
        let holder = log.entropy().uuid().to_string();
        Self { tail: log.tail(), log, reactor, holder }
    }

    /// Runs until told to stop; then another node may take over at once.
    pub async fn run(self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            if let Err(error) = self.hold(&stop).await {
                tracing::warn!(reactor = self.reactor.name(), %error, "trying again");
            }
            let _ = stop.run_until_cancelled(tokio::time::sleep(REST)).await;
        }
        if let Err(error) = self.release().await {
            tracing::debug!(reactor = self.reactor.name(), %error, "the lease runs out by itself");
        }
    }

    /// Reacts as long as no other node has the reactor.
    async fn hold(&self, stop: &CancellationToken) -> Result<(), LogError> {
        let Some(mut term) = self.lease().await?.map(Term::new) else { return Ok(()) };
        while self.tend(&mut term, stop).await? && self.advance(&mut term, stop).await? {
            if stop.is_cancelled() {
                return self.save(&mut term).await.map(drop);
            }
        }
        Ok(())
    }

    /// What is seen to once a second: the lease, letters to try again, events whose time has come. False: another node has the
    /// reactor.
    async fn tend(&self, term: &mut Term, stop: &CancellationToken) -> Result<bool, LogError> {
        if !term.wants_tending() {
            return Ok(true);
        }
        if !self.save(term).await? || !self.renew().await? {
            return Ok(false);
        }
        for letter in self.log.letters_to_retry(self.reactor.name()).await? {
            self.try_letter(letter).await?;
            if !self.renew().await? {
                return Ok(false);
            }
        }
        let ours = self.due(stop).await? && self.renew().await?;
        term.renewed();
        term.tended();
        Ok(ours)
    }

    /// Reacts to what is new, or waits for it. False: another node has the reactor.
    async fn advance(&self, term: &mut Term, stop: &CancellationToken) -> Result<bool, LogError> {
        let events = self.tail.read_after(term.done, WINDOW).await?;
        let Some(last) = events.last() else { return self.idle(term, stop).await };
        let mut reacted = false;
        for event in events.iter().filter(|event| self.reactor.concerns(event)) {
            if term.is_stale() {
                if !self.renew().await? {
                    return Ok(false);
                }
                term.renewed();
            }
            match self.react(event, stop).await? {
                Reaction::Done => reacted = true,
                Reaction::Stopped => {
                    // Not checkpointed: the event comes again.
                    term.done = event.position.before();
                    return Ok(true);
                }
                Reaction::NotOurs => return Ok(false),
            }
        }
        term.done = last.position;
        if reacted { self.save(term).await } else { Ok(true) }
    }

    /// Nothing is new. What was passed over is written down when that lasts.
    async fn idle(&self, term: &mut Term, stop: &CancellationToken) -> Result<bool, LogError> {
        let pause = if term.is_saved() { REST } else { SETTLED };
        let _ = stop.run_until_cancelled(self.tail.beyond(term.done, pause)).await;
        if self.tail.tip() > term.done { Ok(true) } else { self.save(term).await }
    }

    /// Writes down how far it has come. False: another node has the reactor.
    async fn save(&self, term: &mut Term) -> Result<bool, LogError> {
        if term.is_saved() {
            return Ok(true);
        }
        let ours = self.log.checkpoint_reactor(self.reactor.name(), &self.holder, term.done).await?;
        term.saved = term.done;
        Ok(ours)
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

    async fn release(&self) -> Result<(), LogError> {
        self.log.release_reactor(self.reactor.name(), &self.holder).await
    }
}

enum Reaction {
    Done,
    Stopped,
    NotOurs,
}
