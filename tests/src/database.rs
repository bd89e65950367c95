//! The database behind a server, looked at (and damaged) from outside.

use anyhow::Context as _;
use sqlx::{PgPool, SqlitePool, postgres::PgPoolOptions, sqlite::SqlitePoolOptions};

use crate::Setup;

/// A connection of the tests' own.
#[derive(Debug)]
pub enum Database {
    /// The file.
    Sqlite(SqlitePool),
    /// The server.
    Postgres(PgPool),
}

impl Database {
    /// Opens the database of a setup.
    pub async fn open(setup: &Setup) -> anyhow::Result<Self> {
        let url = setup.database_url();
        Ok(if setup.cluster().is_some() {
            Self::Postgres(PgPoolOptions::new().max_connections(2).connect(url).await?)
        } else {
            Self::Sqlite(SqlitePoolOptions::new().max_connections(1).connect(url).await?)
        })
    }

    /// Runs a statement; how many rows it touched.
    pub async fn execute(&self, sql: &str) -> anyhow::Result<u64> {
        let touched = match self {
            Self::Sqlite(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
            Self::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
        };
        touched.with_context(|| sql.to_owned())
    }

    /// The first column of every row, as texts.
    pub async fn texts(&self, sql: &str) -> anyhow::Result<Vec<String>> {
        let rows = match self {
            Self::Sqlite(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
            Self::Postgres(pool) => sqlx::query_scalar(sql).fetch_all(pool).await,
        };
        rows.with_context(|| sql.to_owned())
    }

    /// Names of relations of a kind: `table` or `view`.
    pub async fn relations(&self, kind: &str) -> anyhow::Result<Vec<String>> {
        let sql = match self {
            Self::Sqlite(_) => format!(
                "SELECT name FROM sqlite_schema WHERE type = '{kind}' AND name NOT LIKE 'sqlite_%' ORDER BY name"
            ),
            Self::Postgres(_) => {
                let kind = if kind == "view" { "VIEW" } else { "BASE TABLE" };
                format!(
                    "SELECT table_name::text FROM information_schema.tables
                     WHERE table_schema = 'public' AND table_type = '{kind}' ORDER BY table_name"
                )
            }
        };
        self.texts(&sql).await
    }

    /// Every row of a table or view as JSON text, in the texts' order.
    pub async fn rows(&self, relation: &str) -> anyhow::Result<Vec<String>> {
        let mut rows = match self {
            Self::Postgres(_) => {
                self.texts(&format!("SELECT row_to_json(r)::text FROM \"{relation}\" r")).await?
            }
            Self::Sqlite(_) => {
                let columns =
                    self.texts(&format!("SELECT name FROM pragma_table_info('{relation}')")).await?;
                let pairs: Vec<String> = columns.iter().map(|name| format!("'{name}', \"{name}\"")).collect();
                self.texts(&format!("SELECT json_object({}) FROM \"{relation}\"", pairs.join(", "))).await?
            }
        };
        rows.sort_unstable();
        Ok(rows)
    }

    /// Lets go of the database.
    pub async fn close(self) {
        match self {
            Self::Sqlite(pool) => pool.close().await,
            Self::Postgres(pool) => pool.close().await,
        }
    }
}
