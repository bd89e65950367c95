//! What is written down of reactors: checkpoints, leases, deferred events. Dead letters are beside it.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::{on_readers, on_writer};
use crate::{EventLog, LogError, Position};

/// How far a reactor has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactorStatus {
    /// Its name.
    pub name: String,
    /// The last event it is done with.
    pub position: Position,
    /// Whether a node has it in hand.
    pub running: bool,
    /// Events it gave up on.
    pub dead_letters: u64,
    /// Events that come again later.
    pub deferred: u64,
}

/// An event that is to come again, and when.
#[derive(Debug, Clone, Copy)]
pub(super) struct Deferred {
    pub(super) position: Position,
    due_at: i64,
}

/// Deferred events reacted to in one round.
const DUE: i64 = 20;

impl EventLog {
    /// How far each reactor has come.
    pub async fn reactors(&self) -> Result<Vec<ReactorStatus>, LogError> {
        const SQL: &str = "SELECT name, position, leased_until, \
             (SELECT count(*) FROM dead_letters WHERE reactor = name), \
             (SELECT count(*) FROM deferred_events WHERE reactor = name) FROM reactors ORDER BY name";
        let rows: Vec<(String, i64, i64, i64, i64)> =
            on_readers!(self.pool(), database => sqlx::query_as(SQL).fetch_all(database).await?);
        let now = self.now_us();
        Ok(rows
            .into_iter()
            .map(|(name, position, leased_until, dead_letters, deferred)| ReactorStatus {
                name,
                position: Position::from_i64(position),
                running: leased_until > now,
                dead_letters: u64::try_from(dead_letters).unwrap_or(0),
                deferred: u64::try_from(deferred).unwrap_or(0),
            })
            .collect())
    }

    /// Takes or keeps a reactor for a holder; gives its checkpoint, or `None` while another has it.
    pub(super) async fn lease_reactor(
        &self,
        name: &str,
        holder: &str,
        lease: Duration,
    ) -> Result<Option<Position>, LogError> {
        const ENTER: &str =
            "INSERT INTO reactors (name, position, leased_until) VALUES ($1, 0, 0) ON CONFLICT DO NOTHING";
        const TAKE: &str = "UPDATE reactors SET holder = $2, leased_until = $3 \
             WHERE name = $1 AND (holder = $2 OR holder IS NULL OR leased_until < $4) RETURNING position";
        let now = self.now_us();
        let until = now.saturating_add(i64::try_from(lease.as_micros()).unwrap_or(i64::MAX));
        let taken: Option<(i64,)> = on_writer!(self.pool(), database => {
            let take = || sqlx::query_as(TAKE).bind(name).bind(holder).bind(until).bind(now).fetch_optional(database);
            match take().await? {
                Some(taken) => Some(taken),
                None if sqlx::query(ENTER).bind(name).execute(database).await?.rows_affected() > 0 => take().await?,
                None => None,
            }
        });
        Ok(taken.map(|(position,)| Position::from_i64(position)))
    }

    /// Writes down how far a holder has come; false: it holds the reactor no more.
    pub(super) async fn checkpoint_reactor(
        &self,
        name: &str,
        holder: &str,
        at: Position,
    ) -> Result<bool, LogError> {
        const SQL: &str =
            "UPDATE reactors SET position = $3 WHERE name = $1 AND holder = $2 AND position <= $3";
        let changed = on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(name).bind(holder).bind(at.as_i64()).execute(database).await?.rows_affected()
        });
        Ok(changed > 0)
    }

    pub(super) async fn release_reactor(&self, name: &str, holder: &str) -> Result<(), LogError> {
        const SQL: &str =
            "UPDATE reactors SET holder = NULL, leased_until = 0 WHERE name = $1 AND holder = $2";
        on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(name).bind(holder).execute(database).await.map(drop)?;
        });
        Ok(())
    }

    /// Writes down that an event is to come again at an instant.
    pub(super) async fn defer(
        &self,
        reactor: &str,
        position: Position,
        at: Timestamp,
    ) -> Result<(), LogError> {
        const SQL: &str = "INSERT INTO deferred_events (reactor, position, due_at) VALUES ($1, $2, $3) \
             ON CONFLICT (reactor, position) DO UPDATE SET due_at = excluded.due_at";
        // Never at once: what is deferred must differ from what was due.
        let due_at = at.as_microsecond().max(self.now_us().saturating_add(1_000_000));
        on_writer!(self.pool(), database => {
            sqlx::query(SQL)
                .bind(reactor)
                .bind(position.as_i64())
                .bind(due_at)
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }

    pub(super) async fn due_events(&self, reactor: &str) -> Result<Vec<Deferred>, LogError> {
        const SQL: &str = "SELECT position, due_at FROM deferred_events WHERE reactor = $1 AND due_at <= $2 \
             ORDER BY due_at, position LIMIT $3";
        let rows: Vec<(i64, i64)> = on_readers!(self.pool(), database => {
            sqlx::query_as(SQL).bind(reactor).bind(self.now_us()).bind(DUE).fetch_all(database).await?
        });
        Ok(rows
            .into_iter()
            .map(|(position, due_at)| Deferred { position: Position::from_i64(position), due_at })
            .collect())
    }

    /// Forgets a deferred event, unless it was deferred again.
    pub(super) async fn drop_deferred(&self, reactor: &str, deferred: Deferred) -> Result<(), LogError> {
        const SQL: &str = "DELETE FROM deferred_events WHERE reactor = $1 AND position = $2 AND due_at = $3";
        on_writer!(self.pool(), database => {
            sqlx::query(SQL)
                .bind(reactor)
                .bind(deferred.position.as_i64())
                .bind(deferred.due_at)
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }
}
