//! Which node works on which read model. A node that dies is followed by another within [`TERM`].

use std::time::Duration;

use eventlog::{LogError, Pool};
use sea_query::Value;
use tokio::sync::watch;
use tokio::time::{Instant, sleep};
use tokio_util::sync::CancellationToken;

use crate::ReadModel;
use crate::db::Tx;
use crate::table::{Cell, Kind};

/// How long a node that no longer answers keeps its read models, by the database's clock.
const TERM: Duration = Duration::from_secs(3);
/// How often the lease is renewed; a third of the term, so that one lost attempt changes nothing.
const RENEWAL: Duration = Duration::from_secs(1);

/// What this node holds. A `SQLite` file has one process as a rule: it holds everything, and the checkpoint's fence alone
/// keeps a second process from doubling anything.
pub(crate) struct Lease {
    held: watch::Sender<Vec<ReadModel>>,
}

impl Lease {
    pub(super) fn new(pool: &Pool) -> Self {
        let held = match pool {
            Pool::Sqlite { .. } => ReadModel::ALL.to_vec(),
            Pool::Postgres(_) => Vec::new(),
        };
        Self { held: watch::Sender::new(held) }
    }

    pub(super) fn holds(&self, model: ReadModel) -> bool {
        self.held.borrow().contains(&model)
    }

    /// Returns once this node holds the read model.
    pub(super) async fn held(&self, model: ReadModel) {
        let mut held = self.held.subscribe();
        // The sender lives in `self`: the wait cannot fail.
        let _ = held.wait_for(|held| held.contains(&model)).await;
    }

    /// Takes and keeps what is free, until `stop`; then lets go at once.
    pub(super) async fn keep(&self, pool: &Pool, stop: &CancellationToken) {
        if matches!(pool, Pool::Sqlite { .. }) {
            stop.cancelled().await;
            return;
        }
        let mut holder = None;
        let mut until = Instant::now();
        while !stop.is_cancelled() {
            let asked = Instant::now();
            match renew(pool, &mut holder).await {
                Ok(held) => {
                    until = asked + TERM;
                    self.set(held);
                }
                Err(error) => {
                    tracing::warn!(%error, "the projections' lease could not be renewed");
                    if Instant::now() > until {
                        self.set(Vec::new());
                    }
                }
            }
            tokio::select! { () = sleep(RENEWAL) => {}, () = stop.cancelled() => {} }
        }
    }

    /// Gives everything back, once the workers have stopped.
    pub(super) async fn release(&self, pool: &Pool) {
        let held: Vec<_> = self.held.send_replace(Vec::new());
        if matches!(pool, Pool::Sqlite { .. }) || held.is_empty() {
            return;
        }
        if let Err(error) = let_go(pool, &held).await {
            tracing::warn!(%error, "the projections' lease was not given back; it runs out by itself");
        }
    }

    fn set(&self, held: Vec<ReadModel>) {
        self.held.send_if_modified(|now| {
            let changed = *now != held;
            *now = held;
            changed
        });
    }
}

/// Takes what is free and renews what is ours. The holder's name is the database's: unique without chance of our own.
async fn renew(pool: &Pool, holder: &mut Option<String>) -> Result<Vec<ReadModel>, LogError> {
    let mut tx = Tx::begin(pool).await?;
    let me = match holder.clone() {
        Some(me) => me,
        None => text(tx.rows("SELECT gen_random_uuid()::text", Vec::new(), &[Kind::Text]).await?),
    };
    let sql = "UPDATE projection_leases SET holder = $1, until = clock_timestamp() + $2 * interval '1 millisecond' \
         WHERE name IN (SELECT name FROM projection_leases WHERE holder = $1 OR until < clock_timestamp() \
                        ORDER BY name FOR UPDATE SKIP LOCKED) RETURNING name";
    let term = i64::try_from(TERM.as_millis()).unwrap_or(i64::MAX);
    let values: Vec<Value> = vec![me.clone().into(), term.into()];
    let names = tx.rows(sql, values, &[Kind::Text]).await?;
    tx.commit().await?;
    *holder = Some(me);
    let mut held: Vec<_> = names.into_iter().filter_map(|row| ReadModel::named(&text(vec![row]))).collect();
    held.sort();
    Ok(held)
}

async fn let_go(pool: &Pool, held: &[ReadModel]) -> Result<(), LogError> {
    let mut tx = Tx::begin(pool).await?;
    for model in held {
        let sql = "UPDATE projection_leases SET holder = NULL, until = '-infinity' WHERE name = $1";
        tx.run(sql, vec![model.name().into()]).await?;
    }
    Ok(tx.commit().await?)
}

fn text(rows: Vec<Vec<Cell>>) -> String {
    match rows.into_iter().flatten().next() {
        Some(Cell::Text(text)) => text,
        Some(Cell::Int(_) | Cell::Null) | None => String::new(),
    }
}
