use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::{Connection, OpenFlags};
use sqlx::sqlite::SqliteConnectOptions;
use tokio::sync::Mutex;

use super::{BUSY, CHECKPOINT, append};
use crate::LogError;
use crate::store::{NewCommit, Verdict};

/// The committer's own connection, and the one that is not sqlx's: it writes on the thread that calls it. sqlx has a thread a
/// connection, and handing a commit to it and back took as long as the commit's statements.
pub(crate) struct SqliteWriter {
    path: PathBuf,
    turn: Arc<Mutex<()>>,
    connection: Option<Connection>,
}

impl SqliteWriter {
    /// `turn`: whoever of this process writes holds it, so that nobody runs into the file's lock, which is waited for by polling.
    pub(crate) fn new(options: &SqliteConnectOptions, turn: Arc<Mutex<()>>) -> Self {
        Self { path: options.get_filename().to_owned(), turn, connection: None }
    }

    /// Blocks for as long as the disk takes: to be awaited on a thread that is the committer's alone.
    pub(crate) async fn append(
        &mut self,
        now_us: i64,
        commits: &[&NewCommit],
    ) -> Result<Vec<Verdict>, LogError> {
        let _turn = self.turn.lock().await;
        // Taken: one that failed in a way of its own is closed, which rolls back what was begun, and not used again.
        let mut connection = self.connection.take().map_or_else(|| open(&self.path), Ok)?;
        let verdicts = append::all(&mut connection, now_us, commits)?;
        self.connection = Some(connection);
        Ok(verdicts)
    }

    pub(crate) fn close(&mut self) {
        if let Some(connection) = self.connection.take()
            && let Err((_, error)) = connection.close()
        {
            tracing::debug!(%error, "the committer's connection did not close");
        }
    }
}

/// With the settings of [`super::options`]. The file is there, or something is wrong with it: none is made.
fn open(path: &Path) -> Result<Connection, LogError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(BUSY)?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_file_that_is_gone_is_said_and_not_made_anew() -> Result<(), Box<dyn std::error::Error>> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("log.db");
        let options = crate::store::sqlite::options(&format!("sqlite://{}", path.display()))?;
        let mut writer = SqliteWriter::new(&options, Arc::default());
        let refused = writer.append(0, &[]).await;
        assert!(matches!(refused, Err(LogError::Unavailable(_))), "{refused:?}");
        assert!(!path.exists());
        Ok(())
    }
}
