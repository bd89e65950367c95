//! What is written down of reactors: checkpoints, leases, dead letters.

use std::time::Duration;

use jiff::Timestamp;

use crate::store::{on_readers, on_writer};
use crate::{EventLog, LogError, Position};

/// An event a reactor gave up on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadLetter {
    /// Which reactor.
    pub reactor: String,
    /// Which event.
    pub position: Position,
    /// How often it was tried in all.
    pub attempts: u64,
    /// What went wrong the last time.
    pub error: String,
    /// When that was.
    pub failed_at: Timestamp,
    /// Whether it is to be tried again.
    pub retry: bool,
}

/// How far a reactor has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReactorStatus {
    /// Its name.
    pub name: String,
    /// The last event it is done with.
    pub position: Position,
    /// Whether a node has it in hand.
    pub running: bool,
}

type LetterColumns = (String, i64, i64, String, i64, bool);

impl EventLog {
    /// The newest dead letters, of one reactor or of all.
    pub async fn dead_letters(&self, reactor: Option<&str>, limit: u32) -> Result<Vec<DeadLetter>, LogError> {
        const SQL: &str = "SELECT reactor, position, attempts, error, failed_at, retry FROM dead_letters \
             WHERE reactor = $1 OR $1 = '' ORDER BY failed_at DESC, position DESC LIMIT $2";
        let rows: Vec<LetterColumns> = on_readers!(self.pool(), database => {
            sqlx::query_as(SQL).bind(reactor.unwrap_or("")).bind(i64::from(limit)).fetch_all(database).await?
        });
        Ok(rows
            .into_iter()
            .map(|(reactor, position, attempts, error, failed_at, retry)| DeadLetter {
                reactor,
                position: Position::from_i64(position),
                attempts: u64::try_from(attempts).unwrap_or(0),
                error,
                failed_at: Timestamp::from_microsecond(failed_at).unwrap_or_default(),
                retry,
            })
            .collect())
    }

    /// Has a dead letter tried again, within a second or so; false: there is no such letter.
    pub async fn retry_dead_letter(&self, reactor: &str, position: Position) -> Result<bool, LogError> {
        const SQL: &str = "UPDATE dead_letters SET retry = true WHERE reactor = $1 AND position = $2";
        let changed = on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(reactor).bind(position.as_i64()).execute(database).await?.rows_affected()
        });
        Ok(changed > 0)
    }

    /// Forgets a dead letter: somebody saw to it by hand; false: there is no such letter.
    pub async fn dismiss_dead_letter(&self, reactor: &str, position: Position) -> Result<bool, LogError> {
        const SQL: &str = "DELETE FROM dead_letters WHERE reactor = $1 AND position = $2";
        let changed = on_writer!(self.pool(), database => {
            sqlx::query(SQL).bind(reactor).bind(position.as_i64()).execute(database).await?.rows_affected()
        });
        Ok(changed > 0)
    }

    /// How far each reactor has come.
    pub async fn reactors(&self) -> Result<Vec<ReactorStatus>, LogError> {
        const SQL: &str = "SELECT name, position, leased_until FROM reactors ORDER BY name";
        let rows: Vec<(String, i64, i64)> =
            on_readers!(self.pool(), database => sqlx::query_as(SQL).fetch_all(database).await?);
        let now = self.now_us();
        Ok(rows
            .into_iter()
            .map(|(name, position, leased_until)| ReactorStatus {
                name,
                position: Position::from_i64(position),
                running: leased_until > now,
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

    pub(super) async fn letters_to_retry(&self, reactor: &str) -> Result<Vec<Position>, LogError> {
        const SQL: &str =
            "SELECT position FROM dead_letters WHERE reactor = $1 AND retry ORDER BY position LIMIT 100";
        let rows: Vec<(i64,)> = on_readers!(self.pool(), database => {
            sqlx::query_as(SQL).bind(reactor).fetch_all(database).await?
        });
        Ok(rows.into_iter().map(|(position,)| Position::from_i64(position)).collect())
    }

    pub(super) async fn add_letter(
        &self,
        reactor: &str,
        position: Position,
        attempts: u32,
        error: &str,
    ) -> Result<(), LogError> {
        const SQL: &str = "INSERT INTO dead_letters (reactor, position, attempts, error, failed_at) VALUES ($1, $2, $3, $4, $5) \
             ON CONFLICT (reactor, position) DO UPDATE SET attempts = dead_letters.attempts + excluded.attempts, \
             error = excluded.error, failed_at = excluded.failed_at, retry = false";
        on_writer!(self.pool(), database => {
            sqlx::query(SQL)
                .bind(reactor)
                .bind(position.as_i64())
                .bind(i64::from(attempts))
                .bind(error)
                .bind(self.now_us())
                .execute(database)
                .await
                .map(drop)?;
        });
        Ok(())
    }

    pub(super) async fn drop_letter(&self, reactor: &str, position: Position) -> Result<(), LogError> {
        self.dismiss_dead_letter(reactor, position).await.map(drop)
    }
}
