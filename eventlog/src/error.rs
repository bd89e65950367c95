use std::error::Error;
use std::sync::Arc;

use crate::Position;

/// What the database's client said.
type Cause = Arc<dyn Error + Send + Sync>;

/// Why the log could not do its part. Each says what to do about it.
#[derive(Debug, Clone, thiserror::Error)]
pub enum LogError {
    /// The address was not one of the two kinds.
    #[error("DATABASE_URL: expected sqlite://path/to/file or postgres://user@host/database")]
    BadUrl,
    /// The database is away: not started, restarting, unreachable, or out of connections.
    #[error(
        "the event log's database does not answer ({0}); check that it runs and that DATABASE_URL points to it"
    )]
    Unavailable(Cause),
    /// No space.
    #[error("the event log's disk is full; free some space, it goes on by itself")]
    DiskFull,
    /// Writing is not allowed.
    #[error("the event log's database is read-only; make it writable, it goes on by itself")]
    ReadOnly,
    /// Commands arrive faster than the disk takes them, and the queue is full.
    #[error("the event log is overloaded; try again in a moment")]
    Overloaded,
    /// The log was closed.
    #[error("the event log is closed: the server is stopping")]
    Closed,
    /// What is stored cannot be read. Nothing is skipped in silence.
    #[error("the event at position {position} cannot be read: {reason}; run `agentlocator log verify`")]
    Unreadable {
        /// Where.
        position: Position,
        /// Why.
        reason: String,
    },
    /// A position is missing: the table was changed by other means than this log.
    #[error(
        "the event after position {after} is missing; run `agentlocator log verify` and restore a backup"
    )]
    Hole {
        /// The last position that is there.
        after: Position,
    },
    /// An event could not be written as JSON.
    #[error("an event cannot be written as JSON: {0}")]
    Unwritable(Arc<serde_json::Error>),
    /// Personal data is encrypted, or somebody is to be erased, and there is no key for it.
    #[error("the log has no master key for personal data; set the one it was written with")]
    NoMasterKey,
    /// The master key is not the one the keys of persons were wrapped with.
    #[error("the master key does not fit the keys of this log; set the one it was written with")]
    WrongMasterKey,
    /// The schema could not be brought up to date.
    #[error("the database's schema cannot be brought up to date: {0}")]
    Migration(Arc<sqlx::migrate::MigrateError>),
    /// Anything else the database said.
    #[error("the event log's database refused: {0}")]
    Database(Cause),
}

impl LogError {
    /// Whether the same attempt may succeed in a moment.
    pub fn is_transient(&self) -> bool {
        matches!(self, Self::Unavailable(_) | Self::Overloaded)
    }

    /// Whether its words are for whoever asked: they name a condition of the server and nothing of its insides.
    pub fn is_for_everyone(&self) -> bool {
        matches!(self, Self::DiskFull | Self::ReadOnly | Self::Overloaded | Self::Closed)
    }

    fn of(kind: Option<Kind>, cause: impl Error + Send + Sync + 'static) -> Self {
        match kind {
            Some(Kind::DiskFull) => Self::DiskFull,
            Some(Kind::ReadOnly) => Self::ReadOnly,
            Some(Kind::Unavailable) => Self::Unavailable(Arc::new(cause)),
            None => Self::Database(Arc::new(cause)),
        }
    }

    fn of_sqlite(code: i32) -> Option<Kind> {
        // The low byte of an extended result code is the result code: https://sqlite.org/rescode.html
        match code & 0xff {
            13 => Some(Kind::DiskFull),                 // FULL
            8 => Some(Kind::ReadOnly),                  // READONLY
            5 | 6 | 10 | 14 => Some(Kind::Unavailable), // BUSY, LOCKED, IOERR, CANTOPEN
            _ => None,
        }
    }

    fn of_postgres(error: &sqlx::postgres::PgDatabaseError) -> Option<Kind> {
        // https://www.postgresql.org/docs/15/errcodes-appendix.html
        match error.code() {
            "53100" => Some(Kind::DiskFull),
            "25006" => Some(Kind::ReadOnly),
            "40001" | "40P01" | "53300" | "55P03" | "57P01" | "57P02" | "57P03" => Some(Kind::Unavailable),
            code if code.starts_with("08") => Some(Kind::Unavailable),
            _ => None,
        }
    }

    fn kind(error: &sqlx::Error) -> Option<Kind> {
        use sqlx::error::DatabaseError as _;
        if let sqlx::Error::Database(database) = error {
            return match database.try_downcast_ref::<sqlx::sqlite::SqliteError>() {
                Some(sqlite) => Self::of_sqlite(sqlite.code()?.parse().ok()?),
                None => database.try_downcast_ref().and_then(Self::of_postgres),
            };
        }
        let away = matches!(
            error,
            sqlx::Error::Io(_)
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
        );
        away.then_some(Kind::Unavailable)
    }
}

#[derive(Clone, Copy)]
enum Kind {
    DiskFull,
    ReadOnly,
    Unavailable,
}

impl From<sqlx::Error> for LogError {
    fn from(error: sqlx::Error) -> Self {
        Self::of(Self::kind(&error), error)
    }
}

impl From<rusqlite::Error> for LogError {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_error().map(|error| error.extended_code);
        Self::of(code.and_then(Self::of_sqlite), error)
    }
}

impl From<serde_json::Error> for LogError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unwritable(Arc::new(error))
    }
}
