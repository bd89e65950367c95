//! The engine that is a file: WAL, one writer, every acknowledged commit flushed to disk.

mod batch;
mod judge;
mod single;

use std::sync::Arc;
use std::time::Duration;

use serde_json::json;
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteConnection, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous,
};
use sqlx::{ConnectOptions as _, Connection as _};
use tokio::sync::Mutex;

use super::{NewCommit, Pool, Verdict};
use crate::LogError;

pub(crate) fn options(url: &str) -> Result<SqliteConnectOptions, LogError> {
    let options: SqliteConnectOptions = url.parse().map_err(|_| LogError::BadUrl)?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: NORMAL may lose acknowledged commits when the power goes.
        .synchronous(SqliteSynchronous::Full)
        // Every 32 MB instead of 4: a commit touches the last pages of three indices, the same again and again.
        .pragma("wal_autocheckpoint", "8000")
        .busy_timeout(Duration::from_secs(5))
        .foreign_keys(true)
        .log_statements(tracing::log::LevelFilter::Trace))
}

pub(crate) async fn pool(options: SqliteConnectOptions, readers: u32) -> Result<Pool, LogError> {
    // The writer first: it makes the file and its WAL.
    let connections = || {
        SqlitePoolOptions::new()
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            // A full disk undoes the transaction itself, and the rollback after it fails: sqlx then counts one that is none, and
            // would refuse to begin another for ever.
            .before_acquire(|connection, _| {
                let usable = !connection.is_in_transaction();
                Box::pin(async move { Ok(usable) })
            })
    };
    let writer = connections().max_connections(1).connect_with(options.clone()).await?;
    let readers =
        connections().max_connections(readers).connect_with(options.pragma("query_only", "ON")).await?;
    Ok(Pool::Sqlite { writer, readers, turn: Arc::default() })
}

/// The committer's own connection: a pool would ask it how it is after every commit, at the price of another.
pub(crate) struct SqliteWriter {
    options: SqliteConnectOptions,
    turn: Arc<Mutex<()>>,
    connection: Option<SqliteConnection>,
}

impl SqliteWriter {
    /// `turn`: whoever of this process writes holds it, so that nobody runs into the file's lock, which is waited for by polling.
    pub(crate) fn new(options: SqliteConnectOptions, turn: Arc<Mutex<()>>) -> Self {
        Self { options, turn, connection: None }
    }

    /// One round trip to the connection's thread, since each costs as much as the work in it, when every commit may be written;
    /// else two more: look, then write those that may.
    pub(crate) async fn append(
        &mut self,
        now_us: i64,
        commits: &[&NewCommit],
    ) -> Result<Vec<Verdict>, LogError> {
        let _turn = self.turn.lock().await;
        // Taken: given up on the way, or failed in a way of its own, it is not used again.
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => SqliteConnection::connect_with(&self.options).await?,
        };
        let written = write(&mut connection, now_us, commits).await;
        if written.is_ok() {
            self.connection = Some(connection);
        } else {
            // Rolls back what was begun. There may be nothing: BEGIN itself failed, or the failure undid everything.
            let _ = connection.close().await;
        }
        written
    }

    pub(crate) async fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err(error) = connection.close().await
        {
            tracing::debug!(%error, "the committer's connection did not close");
        }
    }
}

async fn write(
    connection: &mut SqliteConnection,
    now_us: i64,
    commits: &[&NewCommit],
) -> Result<Vec<Verdict>, LogError> {
    if let Some(verdicts) = single::write_one(connection, now_us, commits).await? {
        return Ok(verdicts);
    }
    if let Some(verdicts) = batch::write_all(connection, now_us, commits).await? {
        return Ok(verdicts);
    }
    judge::write(connection, now_us, commits).await
}

/// Adds the commit's rows after `tip`; gives the new tip.
fn place(commit: &NewCommit, tip: i64, recorded_at: i64, rows: &mut Vec<serde_json::Value>) -> i64 {
    let events: usize = commit.parts.iter().map(|part| part.events.len()).sum();
    let last = tip + i64::try_from(events).unwrap_or(i64::MAX);
    let mut position = tip;
    for part in &commit.parts {
        for (sequence, event) in (part.expected + 1..).zip(&part.events) {
            position += 1;
            rows.push(json!([
                position,
                part.stream.as_str(),
                sequence,
                part.stream.category().as_str(),
                event.event_type,
                event.schema_version,
                event.payload,
                commit.metadata,
                commit.business,
                commit.command_id,
                last,
                recorded_at,
            ]));
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_disk_leaves_a_writer_that_writes_again() {
        let folder = tempfile::tempdir().unwrap();
        let url = format!("sqlite://{}/log.db", folder.path().display());
        let pool = pool(options(&url).unwrap(), 1).await.unwrap();
        let Pool::Sqlite { writer, .. } = &pool else { panic!("a file") };
        let run = async |sql: &'static str| sqlx::query(sql).execute(writer).await;
        run("CREATE TABLE held (bytes BLOB)").await.unwrap();
        run("PRAGMA max_page_count = 4").await.unwrap();

        let mut full = writer.begin_with("BEGIN IMMEDIATE").await.unwrap();
        let error = sqlx::query("INSERT INTO held VALUES (zeroblob(1000000))").execute(&mut *full).await;
        assert!(matches!(LogError::from(error.unwrap_err()), LogError::DiskFull));
        drop(full);

        run("PRAGMA max_page_count = 10000").await.unwrap();
        let again = writer.begin_with("BEGIN IMMEDIATE").await;
        again.unwrap().commit().await.unwrap();
    }
}
