//! The engine that is a file: WAL, one writer, every acknowledged commit flushed to disk.

mod append;
mod writer;

use std::sync::Arc;
use std::time::Duration;

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions as _, Connection as _};

use super::Pool;
use crate::LogError;

pub(crate) use writer::SqliteWriter;

/// Pages of the WAL after which it is carried over: every 32 MB instead of 4, since a commit touches the last pages of three
/// indices, the same again and again.
const CHECKPOINT: u32 = 8_000;
/// How long another process that writes is waited for.
const BUSY: Duration = Duration::from_secs(5);

pub(crate) fn options(url: &str) -> Result<SqliteConnectOptions, LogError> {
    let options: SqliteConnectOptions = url.parse().map_err(|_| LogError::BadUrl)?;
    Ok(options
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // FULL: NORMAL may lose acknowledged commits when the power goes.
        .synchronous(SqliteSynchronous::Full)
        .pragma("wal_autocheckpoint", CHECKPOINT.to_string())
        .busy_timeout(BUSY)
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
