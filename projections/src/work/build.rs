//! The worker that fills a new generation beside the live one and puts it in its place. Interrupted, it goes on where its
//! checkpoint is.

use std::sync::Arc;
use std::time::Duration;

use eventlog::{LogError, Pool, Position, Recorded};
use tokio::time::{Instant, sleep};

use super::follower::{Follower, Stuck};
use super::node::Node;
use super::window::Window;
use crate::db::{Tx, create_indexes};
use crate::projector::blueprint;
use crate::registry::{self, Generation, Role};
use crate::{ProjectionError, ReadModel};

/// The swap holds the live checkpoint; so few events are left for it.
const WITHIN_SWAP: u64 = 512;
/// Attempts at a batch before the new generation is given up as faulted. The live one goes on.
const ATTEMPTS: u32 = 4;

/// Builds whatever is asked for, whenever this node holds the read model, until the node stops.
pub(crate) async fn build(node: Arc<Node>, model: ReadModel) {
    while !node.stop.is_cancelled() {
        tokio::select! { () = node.lease.held(model) => {}, () = node.stop.cancelled() => break }
        match registry::of(node.pool(), model, Role::Building).await {
            // What a newer version asked for, of the same shape, is for a node of that version to fill.
            Ok(Some(asked)) if asked.fault.is_none() && asked.is_of(&blueprint(model)) => {
                if let Err(error) = run(&node, asked).await {
                    tracing::warn!(projection = model.name(), %error, "the rebuild waits");
                    node.pause(Duration::from_millis(500)).await;
                }
            }
            Ok(_) => node.pause(Duration::from_secs(1)).await,
            Err(error) => {
                tracing::warn!(projection = model.name(), %error, "the registry cannot be read");
                node.pause(Duration::from_secs(1)).await;
            }
        }
    }
}

async fn run(node: &Node, asked: Generation) -> Result<(), ProjectionError> {
    let model = asked.model;
    // It must not read with keys that were destroyed on another node.
    node.log.heed_erasures().await?;
    tracing::info!(projection = model.name(), generation = asked.number, from = %asked.position, "rebuild");
    let mut follower = Follower::new(node.pool().clone(), asked);
    let mut indexed = false;
    let mut attempts = 0;
    while !node.stop.is_cancelled() && node.lease.holds(model) {
        let filled = match fill(node, &mut follower, node.tail.tip()).await {
            Err(Stuck::Poison(reason)) if attempts < ATTEMPTS => {
                tracing::warn!(projection = model.name(), %reason, "the rebuild tries again");
                attempts += 1;
                sleep(Duration::from_millis(100) * attempts).await;
                continue;
            }
            filled => filled,
        };
        if let Err(Stuck::Poison(reason)) = &filled {
            let at = follower.generation.position;
            registry::fault(node.pool(), &follower.generation, at, reason).await?;
        }
        if !filled? {
            break;
        }
        if !indexed {
            index(node, &follower).await?;
            indexed = true;
        } else if swap(node, &mut follower).await? {
            node.registry_changed.notify_waiters();
            tracing::info!(projection = model.name(), at = %follower.position, "rebuild swapped in");
            break;
        }
    }
    Ok(())
}

/// Fills a generation up to a position. While a batch is written the next is read. False: the node stops.
pub(super) async fn fill(node: &Node, follower: &mut Follower, to: Position) -> Result<bool, Stuck> {
    let mut window = match node.pool() {
        // Writers wait while a batch is written to the file.
        Pool::Sqlite { .. } => Window::new(1_024, Duration::from_millis(60)),
        Pool::Postgres(_) => Window::new(2_048, Duration::from_secs(1)),
    };
    let mut events = read(node, follower.position, window.size(), to).await?;
    while !events.is_empty() {
        let started = Instant::now();
        let after = events.last().map_or(follower.position, |event| event.0.position);
        let next = read(node, after, window.size(), to);
        let (taken, next) = tokio::join!(follower.take(&events), next);
        taken?;
        let took = started.elapsed();
        window.went(events.len(), took);
        follower.goes(rate(events.len(), took));
        if node.stop.is_cancelled() {
            follower.save().await?;
            return Ok(false);
        }
        events = next?;
    }
    follower.save().await?;
    Ok(true)
}

async fn read(node: &Node, after: Position, limit: u32, to: Position) -> Result<Vec<Event>, Stuck> {
    let left = to.as_u64().saturating_sub(after.as_u64());
    let limit = limit.min(u32::try_from(left).unwrap_or(u32::MAX));
    if limit == 0 {
        return Ok(Vec::new());
    }
    match node.log.read_after(after, limit).await {
        Ok(events) => Ok(events.into_iter().map(Event).collect()),
        Err(error) => Err(stuck(error)),
    }
}

/// An event read for one follower alone.
pub(super) struct Event(Recorded);

impl AsRef<Recorded> for Event {
    fn as_ref(&self) -> &Recorded {
        &self.0
    }
}

fn stuck(error: LogError) -> Stuck {
    if crate::db::passes(&error) { Stuck::Later(error) } else { Stuck::Poison(error.to_string()) }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "shown to people; `as` saturates"
)]
fn rate(events: usize, took: Duration) -> u32 {
    (events as f64 / took.as_secs_f64().max(1e-6)) as u32
}

async fn index(node: &Node, follower: &Follower) -> Result<(), ProjectionError> {
    let mut tx = Tx::begin(node.pool()).await?;
    let blueprint = blueprint(follower.generation.model);
    create_indexes(&mut tx, &blueprint.tables(), follower.generation.number).await?;
    Ok(tx.commit().await?)
}

/// Takes the last events and changes places, in one transaction. False: too many were left, fill again.
async fn swap(node: &Node, follower: &mut Follower) -> Result<bool, ProjectionError> {
    let model = follower.generation.model;
    let mut tx = Tx::begin(node.pool()).await?;
    if tx.is_postgres() {
        // Readers' queries hold the views; rather than make new ones queue behind us, give up and try again.
        tx.script("SET LOCAL lock_timeout = '500ms'").await?;
    }
    registry::lock(&mut tx).await?;
    let Some(live) = registry::of_locked(&mut tx, model, Role::Live).await? else {
        return Err(ProjectionError::Swapped { name: model.name() });
    };
    let left = live.position.as_u64().saturating_sub(follower.position.as_u64());
    if left > WITHIN_SWAP {
        tx.rollback().await?;
        return Ok(false);
    }
    let events = read(node, follower.position, u32::MAX, live.position).await?;
    follower.fold(&events).await?;
    let to = follower.position.max(live.position);
    follower.goes(0);
    follower.write(&mut tx, to).await?;
    registry::swap(&mut tx, &blueprint(model), &live, follower.generation.number, node.wall).await?;
    tx.commit().await?;
    follower.wrote(to, true);
    Ok(true)
}
