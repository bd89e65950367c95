//! How far a reactor has come. Its own table beside the log: not a read model, since what it counts happened outside.

use eventlog::{EventLog, Pool, Position};
use sqlx::Row as _;

/// The checkpoint could not be read or written.
#[derive(Debug, thiserror::Error)]
#[error("the reactors' checkpoint cannot be used: {0}")]
pub struct CheckpointError(#[from] sqlx::Error);

/// One reactor's place in the log.
#[derive(Debug, Clone)]
pub(super) struct Checkpoint {
    pool: Pool,
    name: &'static str,
}

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS reactor_checkpoints (name TEXT PRIMARY KEY, position BIGINT NOT NULL)";
const READ: &str = "SELECT position FROM reactor_checkpoints WHERE name = $1";
/// Never backwards: another node may be ahead.
const WRITE: &str = "INSERT INTO reactor_checkpoints (name, position) VALUES ($1, $2) \
    ON CONFLICT (name) DO UPDATE SET position = excluded.position \
    WHERE reactor_checkpoints.position < excluded.position";

impl Checkpoint {
    pub(super) async fn open(log: &EventLog, name: &'static str) -> Result<Self, CheckpointError> {
        let pool = log.pool().clone();
        match &pool {
            Pool::Sqlite { writer, .. } => sqlx::query(TABLE).execute(writer).await.map(drop)?,
            Pool::Postgres(pool) => sqlx::query(TABLE).execute(pool).await.map(drop)?,
        }
        Ok(Self { pool, name })
    }

    pub(super) async fn read(&self) -> Result<Position, CheckpointError> {
        let position: Option<i64> = match &self.pool {
            Pool::Sqlite { readers, .. } => {
                let row = sqlx::query(READ).bind(self.name).fetch_optional(readers).await?;
                row.map(|row| row.try_get(0)).transpose()?
            }
            Pool::Postgres(pool) => {
                let row = sqlx::query(READ).bind(self.name).fetch_optional(pool).await?;
                row.map(|row| row.try_get(0)).transpose()?
            }
        };
        Ok(position.and_then(|n| u64::try_from(n).ok()).map_or(Position::START, Position::from_u64))
    }

    pub(super) async fn write(&self, position: Position) -> Result<(), CheckpointError> {
        let number = i64::try_from(position.as_u64()).unwrap_or(i64::MAX);
        match &self.pool {
            Pool::Sqlite { writer, .. } => {
                sqlx::query(WRITE).bind(self.name).bind(number).execute(writer).await.map(drop)?;
            }
            Pool::Postgres(pool) => {
                sqlx::query(WRITE).bind(self.name).bind(number).execute(pool).await.map(drop)?;
            }
        }
        Ok(())
    }
}
