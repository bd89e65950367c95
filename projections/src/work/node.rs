//! What this process knows and shares among its workers.

use std::time::Duration;

use eventlog::{EventLog, Pool, Position, Tail};
use tokio::sync::{Notify, broadcast, watch};
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use super::lease::Lease;
use crate::db::Wall;
use crate::totals::Totals;
use crate::{Change, ReadModel, registry};

/// How often another node's checkpoint is looked at while somebody waits for it.
const LOOK: Duration = Duration::from_millis(8);
/// Changes kept for a subscriber that is slow.
const CHANGES: usize = 4_096;

/// A node of the installation: this process.
pub(crate) struct Node {
    pub(crate) log: EventLog,
    pub(crate) wall: Wall,
    pub(crate) totals: Totals,
    pub(super) tail: Tail,
    pub(super) lease: Lease,
    pub(crate) stop: CancellationToken,
    pub(crate) changes: broadcast::Sender<Change>,
    /// The registry's lines changed: a rebuild was asked for, a fault lifted, a generation swapped.
    pub(crate) registry_changed: Notify,
    /// What the live tables of each read model show, as far as this node has heard; by [`ReadModel::index`].
    shown: [watch::Sender<Position>; ReadModel::ALL.len()],
}

impl Node {
    pub(crate) fn new(log: EventLog, wall: Wall, stop: CancellationToken) -> Self {
        Self {
            tail: log.tail(),
            lease: Lease::new(log.pool()),
            log,
            wall,
            totals: Totals::new(),
            stop,
            changes: broadcast::Sender::new(CHANGES),
            registry_changed: Notify::new(),
            shown: std::array::from_fn(|_| watch::Sender::new(Position::START)),
        }
    }

    pub(crate) fn pool(&self) -> &Pool {
        self.log.pool()
    }

    /// Keeps this node's part of the work until it stops.
    pub(crate) async fn keep_lease(&self) {
        self.lease.keep(self.pool(), &self.stop).await;
        self.lease.release(self.pool()).await;
    }

    /// The live tables show everything up to here.
    pub(super) fn show(&self, model: ReadModel, position: Position) {
        self.shown[model.index()].send_if_modified(|held| {
            let news = *held < position;
            *held = position.max(*held);
            news
        });
    }

    /// A pause that ends early when the registry changes or the node stops.
    pub(super) async fn pause(&self, at_most: Duration) {
        tokio::select! {
            () = self.registry_changed.notified() => {}
            () = self.stop.cancelled() => {}
            () = sleep(at_most) => {}
        }
    }

    /// Whether the live tables show everything up to `position`, waiting for it.
    pub(crate) async fn passed(&self, position: Position, models: &[ReadModel], at_most: Duration) -> bool {
        let deadline = Instant::now() + at_most;
        for model in models {
            let mut shown = self.shown[model.index()].subscribe();
            while *shown.borrow_and_update() < position {
                if Instant::now() >= deadline {
                    return false;
                }
                let look =
                    if self.lease.holds(*model) { deadline } else { deadline.min(Instant::now() + LOOK) };
                if tokio::time::timeout_at(look, shown.changed()).await.is_err() {
                    self.look().await;
                }
            }
        }
        true
    }

    /// Learns from the registry what other nodes have done.
    async fn look(&self) {
        match registry::all(self.pool()).await {
            Ok(lines) => {
                for line in lines.iter().filter(|line| line.role == registry::Role::Live) {
                    self.show(line.model, line.position);
                }
            }
            Err(error) => tracing::warn!(%error, "the projections' checkpoints cannot be seen"),
        }
    }
}
