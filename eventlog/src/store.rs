//! The store's contract, kept by both engines and tested by one suite (`tests/contract`).
//!
//! 1. **Order.** Positions are 1, 2, 3 … without holes, given in the order in which commits become visible. A reader that has
//!    seen position *n* never sees a new event at or before *n*.
//! 2. **Whole.** The events of a commit are all there or none is, whatever their streams. Acknowledged means on disk.
//! 3. **Once.** A command id commits once per business; the second time gets the position of the first.
//! 4. **As decided.** A commit says at which sequence it saw each stream; if one has moved on, nothing is written.
//! 5. **Whose.** A stream belongs to the first business named on it; nobody else appends to it.
//! 6. **For good.** UPDATE, DELETE and TRUNCATE are refused by the database. `recorded_at` never goes back along positions.
//!
//! Why one short lock rather than fences on transaction ids: with the commits of a process batched ([`group_commit`]) the lock
//! is no longer what limits, and in return one scalar position is the checkpoint, dumps restore, no foreign transaction can hold
//! readers up, and a hole is an error that can be seen.

pub(crate) mod group_commit;
pub(crate) mod hash_chain;
pub(crate) mod import;
mod migrations;
pub(crate) mod postgres;
pub(crate) mod snapshot;
pub(crate) mod sqlite;

use std::borrow::Cow;
use std::sync::Arc;

use domain::StreamId;
use futures::TryStreamExt as _;
use sqlx::{PgPool, SqlitePool};
use tokio::sync::Mutex;

use crate::{LogError, Position};

pub(crate) use migrations::migrate;

/// The database. Projections keep their tables beside the log.
#[derive(Debug, Clone)]
pub enum Pool {
    /// A file.
    Sqlite {
        /// One connection, for all who write but the committer; to be used in one's turn.
        writer: SqlitePool,
        /// For reading, beside the writer (WAL).
        readers: SqlitePool,
        /// Whoever writes holds it: the file has one writer at a time, and waiting for its own lock is polling.
        turn: Arc<Mutex<()>>,
    },
    /// A server.
    Postgres(PgPool),
}

/// What is to be appended, whole or not at all.
#[derive(Debug, Clone)]
pub(crate) struct NewCommit {
    pub(crate) business: Option<String>,
    pub(crate) command_id: String,
    /// JSON, the same for all its events.
    pub(crate) metadata: String,
    pub(crate) parts: Vec<Part>,
}

/// One stream's part in a commit. Without events it only says what the decision rested on.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    pub(crate) stream: StreamId,
    /// The sequence the stream was seen at; 0: no events.
    pub(crate) expected: u64,
    pub(crate) events: Vec<NewEvent>,
}

#[derive(Debug, Clone)]
pub(crate) struct NewEvent {
    pub(crate) event_type: Cow<'static, str>,
    pub(crate) schema_version: u16,
    /// JSON.
    pub(crate) payload: String,
}

/// What became of a commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// Written; the position of its last event.
    Appended(Position),
    /// Written before; the position of its last event then.
    Duplicate(Position),
    /// A stream has moved on.
    Conflict,
    /// A stream belongs to another business.
    OtherTenant,
}

/// A row of the log, as both engines give it.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    pub(crate) position: Position,
    pub(crate) stream: String,
    pub(crate) sequence: i64,
    pub(crate) event_type: String,
    pub(crate) schema_version: i16,
    pub(crate) payload: String,
    pub(crate) metadata: String,
    pub(crate) business: Option<String>,
    pub(crate) command_id: String,
    /// Position of the commit's last event.
    pub(crate) commit_id: i64,
    pub(crate) recorded_at: i64,
}

type Columns = (i64, String, i64, String, i16, String, String, Option<String>, String, i64, i64);

impl From<Columns> for Row {
    fn from(c: Columns) -> Self {
        Self {
            position: Position::from_i64(c.0),
            stream: c.1,
            sequence: c.2,
            event_type: c.3,
            schema_version: c.4,
            payload: c.5,
            metadata: c.6,
            business: c.7,
            command_id: c.8,
            commit_id: c.9,
            recorded_at: c.10,
        }
    }
}

/// Runs the same words on whichever engine it is: `$database` is bound to the pool to read from.
macro_rules! on_readers {
    ($pool:expr, $database:ident => $body:expr) => {
        match $pool {
            $crate::store::Pool::Sqlite { readers: $database, .. } => $body,
            $crate::store::Pool::Postgres($database) => $body,
        }
    };
}

/// The same with the connections that may write.
macro_rules! on_writer {
    ($pool:expr, $database:ident => $body:expr) => {
        match $pool {
            $crate::store::Pool::Sqlite { writer: $database, turn, .. } => {
                let _turn = turn.lock().await;
                $body
            }
            $crate::store::Pool::Postgres($database) => $body,
        }
    };
}

pub(crate) use {on_readers, on_writer};

macro_rules! select_rows {
    ($rest:literal) => {
        concat!(
            "SELECT position, stream, sequence, event_type, schema_version, CAST(payload AS TEXT), CAST(metadata AS TEXT), ",
            "business, command_id, commit_id, recorded_at FROM events ",
            $rest
        )
    };
}

impl Pool {
    pub(crate) async fn tip(&self) -> Result<Position, LogError> {
        let tip: Option<(i64,)> = on_readers!(self, database => {
            sqlx::query_as("SELECT position FROM events ORDER BY position DESC LIMIT 1").fetch_optional(database).await?
        });
        Ok(tip.map_or(Position::START, |(position,)| Position::from_i64(position)))
    }

    /// In order and without holes, or an error: this is where the contract's first sentence is checked on every read.
    pub(crate) async fn rows_after(&self, after: Position, limit: u32) -> Result<Vec<Row>, LogError> {
        let rows = self.rows_found_after(after, limit).await?;
        let mut last = after;
        for row in &rows {
            if row.position != last.next() {
                return Err(LogError::Hole { after: last });
            }
            last = row.position;
        }
        Ok(rows)
    }

    /// In order, holes or not.
    pub(crate) async fn rows_found_after(&self, after: Position, limit: u32) -> Result<Vec<Row>, LogError> {
        const SQL: &str = select_rows!("WHERE position > $1 ORDER BY position LIMIT $2");
        // Taken as they come: a whole answer held twice is what a rebuild's memory would be.
        let rows = on_readers!(self, database => {
            let rows = sqlx::query_as::<_, Columns>(SQL).bind(after.as_i64()).bind(i64::from(limit));
            rows.fetch(database).map_ok(Row::from).try_collect().await?
        });
        Ok(rows)
    }

    pub(crate) async fn rows_of_stream(
        &self,
        stream: &StreamId,
        after_sequence: u64,
        limit: u32,
    ) -> Result<Vec<Row>, LogError> {
        const SQL: &str = select_rows!("WHERE stream = $1 AND sequence > $2 ORDER BY sequence LIMIT $3");
        let after = i64::try_from(after_sequence).unwrap_or(i64::MAX);
        let rows: Vec<Columns> = on_readers!(self, database => {
            sqlx::query_as(SQL).bind(stream.as_str()).bind(after).bind(i64::from(limit)).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(Row::from).collect())
    }

    pub(crate) async fn row_at(&self, position: Position) -> Result<Option<Row>, LogError> {
        const SQL: &str = select_rows!("WHERE position = $1");
        let row: Option<Columns> = on_readers!(self, database => {
            sqlx::query_as(SQL).bind(position.as_i64()).fetch_optional(database).await?
        });
        Ok(row.map(Row::from))
    }

    /// Where a command was committed.
    pub(crate) async fn receipt(
        &self,
        business: Option<&str>,
        command_id: &str,
    ) -> Result<Option<Position>, LogError> {
        const SQL: &str = "SELECT position FROM events \
             WHERE coalesce(business, '') = $1 AND command_id = $2 AND position = commit_id";
        let found: Option<(i64,)> = on_readers!(self, database => {
            sqlx::query_as(SQL).bind(business.unwrap_or("")).bind(command_id).fetch_optional(database).await?
        });
        Ok(found.map(|(position,)| Position::from_i64(position)))
    }

    pub(crate) async fn ping(&self) -> Result<(), LogError> {
        on_readers!(self, database => sqlx::query("SELECT 1").execute(database).await.map(drop)?);
        Ok(())
    }

    pub(crate) async fn close(&self) {
        match self {
            Self::Sqlite { writer, readers, .. } => {
                readers.close().await;
                writer.close().await;
            }
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
