//! The read models themselves.

use async_graphql::SimpleObject;

use super::ProjectionState;

/// How a projection is doing.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct ProjectionStatus {
    /// Its name: `calls`, `leads` …
    name: String,
    /// The last event it shows: its place in the log.
    position: String,
    /// How many events the log has beyond that.
    lag: u64,
    /// What it is doing.
    state: ProjectionState,
    /// Which set of tables answers; counts up with each rebuild.
    generation: u32,
    /// The version of the projector that wrote them.
    version: u32,
    /// A rebuild under way.
    rebuild: Option<RebuildProgress>,
    /// Why it stopped, when it is faulted.
    error: Option<String>,
}

/// How far a rebuild is.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct RebuildProgress {
    /// Events read.
    done: u64,
    /// Events in the log.
    total: u64,
    /// Events a second, lately.
    events_per_second: f64,
    /// Seconds left at that rate; null before a rate is known.
    seconds_left: Option<f64>,
}

impl From<projections::ProjectionStatus> for ProjectionStatus {
    fn from(status: projections::ProjectionStatus) -> Self {
        Self {
            name: status.name.to_owned(),
            position: status.position.to_string(),
            lag: status.lag,
            state: status.state.into(),
            generation: status.generation,
            version: status.version,
            rebuild: status.rebuild.map(|rebuild| RebuildProgress {
                done: rebuild.done,
                total: rebuild.total,
                events_per_second: rebuild.events_per_second,
                seconds_left: rebuild.seconds_left,
            }),
            error: status.error,
        }
    }
}
