//! The hash chain over the global order: what was written cannot be altered, removed or moved without being found.
//!
//! Kept off the write path: a task follows the log and seals what is new within a second. Deterministic, so nodes that seal the
//! same events write the same rows. Hashes cover what is stored, so erasing a person's key leaves the chain as it is. Somebody who
//! rewrites events *and* the chain is only found by a head noted elsewhere: `verify` and exports print it.

use std::time::Duration;

use sha2::{Digest, Sha256};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::{Pool, Row};
use crate::{LogError, Position};

/// Events sealed at once.
const WINDOW: u32 = 1_000;
/// New events are gathered for so long before they are sealed: one flush for many.
const GATHER: Duration = Duration::from_millis(250);
/// One node seals at a time ("sealing").
const LOCK: i64 = 32_476_753_812_614_759;

/// SHA-256.
pub(crate) type Hash = [u8; 32];

/// Before the first event.
pub(crate) const START: Hash = [0; 32];

/// One event's place in the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Link {
    pub(crate) position: Position,
    /// Of the event without its position, so that a moved event is recognised.
    pub(crate) digest: Hash,
    /// Of everything up to here.
    pub(crate) hash: Hash,
}

/// The digest of an event as it is stored, without its place in the log.
pub(crate) fn digest(row: &Row) -> Hash {
    let mut hasher = Sha256::new();
    let mut field = |bytes: &[u8]| {
        // With its length, so that no two rows read the same.
        hasher.update(u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_le_bytes());
        hasher.update(bytes);
    };
    for text in [&row.stream, &row.event_type, &row.payload, &row.metadata, &row.command_id] {
        field(text.as_bytes());
    }
    field(row.business.as_deref().unwrap_or("").as_bytes());
    for number in [row.sequence, i64::from(row.schema_version), row.recorded_at] {
        field(&number.to_le_bytes());
    }
    // How many events of its commit follow: a whole commit keeps its shape wherever it stands.
    field(&(row.commit_id - row.position.as_i64()).to_le_bytes());
    hasher.finalize().into()
}

/// The hash after an event.
pub(crate) fn chained(before: &Hash, position: Position, digest: &Hash) -> Hash {
    let mut hasher = Sha256::new();
    hasher.update(before);
    hasher.update(position.as_u64().to_le_bytes());
    hasher.update(digest);
    hasher.finalize().into()
}

/// The links of these rows, after a hash.
pub(crate) fn links(mut before: Hash, rows: &[Row]) -> Vec<Link> {
    rows.iter()
        .map(|row| {
            let digest = digest(row);
            before = chained(&before, row.position, &digest);
            Link { position: row.position, digest, hash: before }
        })
        .collect()
}

/// In hexadecimal.
pub(crate) fn hex(hash: &Hash) -> String {
    hash.iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|n| char::from_digit(n.into(), 16))
        .collect()
}

/// Follows the log and seals what is new.
pub(crate) async fn seal(pool: Pool, mut heard: watch::Receiver<Position>, stop: CancellationToken) {
    heard.mark_changed();
    while let Some(Ok(())) = stop.run_until_cancelled(heard.changed()).await {
        if stop.run_until_cancelled(tokio::time::sleep(GATHER)).await.is_none() {
            return;
        }
        let sealed = loop {
            match pool.seal_some().await {
                Ok(sealed) if sealed < WINDOW => break Ok(()),
                Ok(_) => {}
                Err(error) => break Err(error),
            }
        };
        if let Err(error) = sealed {
            tracing::warn!(%error, "new events are not sealed yet; trying again");
            let _ = stop.run_until_cancelled(tokio::time::sleep(Duration::from_secs(1))).await;
            heard.mark_changed();
        }
    }
}

type Columns = (i64, Vec<u8>, Vec<u8>);

impl TryFrom<Columns> for Link {
    type Error = Position;

    fn try_from((position, digest, hash): Columns) -> Result<Self, Position> {
        let position = Position::from_i64(position);
        let [Ok(digest), Ok(hash)] = [digest.try_into(), hash.try_into()] else { return Err(position) };
        Ok(Self { position, digest, hash })
    }
}

impl Pool {
    /// The links after a position; `Err` in a place: that row of the chain is not a link.
    pub(crate) async fn chain_after(
        &self,
        after: Position,
        limit: u32,
    ) -> Result<Vec<Result<Link, Position>>, LogError> {
        const SQL: &str =
            "SELECT position, digest, hash FROM log_chain WHERE position > $1 ORDER BY position LIMIT $2";
        let rows: Vec<Columns> = super::on_readers!(self, database => {
            sqlx::query_as(SQL).bind(after.as_i64()).bind(i64::from(limit)).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(Link::try_from).collect())
    }

    /// Where an event with this content belongs.
    pub(crate) async fn place_of(&self, digest: &Hash) -> Result<Option<Position>, LogError> {
        let found: Option<(i64,)> = super::on_readers!(self, database => {
            sqlx::query_as("SELECT position FROM log_chain WHERE digest = $1 LIMIT 1")
                .bind(&digest[..])
                .fetch_optional(database)
                .await?
        });
        Ok(found.map(|(position,)| Position::from_i64(position)))
    }

    async fn chain_head(&self) -> Result<(Position, Hash), LogError> {
        let head: Option<Columns> = super::on_readers!(self, database => {
            sqlx::query_as("SELECT position, digest, hash FROM log_chain ORDER BY position DESC LIMIT 1")
                .fetch_optional(database)
                .await?
        });
        match head.map(Link::try_from) {
            None => Ok((Position::START, START)),
            Some(Ok(link)) => Ok((link.position, link.hash)),
            Some(Err(position)) => Err(LogError::Unreadable {
                position,
                reason: "its link in the hash chain is damaged".to_owned(),
            }),
        }
    }

    /// Seals up to a window of new events; says how many. None when another node is at it.
    pub(crate) async fn seal_some(&self) -> Result<u32, LogError> {
        match self {
            Self::Sqlite { .. } => self.seal_window().await,
            Self::Postgres(database) => {
                let mut transaction = database.begin().await?;
                let (ours,): (bool,) = sqlx::query_as("SELECT pg_try_advisory_xact_lock($1)")
                    .bind(LOCK)
                    .fetch_one(&mut *transaction)
                    .await?;
                let sealed = if ours { self.seal_window().await? } else { 0 };
                transaction.commit().await?;
                Ok(sealed)
            }
        }
    }

    async fn seal_window(&self) -> Result<u32, LogError> {
        let (after, before) = self.chain_head().await?;
        let rows = self.rows_after(after, WINDOW).await?;
        if rows.is_empty() {
            return Ok(0);
        }
        let links = links(before, &rows);
        self.write_links(&links).await?;
        Ok(u32::try_from(links.len()).unwrap_or(u32::MAX))
    }

    pub(crate) async fn write_links(&self, links: &[Link]) -> Result<(), LogError> {
        match self {
            Self::Sqlite { writer, turn, .. } => {
                let links: Vec<_> = links
                    .iter()
                    .map(|link| {
                        serde_json::json!([link.position.as_u64(), hex(&link.digest), hex(&link.hash)])
                    })
                    .collect();
                let _turn = turn.lock().await;
                sqlx::query(
                    "INSERT INTO log_chain SELECT value ->> 0, unhex(value ->> 1), unhex(value ->> 2) FROM json_each($1) \
                     WHERE true ON CONFLICT DO NOTHING",
                )
                .bind(serde_json::Value::from(links).to_string())
                .execute(writer)
                .await?;
            }
            Self::Postgres(database) => {
                sqlx::query(
                    "INSERT INTO log_chain SELECT * FROM unnest($1::bigint[], $2::bytea[], $3::bytea[]) \
                     ON CONFLICT DO NOTHING",
                )
                .bind(links.iter().map(|link| link.position.as_i64()).collect::<Vec<_>>())
                .bind(links.iter().map(|link| &link.digest[..]).collect::<Vec<_>>())
                .bind(links.iter().map(|link| &link.hash[..]).collect::<Vec<_>>())
                .execute(database)
                .await?;
            }
        }
        Ok(())
    }
}
