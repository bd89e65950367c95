//! What can go wrong. A row that is not there is an `Option`, never an error.

use eventlog::LogError;

/// A read failed.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The database did.
    #[error("the read model could not be read: {0}")]
    Database(#[from] sqlx::Error),
    /// The log did (a read of the past folds it).
    #[error("the log could not be read: {0}")]
    Log(#[from] LogError),
    /// A row holds what its type cannot mean: the tables were written by somebody else.
    #[error("table {table}, column {column} holds what it must not; rebuild the projection")]
    Corrupt {
        /// Which table.
        table: &'static str,
        /// Which column.
        column: &'static str,
    },
}

/// A projection could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ProjectionError {
    /// There is none of this name.
    #[error(
        "there is no projection {name}; there are calls, leads, meetings, businesses, prompts, users, reminders and history"
    )]
    Unknown {
        /// What was asked for.
        name: String,
    },
    /// The database failed.
    #[error("the projection's tables could not be used: {0}")]
    Database(#[from] sqlx::Error),
    /// The log failed.
    #[error("the log could not be read: {0}")]
    Log(#[from] LogError),
    /// A row could not be read back.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The live tables went away or moved on while they were looked at; asking again helps.
    #[error("the projection {name} was swapped meanwhile; ask again")]
    Swapped {
        /// Which.
        name: &'static str,
    },
    /// An event of the log cannot be projected.
    #[error("the projection cannot go on: {reason}")]
    Poison {
        /// Which event and why.
        reason: String,
    },
    /// The process is shutting down.
    #[error("stopped before it was done")]
    Stopped,
}
