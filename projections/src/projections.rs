//! The running followers, as the rest of the process sees them.

use std::{sync::Arc, time::Duration};

use eventlog::{EventLog, Position};
use tokio::sync::broadcast;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Change, ProjectionError, ProjectionStatus, ReadModel, Reader, Verdict};

/// The followers of this node. Cheap to clone.
#[derive(Clone)]
pub struct Projections {
    shared: Arc<Shared>,
}

struct Shared {
    log: EventLog,
    changes: broadcast::Sender<Change>,
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
        let _ = (tasks, stop);
        let (changes, _) = broadcast::channel(1024);
        log.tip().await?;
        Ok(Self { shared: Arc::new(Shared { log, changes }) })
    }

    /// Whether the live tables of these read models show everything up to `position`, waiting `at_most` for it: read your writes.
    /// Holds on every node, whichever one's worker is active.
    pub async fn wait_for(&self, position: Position, models: &[ReadModel], at_most: Duration) -> bool {
        let _ = (position, models, at_most);
        false
    }

    /// Starts to fill a new generation of tables beside the live one; returns at once. Progress is in [`Projections::status`],
    /// the swap happens by itself when it has caught up. A rebuild already under way goes on.
    pub async fn rebuild(&self, name: &str) -> Result<(), ProjectionError> {
        Err(ProjectionError::Unknown { name: name.to_owned() })
    }

    /// Lets a faulted projection try its event again (after the cause was removed).
    pub async fn resume(&self, name: &str) -> Result<(), ProjectionError> {
        Err(ProjectionError::Unknown { name: name.to_owned() })
    }

    /// All read models, in the order of [`ReadModel::ALL`].
    pub async fn status(&self) -> Result<Vec<ProjectionStatus>, ProjectionError> {
        Ok(Vec::new())
    }

    /// Rebuilds into scratch tables and compares them with the live ones row by row, as of one position; the live ones go on
    /// meanwhile.
    pub async fn verify(&self, name: &str) -> Result<Verdict, ProjectionError> {
        Err(ProjectionError::Unknown { name: name.to_owned() })
    }

    /// Entities as they change, from now on; each after the read models that show it have passed the event. A receiver that
    /// falls behind is told so by `Lagged` and reads afresh.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.shared.changes.subscribe()
    }

    /// The reading side.
    pub fn reader(&self) -> Reader {
        Reader::new(self.shared.log.clone())
    }
}
