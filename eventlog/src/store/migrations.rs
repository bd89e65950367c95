//! The numbered SQL of `/migrations`, embedded by the build script and run at the start.

use std::borrow::Cow;
use std::sync::Arc;

use futures::future::BoxFuture;
use sqlx::error::BoxDynError;
use sqlx::migrate::{Migration, MigrationSource, MigrationType, Migrator};

use super::Pool;
use crate::LogError;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/migrations.rs"));
}

/// Brings the schema up to date. Nodes that start together take turns.
pub(crate) async fn migrate(pool: &Pool) -> Result<(), LogError> {
    let run = async {
        match pool {
            Pool::Sqlite { writer, .. } => Migrator::new(Embedded(embedded::SQLITE)).await?.run(writer).await,
            Pool::Postgres(database) => {
                Migrator::new(Embedded(embedded::POSTGRES)).await?.run(database).await
            }
        }
    };
    run.await.map_err(|error| LogError::Migration(Arc::new(error)))
}

#[derive(Debug)]
struct Embedded(&'static [(&'static str, &'static str)]);

impl MigrationSource<'static> for Embedded {
    fn resolve(self) -> BoxFuture<'static, Result<Vec<Migration>, BoxDynError>> {
        Box::pin(async move { self.0.iter().map(|(name, sql)| migration(name, sql)).collect() })
    }
}

/// `0001_event_log` is version 1, "event log".
fn migration(name: &'static str, sql: &'static str) -> Result<Migration, BoxDynError> {
    let (number, words) = name.split_once('_').ok_or("a migration's file is named NNNN_what_it_does.sql")?;
    let description = Cow::Owned(words.replace('_', " "));
    Ok(Migration::new(number.parse()?, description, MigrationType::Simple, Cow::Borrowed(sql), false))
}
