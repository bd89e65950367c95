//! States of long streams, kept so that a cold command need not read them from the start.
//!
//! A disposable cache, written beside the appends by a task of its own. A row is only read when it was made by this very code
//! (the schema is a hash of the domain's source) and not before an erasure; whatever is wrong with it, the stream is read instead.

use domain::ids::BusinessId;
use domain::{Decider, StreamId};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::Pool;
use crate::hot::Known;
use crate::{LogError, Position};

/// A snapshot each time a stream has grown by this many events: reading so many takes less than a millisecond.
pub(crate) const EVERY: u32 = 100;
/// Snapshots that may wait to be written; beyond, they are dropped: the next one will do.
pub(crate) const QUEUE: usize = 64;
/// Hash of the domain's source, by the build script.
const SCHEMA: &str = env!("DOMAIN_SOURCE");

/// A state on its way to the table.
pub(crate) struct Snapshot {
    stream: StreamId,
    epoch: u64,
    version: u64,
    last: Position,
    business: Option<BusinessId>,
    state: String,
}

impl Snapshot {
    /// A snapshot of a stream that has just grown past a multiple of [`EVERY`].
    pub(crate) fn due<D: Decider>(stream: &StreamId, before: u64, known: &Known<D>) -> Option<Self> {
        if before / u64::from(EVERY) == known.version / u64::from(EVERY) {
            return None;
        }
        Some(Self {
            stream: stream.clone(),
            epoch: known.epoch,
            version: known.version,
            last: known.last,
            business: known.business,
            state: serde_json::to_string(&known.state).ok()?,
        })
    }
}

/// Writes what arrives.
pub(crate) async fn keep(pool: Pool, mut due: mpsc::Receiver<Snapshot>, stop: CancellationToken) {
    while let Some(Some(snapshot)) = stop.run_until_cancelled(due.recv()).await {
        if let Err(error) = pool.save_snapshot(&snapshot).await {
            tracing::debug!(%error, "a snapshot was not kept; the stream will be read instead");
        }
    }
}

type Columns = (i64, i64, Option<String>, String);

impl Pool {
    /// The number of the newest erasure; 0: none yet.
    pub(crate) async fn epoch(&self) -> Result<u64, LogError> {
        let (epoch,): (i64,) = super::on_readers!(self, database => {
            sqlx::query_as("SELECT coalesce(max(number), 0) FROM erasures").fetch_one(database).await?
        });
        Ok(u64::try_from(epoch).unwrap_or(0))
    }

    /// A stream's snapshot, if there is one that may be believed.
    pub(crate) async fn snapshot<D: Decider>(
        &self,
        stream: &StreamId,
        epoch: u64,
    ) -> Result<Option<Known<D>>, LogError> {
        const SQL: &str = "SELECT sequence, position, business, state FROM log_snapshots \
             WHERE stream = $1 AND schema = $2 AND epoch = $3 AND epoch = (SELECT coalesce(max(number), 0) FROM erasures)";
        let epoch_column = i64::try_from(epoch).unwrap_or(i64::MAX);
        let found: Option<Columns> = super::on_readers!(self, database => {
            sqlx::query_as(SQL).bind(stream.as_str()).bind(SCHEMA).bind(epoch_column).fetch_optional(database).await?
        });
        Ok(found.and_then(|(sequence, position, business, state)| {
            Some(Known {
                state: serde_json::from_str(&state).ok()?,
                version: u64::try_from(sequence).ok()?,
                last: Position::from_i64(position),
                business: business.map(|id| id.parse()).transpose().ok()?,
                epoch,
            })
        }))
    }

    async fn save_snapshot(&self, snapshot: &Snapshot) -> Result<(), LogError> {
        // A state from before an erasure is not kept, however long it waited here.
        const SQL: &str = "INSERT INTO log_snapshots (stream, schema, epoch, sequence, position, business, state) \
             SELECT $1, $2, $3, $4, $5, $6, $7 WHERE $3 = (SELECT coalesce(max(number), 0) FROM erasures) \
             ON CONFLICT (stream) DO UPDATE SET schema = excluded.schema, epoch = excluded.epoch, \
             sequence = excluded.sequence, position = excluded.position, business = excluded.business, state = excluded.state";
        super::on_writer!(self, database => {
            sqlx::query(SQL)
                .bind(snapshot.stream.as_str())
                .bind(SCHEMA)
                .bind(i64::try_from(snapshot.epoch).unwrap_or(i64::MAX))
                .bind(i64::try_from(snapshot.version).unwrap_or(i64::MAX))
                .bind(snapshot.last.as_i64())
                .bind(snapshot.business.map(|id| id.to_string()))
                .bind(&snapshot.state)
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }
}
