//! The running followers, as the rest of the process sees them.

use std::{sync::Arc, time::Duration};

use eventlog::{EventLog, Position};
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::db::Tx;
use crate::projector::blueprint;
use crate::registry::{self, Generation, Role};
use crate::work::{self, Node};
use crate::{
    Change, ProjectionError, ProjectionState, ProjectionStatus, ReadModel, Reader, RebuildProgress, Verdict,
};

/// The followers of this node. Cheap to clone.
#[derive(Clone)]
pub struct Projections {
    node: Arc<Node>,
}

impl std::fmt::Debug for Projections {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Projections")
    }
}

impl Projections {
    /// Makes the tables that are missing, starts a rebuild of what was written by another version, and follows the log until
    /// `stop`. On several nodes one at a time is active per read model; another takes over within seconds.
    pub async fn start(
        log: EventLog,
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Result<Self, ProjectionError> {
        let wall = registry::prepare(log.pool()).await?;
        let node = Arc::new(Node::new(log, wall, stop));
        let run = |node: &Arc<Node>| node.clone();
        let keeper = run(&node);
        tasks.spawn(async move { keeper.keep_lease().await });
        tasks.spawn(work::announce(run(&node)));
        for model in ReadModel::ALL {
            tasks.spawn(work::follow(run(&node), model));
            tasks.spawn(work::build(run(&node), model));
        }
        Ok(Self { node })
    }

    /// Whether the live tables of these read models show everything up to `position`, waiting `at_most` for it: read your writes.
    /// Holds on every node, whichever one's worker is active.
    pub async fn wait_for(&self, position: Position, models: &[ReadModel], at_most: Duration) -> bool {
        self.node.passed(position, models, at_most).await
    }

    /// Starts to fill a new generation of tables beside the live one; returns at once. Progress is in [`Projections::status`],
    /// the swap happens by itself when it has caught up. A rebuild already under way goes on.
    pub async fn rebuild(&self, name: &str) -> Result<(), ProjectionError> {
        let model = named(name)?;
        let mut tx = Tx::begin(self.node.pool()).await?;
        registry::lock(&mut tx).await?;
        registry::build(&mut tx, &blueprint(model), self.node.wall).await?;
        tx.commit().await?;
        self.node.registry_changed.notify_waiters();
        Ok(())
    }

    /// Lets a faulted projection try its event again (after the cause was removed).
    pub async fn resume(&self, name: &str) -> Result<(), ProjectionError> {
        registry::resume(self.node.pool(), named(name)?).await?;
        self.node.registry_changed.notify_waiters();
        Ok(())
    }

    /// All read models, in the order of [`ReadModel::ALL`].
    pub async fn status(&self) -> Result<Vec<ProjectionStatus>, ProjectionError> {
        let tip = self.node.log.tip().await?;
        let lines = registry::all(self.node.pool()).await?;
        let of = |model: ReadModel, role: Role| {
            lines.iter().find(move |line| line.model == model && line.role == role)
        };
        let status = |model: ReadModel| {
            of(model, Role::Live).map(|live| status_of(live, of(model, Role::Building), tip))
        };
        Ok(ReadModel::ALL.into_iter().filter_map(status).collect())
    }

    /// Rebuilds into scratch tables and compares them with the live ones row by row, as of one position; the live ones go on
    /// meanwhile.
    pub async fn verify(&self, name: &str) -> Result<Verdict, ProjectionError> {
        work::verify(&self.node, named(name)?).await
    }

    /// Entities as they change, from now on; each after the read models that show it have passed the event. A receiver that
    /// falls behind is told so by `Lagged` and reads afresh.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.node.changes.subscribe()
    }

    pub(crate) fn pool(&self) -> &eventlog::Pool {
        self.node.pool()
    }

    /// The reading side.
    pub fn reader(&self) -> Reader {
        Reader::new(self.node.log.clone(), self.node.wall, self.node.totals.clone())
    }
}

fn named(name: &str) -> Result<ReadModel, ProjectionError> {
    ReadModel::named(name).ok_or_else(|| ProjectionError::Unknown { name: name.to_owned() })
}

fn status_of(live: &Generation, building: Option<&Generation>, tip: Position) -> ProjectionStatus {
    let error = live.fault.clone().or_else(|| building.and_then(|building| building.fault.clone()));
    let lag = tip.as_u64().saturating_sub(live.position.as_u64());
    let state = match (&live.fault, building) {
        (_, Some(building)) if building.fault.is_none() => ProjectionState::Rebuilding,
        (Some(_), _) => ProjectionState::Faulted,
        (None, _) => ProjectionState::Running,
    };
    ProjectionStatus {
        name: live.model.name(),
        position: live.position,
        lag,
        state,
        generation: live.number,
        version: live.version,
        rebuild: building.map(|building| progress(building, tip)),
        error,
    }
}

#[expect(clippy::cast_precision_loss, reason = "an estimate for people")]
fn progress(building: &Generation, tip: Position) -> RebuildProgress {
    let (done, total) = (building.position.as_u64(), tip.as_u64());
    let events_per_second = f64::from(building.rate);
    let seconds_left = (building.rate > 0).then(|| total.saturating_sub(done) as f64 / events_per_second);
    RebuildProgress { done, total, events_per_second, seconds_left }
}
