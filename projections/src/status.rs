//! How the projections are doing, for people.

use eventlog::Position;

/// One read model's state on the whole installation (not only on this node).
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectionStatus {
    /// `calls`, `leads` …
    pub name: &'static str,
    /// The last event its live tables show.
    pub position: Position,
    /// Events the log has beyond that.
    pub lag: u64,
    /// What it is doing.
    pub state: ProjectionState,
    /// Which set of tables is live; counts up with each rebuild.
    pub generation: u32,
    /// The version of the projector that wrote it.
    pub version: u32,
    /// A rebuild under way.
    pub rebuild: Option<RebuildProgress>,
    /// Why it stopped, naming the event, when it is faulted.
    pub error: Option<String>,
}

/// What a projection is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProjectionState {
    /// It follows the log.
    Running,
    /// It follows the log, and a new generation is being filled beside it.
    Rebuilding,
    /// An event could not be projected; it stands before that event until it is resumed or rebuilt.
    Faulted,
}

impl ProjectionState {
    /// The name in GraphQL and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Rebuilding => "REBUILDING",
            Self::Faulted => "FAULTED",
        }
    }
}

/// How far a rebuild is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RebuildProgress {
    /// Events read.
    pub done: u64,
    /// Events in the log.
    pub total: u64,
    /// Lately.
    pub events_per_second: f64,
    /// At that rate; `None` before a rate is known.
    pub seconds_left: Option<f64>,
}

/// What a comparison of the live tables with a fresh rebuild found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verdict {
    /// `calls`, `leads` …
    pub name: &'static str,
    /// Both were compared as of this event.
    pub position: Position,
    /// Rows compared, over all tables.
    pub rows: u64,
    /// Hash over the rebuilt rows in key order, hexadecimal.
    pub hash: String,
    /// The first row that differs; `None`: the live tables are what the log says.
    pub difference: Option<Difference>,
}

/// A row that is not what the log says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// In which table.
    pub table: &'static str,
    /// The live row's values, JSON; `None`: it is missing.
    pub live: Option<String>,
    /// The rebuilt row's values, JSON; `None`: it should not be there.
    pub rebuilt: Option<String>,
}
