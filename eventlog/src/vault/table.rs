//! Where the keys are kept, wrapped.

use std::collections::BTreeSet;

use domain::ids::LeadId;
use serde_json::json;

use crate::LogError;
use crate::store::{Pool, on_readers, on_writer};

/// A person's key as it is kept.
pub(super) struct Wrapped {
    pub(super) id: String,
    pub(super) person: LeadId,
    /// In base64, under the master key.
    pub(super) text: String,
}

/// That a column is one of a JSON array's texts, to `SQLite`.
const AMONG_JSON: &str = "IN (SELECT value FROM json_each($1))";

type Columns = (String, String, String);

impl Wrapped {
    fn read((id, person, text): Columns) -> Result<Self, LogError> {
        let person = person.parse().map_err(|error| sqlx::Error::ColumnDecode {
            index: "person".to_owned(),
            source: Box::new(error),
        })?;
        Ok(Self { id, person, text })
    }
}

impl Pool {
    pub(super) async fn any_key(&self) -> Result<Option<(String, String)>, LogError> {
        Ok(on_readers!(self, database => {
            sqlx::query_as("SELECT id, wrapped FROM person_keys WHERE wrapped IS NOT NULL LIMIT 1")
                .fetch_optional(database)
                .await?
        }))
    }

    /// The keys these people's data is written under.
    pub(super) async fn living_keys(&self, people: &BTreeSet<LeadId>) -> Result<Vec<Wrapped>, LogError> {
        const SQL: &str = "SELECT id, person, wrapped FROM person_keys WHERE erased_at IS NULL AND person ";
        let people: Vec<_> = people.iter().map(ToString::to_string).collect();
        // From the writer: a reader may not see yet what was just made.
        let found: Vec<Columns> = match self {
            Self::Sqlite { writer, turn, .. } => {
                let _turn = turn.lock().await;
                let sql = format!("{SQL} {AMONG_JSON}");
                sqlx::query_as(&sql).bind(json!(people).to_string()).fetch_all(writer).await?
            }
            Self::Postgres(database) => {
                let sql = format!("{SQL} = ANY($1)");
                sqlx::query_as(&sql).bind(people).fetch_all(database).await?
            }
        };
        found.into_iter().map(Wrapped::read).collect()
    }

    /// These keys as they are wrapped; `None`: destroyed. One that was never here is left out.
    pub(super) async fn keys(&self, ids: &[String]) -> Result<Vec<(String, Option<String>)>, LogError> {
        const SQL: &str = "SELECT id, wrapped FROM person_keys WHERE id ";
        Ok(match self {
            Self::Sqlite { readers, .. } => {
                let sql = format!("{SQL} {AMONG_JSON}");
                sqlx::query_as(&sql).bind(json!(ids).to_string()).fetch_all(readers).await?
            }
            Self::Postgres(database) => {
                let sql = format!("{SQL} = ANY($1)");
                sqlx::query_as(&sql).bind(ids).fetch_all(database).await?
            }
        })
    }

    /// Writes keys down; gives those that were, which leaves out people who have one by now.
    pub(super) async fn add_keys(&self, keys: &[Wrapped], now_us: i64) -> Result<Vec<Wrapped>, LogError> {
        let sql = match self {
            // `WHERE true` tells SQLite's parser that ON is not a join's: https://sqlite.org/lang_upsert.html#parsing_ambiguity
            Self::Sqlite { .. } => {
                "INSERT INTO person_keys (id, person, wrapped, created_at) \
                 SELECT value ->> 0, value ->> 1, value ->> 2, $2 FROM json_each($1) WHERE true \
                 ON CONFLICT DO NOTHING RETURNING id, person, wrapped"
            }
            Self::Postgres(_) => {
                "INSERT INTO person_keys (id, person, wrapped, created_at) \
                 SELECT key ->> 0, key ->> 1, key ->> 2, $2 FROM jsonb_array_elements($1::jsonb) key \
                 ON CONFLICT DO NOTHING RETURNING id, person, wrapped"
            }
        };
        let rows = keys.iter().map(|key| json!([key.id, key.person, key.text])).collect::<Vec<_>>();
        let rows = json!(rows).to_string();
        let added: Vec<Columns> = on_writer!(self, database => {
            sqlx::query_as(sql).bind(rows).bind(now_us).fetch_all(database).await?
        });
        added.into_iter().map(Wrapped::read).collect()
    }

    /// How many keys a person has had, and how many of them are not destroyed.
    pub(super) async fn keys_of(&self, person: LeadId) -> Result<(i64, i64), LogError> {
        // From the writer, as above.
        Ok(on_writer!(self, database => {
            sqlx::query_as("SELECT count(*), count(wrapped) FROM person_keys WHERE person = $1")
                .bind(person.to_string())
                .fetch_one(database)
                .await?
        }))
    }

    /// Empties the keys, forgets the snapshots, and numbers the erasure, in one transaction; gives the number.
    pub(super) async fn destroy_keys(&self, person: LeadId, now_us: i64) -> Result<u64, LogError> {
        let (before, after) = match self {
            // Overwrite what is deleted, and the write-ahead log that still holds it.
            Self::Sqlite { .. } => ("PRAGMA secure_delete = ON", "PRAGMA wal_checkpoint(TRUNCATE)"),
            Self::Postgres(_) => {
                ("LOCK TABLE erasures IN EXCLUSIVE MODE", "VACUUM person_keys, log_snapshots")
            }
        };
        let number: i64 = on_writer!(self, database => {
            let mut transaction = database.begin().await?;
            sqlx::query(before).execute(&mut *transaction).await?;
            sqlx::query("UPDATE person_keys SET wrapped = NULL, erased_at = $1 WHERE person = $2 AND erased_at IS NULL")
                .bind(now_us)
                .bind(person.to_string())
                .execute(&mut *transaction)
                .await?;
            sqlx::query("DELETE FROM log_snapshots").execute(&mut *transaction).await?;
            let (number,): (i64,) = sqlx::query_as(
                "INSERT INTO erasures (number, person, erased_at) SELECT coalesce(max(number), 0) + 1, $1, $2 FROM erasures \
                 RETURNING number",
            )
            .bind(person.to_string())
            .bind(now_us)
            .fetch_one(&mut *transaction)
            .await?;
            transaction.commit().await?;
            // The key is gone for everybody; that its bytes are gone from the disk is up to the disk from here on.
            if let Err(error) = sqlx::query(after).execute(database).await {
                tracing::warn!(%error, "the destroyed key's old page was not cleaned yet");
            }
            number
        });
        Ok(u64::try_from(number).unwrap_or(0))
    }
}
