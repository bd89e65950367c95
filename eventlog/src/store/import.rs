//! Writing rows as they were elsewhere: the one way into `events` beside the committer, and only into an empty log.

use serde::{Deserialize, Serialize};
use serde_json::json;
use sqlx::{Postgres, Sqlite};
use tokio::sync::OwnedMutexGuard;

use super::{Pool, Row};
use crate::LogError;
use crate::vault::nobody;

/// A person's key as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct StoredKey {
    pub(crate) id: String,
    pub(crate) person: String,
    /// In base64; `None`: erased.
    pub(crate) wrapped: Option<String>,
    pub(crate) created_at: i64,
    pub(crate) erased_at: Option<i64>,
}

/// An import under way: a transaction that ends with `finish`, or is undone when dropped.
pub(crate) enum Import {
    /// With the turn to write, which is given back after the transaction.
    Sqlite(sqlx::Transaction<'static, Sqlite>, OwnedMutexGuard<()>),
    Postgres(sqlx::Transaction<'static, Postgres>),
}

const INSERT_SQLITE: &str = "INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, \
     metadata, business, command_id, commit_id, recorded_at) SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, \
     value ->> 4, value ->> 5, value ->> 6, value ->> 7, value ->> 8, value ->> 9, value ->> 10, value ->> 11 \
     FROM json_each($1) ORDER BY key";
const INSERT_POSTGRES: &str = "INSERT INTO events (position, stream, sequence, category, event_type, schema_version, payload, \
     metadata, business, command_id, commit_id, recorded_at) SELECT (v ->> 0)::bigint, v ->> 1, (v ->> 2)::bigint, v ->> 3, \
     v ->> 4, (v ->> 5)::smallint, (v ->> 6)::json, (v ->> 7)::json, v ->> 8, v ->> 9, (v ->> 10)::bigint, \
     (v ->> 11)::bigint FROM json_array_elements($1::json) WITH ORDINALITY AS rows(v, n) ORDER BY n";
const INSERT_KEYS_SQLITE: &str = "INSERT INTO person_keys (id, person, wrapped, created_at, erased_at) SELECT value ->> 0, \
     value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each($1)";
const INSERT_KEYS_POSTGRES: &str = "INSERT INTO person_keys (id, person, wrapped, created_at, erased_at) SELECT v ->> 0, \
     v ->> 1, v ->> 2, (v ->> 3)::bigint, (v ->> 4)::bigint FROM json_array_elements($1::json) AS rows(v)";

impl Import {
    /// `None`: the log is not empty. Nobody else writes until it is over.
    pub(crate) async fn begin(pool: &Pool) -> Result<Option<Self>, LogError> {
        let import = match pool {
            Pool::Sqlite { writer, turn, .. } => {
                let turn = turn.clone().lock_owned().await;
                Self::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?, turn)
            }
            Pool::Postgres(database) => {
                let mut transaction = database.begin().await?;
                // The lock of eventlog_append.
                sqlx::query("SELECT pg_advisory_xact_lock(4702394921427289)")
                    .execute(&mut *transaction)
                    .await?;
                Self::Postgres(transaction)
            }
        };
        // Under the lock: what is empty stays empty.
        Ok(if pool.tip().await? == crate::Position::START { Some(import) } else { None })
    }

    pub(crate) async fn write(&mut self, rows: &[Row]) -> Result<(), LogError> {
        let rows: Vec<_> = rows.iter().map(values).collect();
        self.run(INSERT_SQLITE, INSERT_POSTGRES, serde_json::Value::from(rows)).await
    }

    pub(crate) async fn finish(mut self, keys: Vec<StoredKey>) -> Result<(), LogError> {
        let keys: Vec<_> =
            keys.into_iter().map(|k| json!([k.id, k.person, k.wrapped, k.created_at, k.erased_at])).collect();
        self.run(INSERT_KEYS_SQLITE, INSERT_KEYS_POSTGRES, serde_json::Value::from(keys)).await?;
        match self {
            Self::Sqlite(transaction, _turn) => transaction.commit().await?,
            Self::Postgres(transaction) => transaction.commit().await?,
        }
        Ok(())
    }

    async fn run(&mut self, sqlite: &str, postgres: &str, rows: serde_json::Value) -> Result<(), LogError> {
        match self {
            Self::Sqlite(transaction, _) => {
                sqlx::query(sqlite).bind(rows.to_string()).execute(&mut **transaction).await.map(drop)?;
            }
            Self::Postgres(transaction) => {
                sqlx::query(postgres).bind(rows.to_string()).execute(&mut **transaction).await.map(drop)?;
            }
        }
        Ok(())
    }
}

fn values(row: &Row) -> serde_json::Value {
    let category = row.stream.split('/').next().unwrap_or_default();
    json!([
        row.position.as_u64(),
        row.stream,
        row.sequence,
        category,
        row.event_type,
        row.schema_version,
        row.payload,
        row.metadata,
        row.business,
        row.command_id,
        row.commit_id,
        row.recorded_at,
    ])
}

type KeyColumns = (String, String, Option<String>, i64, Option<i64>);

impl Pool {
    /// Every key of every person, the erased ones too: what they locked must stay recognisable.
    pub(crate) async fn stored_keys(&self) -> Result<Vec<StoredKey>, LogError> {
        let rows: Vec<KeyColumns> = super::on_readers!(self, database => {
            sqlx::query_as("SELECT id, person, wrapped, created_at, erased_at FROM person_keys WHERE person <> $1 ORDER BY created_at, id")
                .bind(nobody().to_string())
                .fetch_all(database)
                .await?
        });
        Ok(rows
            .into_iter()
            .map(|(id, person, wrapped, created_at, erased_at)| StoredKey {
                id,
                person,
                wrapped,
                created_at,
                erased_at,
            })
            .collect())
    }
}
