//! The worker that keeps a read model's live tables up to date.

use std::sync::Arc;
use std::time::Duration;

use eventlog::{Pool, Recorded};
use tokio::time::{Instant, sleep};

use super::follower::{Follower, Stuck};
use super::node::Node;
use super::window::Window;
use crate::projector::blueprint;
use crate::registry::{self, Role};
use crate::{ProjectionError, ReadModel, db};

/// Attempts at an event before the projection is faulted.
const ATTEMPTS: u32 = 4;
/// The longest pause before another attempt while the database is away.
const PATIENCE: Duration = Duration::from_secs(2);

/// Works on a read model whenever this node holds it, until the node stops.
pub(crate) async fn follow(node: Arc<Node>, model: ReadModel) {
    let mut pause = Duration::from_millis(50);
    while !node.stop.is_cancelled() {
        tokio::select! { () = node.lease.held(model) => {}, () = node.stop.cancelled() => break }
        match session(&node, model).await {
            Ok(()) => pause = Duration::from_millis(50),
            Err(error) => {
                tracing::warn!(projection = model.name(), %error, "the projection waits");
                node.pause(pause).await;
                pause = (pause * 2).min(PATIENCE);
            }
        }
    }
}

/// From a look at the registry until something makes another look needed.
async fn session(node: &Node, model: ReadModel) -> Result<(), ProjectionError> {
    let live = registry::of(node.pool(), model, Role::Live).await?;
    let Some(live) = live.filter(|live| live.fault.is_none() && live.fits(&blueprint(model))) else {
        // Faulted, or written by a version whose tables have another shape: what is there stays readable meanwhile.
        node.pause(Duration::from_millis(500)).await;
        return Ok(());
    };
    node.show(model, live.position);
    let mut session = Session::new(node, model, live);
    while !node.stop.is_cancelled() && node.lease.holds(model) {
        if !session.step().await? {
            return Ok(());
        }
    }
    session.follower.save().await.or_else(|stuck| match stuck {
        Stuck::Lost => Ok(()),
        Stuck::Later(_) | Stuck::Poison(_) => Err(stuck.into()),
    })
}

struct Session<'a> {
    node: &'a Node,
    model: ReadModel,
    follower: Follower,
    window: Window,
    /// At the event that fails.
    attempts: u32,
    saved_at: Instant,
    /// How long the checkpoint may lag behind over events that concern nothing here.
    save_every: Duration,
}

impl<'a> Session<'a> {
    fn new(node: &'a Node, model: ReadModel, live: registry::Generation) -> Self {
        let sqlite = matches!(node.pool(), Pool::Sqlite { .. });
        let (most, slow) = if sqlite { (1_024, 50) } else { (4_096, 500) };
        Self {
            node,
            model,
            follower: Follower::new(node.pool().clone(), live),
            window: Window::new(most, Duration::from_millis(slow)),
            attempts: 0,
            saved_at: Instant::now(),
            // SQLite flushes every commit to disk, and nobody else looks at the checkpoint.
            save_every: Duration::from_millis(if sqlite { 1_000 } else { 50 }),
        }
    }

    /// Takes a batch, or waits for one. False: look at the registry again.
    async fn step(&mut self) -> Result<bool, ProjectionError> {
        let events = match self.node.tail.read_after(self.follower.position, self.window.size()).await {
            Ok(events) => events,
            Err(error) if db::passes(&error) => return Err(error.into()),
            Err(error) => return self.stumble(&[], &error.to_string()).await,
        };
        let started = Instant::now();
        let taken = self.follower.take(&events).await;
        match taken {
            Ok(concerned) => {
                self.attempts = 0;
                self.node.show(self.model, self.follower.position);
                self.window.went(events.len(), started.elapsed());
                if concerned > 0 {
                    self.saved_at = Instant::now();
                }
                self.rest(events.is_empty()).await
            }
            Err(Stuck::Lost) => Ok(false),
            Err(Stuck::Later(error)) => Err(error.into()),
            Err(Stuck::Poison(reason)) => self.stumble(&events, &reason).await,
        }
    }

    /// Between batches: save what is due, measure, wait for news when there are none.
    async fn rest(&mut self, idle: bool) -> Result<bool, ProjectionError> {
        let behind = self.node.tail.tip().as_u64().saturating_sub(self.follower.position.as_u64());
        #[expect(clippy::cast_precision_loss, reason = "a gauge")]
        metrics::gauge!("projection_lag_events", "projection" => self.model.name()).set(behind as f64);
        if self.follower.unsaved() && self.saved_at.elapsed() >= self.save_every {
            self.saved_at = Instant::now();
            match self.follower.save().await {
                Ok(()) => {}
                Err(Stuck::Lost) => return Ok(false),
                Err(stuck @ (Stuck::Later(_) | Stuck::Poison(_))) => return Err(stuck.into()),
            }
        }
        if idle {
            let at_most = if self.follower.unsaved() { self.save_every } else { Duration::from_millis(250) };
            tokio::select! {
                () = self.node.tail.beyond(self.follower.position, at_most) => {}
                () = self.node.stop.cancelled() => {}
            }
        }
        Ok(true)
    }

    /// Some event of the batch cannot be projected: go on one by one to it, try it again, then stand still before it.
    async fn stumble(&mut self, events: &[Arc<Recorded>], reason: &str) -> Result<bool, ProjectionError> {
        self.window.one_by_one();
        if events.len() > 1 {
            return Ok(true);
        }
        self.attempts += 1;
        if self.attempts < ATTEMPTS {
            sleep(Duration::from_millis(20) * self.attempts).await;
            return Ok(true);
        }
        self.follower.save().await?;
        let event = events.first().map_or_else(
            || format!("after position {}", self.follower.position),
            |event| format!("at position {}, {} {}", event.position, event.stream, event.event_type),
        );
        let fault = format!("the event {event} cannot be projected: {reason}");
        tracing::error!(projection = self.model.name(), %fault, "the projection is faulted");
        registry::fault(self.node.pool(), &self.follower.generation, self.follower.position, &fault).await?;
        Ok(false)
    }
}
