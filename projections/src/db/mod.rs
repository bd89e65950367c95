//! The two databases as one: statements, transactions and rows of cells. Everything engine-specific is in this folder.

mod ddl;
mod upsert;
mod wall;

pub(crate) use ddl::{create_indexes, create_tables, create_views, drop_tables, drop_views, enclose};
pub(crate) use upsert::rows_of_owners;
pub(crate) use wall::{Sees, Wall};

use eventlog::{LogError, Pool};
use futures::{StreamExt as _, stream::BoxStream};
use sea_query::{PostgresQueryBuilder, SelectStatement, SqliteQueryBuilder, Value, Values};
use sea_query_sqlx::SqlxValues;
use sqlx::{
    ColumnIndex, Connection as _, Decode, PgConnection, PgPool, Postgres, Row, Sqlite, SqliteConnection,
    Transaction, Type, pool::PoolConnection,
};
use tokio::sync::OwnedMutexGuard;

use crate::table::{Cell, Kind};
use wall::SEES_EVERYTHING;

/// A transaction on either database.
pub(crate) enum Tx {
    /// With the turn to write, when it writes; given back after the transaction.
    Sqlite(Transaction<'static, Sqlite>, Option<OwnedMutexGuard<()>>),
    Postgres(Transaction<'static, Postgres>),
}

/// Runs the same words on the transaction's connection.
macro_rules! on {
    ($tx:expr, $connection:ident => $body:expr) => {
        match $tx {
            Tx::Sqlite(transaction, _) => {
                let $connection: &mut SqliteConnection = &mut *transaction;
                $body
            }
            Tx::Postgres(transaction) => {
                let $connection: &mut PgConnection = &mut *transaction;
                $body
            }
        }
    };
}

impl Tx {
    /// A transaction that writes. Read models can always be made again from the log, so `PostgreSQL` need not wait for the
    /// disk: rows and checkpoint go to the write-ahead log together, behind the events they show.
    pub(crate) async fn begin(pool: &Pool) -> Result<Self, sqlx::Error> {
        Ok(match pool {
            Pool::Sqlite { writer, turn, .. } => {
                let turn = turn.clone().lock_owned().await;
                Self::Sqlite(writer.begin_with("BEGIN IMMEDIATE").await?, Some(turn))
            }
            Pool::Postgres(pool) => {
                let begin = format!("BEGIN; SET LOCAL synchronous_commit TO off; {SEES_EVERYTHING}");
                Self::Postgres(pool.begin_with(begin).await?)
            }
        })
    }

    /// A transaction that sees one state of the database, as of its first statement.
    pub(crate) async fn snapshot(pool: &Pool) -> Result<Self, sqlx::Error> {
        Ok(match pool {
            Pool::Sqlite { readers, .. } => Self::Sqlite(readers.begin().await?, None),
            Pool::Postgres(pool) => {
                let begin = format!("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; {SEES_EVERYTHING}");
                Self::Postgres(pool.begin_with(begin).await?)
            }
        })
    }

    pub(crate) async fn commit(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction, _turn) => transaction.commit().await,
            Self::Postgres(transaction) => transaction.commit().await,
        }
    }

    /// Gives back without a word to the database's log; same as dropping, but waited for.
    pub(crate) async fn rollback(self) -> Result<(), sqlx::Error> {
        match self {
            Self::Sqlite(transaction, _turn) => transaction.rollback().await,
            Self::Postgres(transaction) => transaction.rollback().await,
        }
    }

    pub(crate) fn is_postgres(&self) -> bool {
        matches!(self, Self::Postgres(_))
    }

    /// One statement; how many rows it changed. Placeholders are `$1` on both databases.
    pub(crate) async fn run(&mut self, sql: &str, values: Vec<Value>) -> Result<u64, sqlx::Error> {
        let values = SqlxValues(Values(values));
        Ok(on!(self, connection => sqlx::query_with(sql, values).execute(connection).await?.rows_affected()))
    }

    /// Statements without values, one after another.
    pub(crate) async fn script(&mut self, sql: &str) -> Result<(), sqlx::Error> {
        on!(self, connection => sqlx::Executor::execute(connection, sql).await.map(drop))
    }

    /// Rows, all at once.
    pub(crate) async fn rows(
        &mut self,
        sql: &str,
        values: Vec<Value>,
        kinds: &[Kind],
    ) -> Result<Vec<Vec<Cell>>, sqlx::Error> {
        let values = SqlxValues(Values(values));
        on!(self, connection => {
            let rows = sqlx::query_with(sql, values).fetch_all(connection).await?;
            rows.iter().map(|row| cells(row, kinds)).collect()
        })
    }

    /// Rows, one after another, however many there are.
    pub(crate) fn stream<'a>(
        &'a mut self,
        sql: &'a str,
        kinds: &'a [Kind],
    ) -> BoxStream<'a, Result<Vec<Cell>, sqlx::Error>> {
        on!(self, connection => {
            sqlx::query(sql).fetch(connection).map(move |row| cells(&row?, kinds)).boxed()
        })
    }
}

/// Rows of a statement without values.
pub(crate) async fn rows(pool: &Pool, sql: &str, kinds: &[Kind]) -> Result<Vec<Vec<Cell>>, sqlx::Error> {
    query(pool, sql, SqlxValues(Values(Vec::new())), kinds).await
}

/// A statement written for both databases, and what its columns are.
pub(crate) type Asked<'a> = (&'a SelectStatement, &'a [Kind]);

/// Rows of a statement, behind the wall.
pub(crate) async fn select(
    pool: &Pool,
    wall: Wall,
    sees: Sees,
    asked: Asked<'_>,
) -> Result<Vec<Vec<Cell>>, sqlx::Error> {
    let nothing_more = |_: &[Vec<Cell>]| None;
    Ok(select_then(pool, wall, sees, asked, nothing_more).await?.0)
}

/// Rows of a statement, and of the one that follows from them, under one and the same wall: to begin behind it costs `PostgreSQL`
/// one message.
pub(crate) async fn select_then<'a>(
    pool: &Pool,
    wall: Wall,
    sees: Sees,
    asked: Asked<'_>,
    then: impl FnOnce(&[Vec<Cell>]) -> Option<(SelectStatement, &'a [Kind])> + Send,
) -> Result<(Vec<Vec<Cell>>, Vec<Vec<Cell>>), sqlx::Error> {
    let first;
    let mut second = Vec::new();
    match pool {
        Pool::Sqlite { .. } => {
            let (sql, values) = asked.0.build(SqliteQueryBuilder);
            first = query(pool, &sql, SqlxValues(values), asked.1).await?;
            if let Some((statement, kinds)) = then(&first) {
                let (sql, values) = statement.build(SqliteQueryBuilder);
                second = query(pool, &sql, SqlxValues(values), kinds).await?;
            }
        }
        Pool::Postgres(pool) => {
            let mut seat = Seat::take(pool).await?;
            let mut transaction = seat.begin_with(wall.begin(sees)).await?;
            first = answers(&mut transaction, asked).await?;
            if let Some((statement, kinds)) = then(&first) {
                second = answers(&mut transaction, (&statement, kinds)).await?;
            }
            // Nothing was written: dropped, it is rolled back before the connection's next use, and nobody waits for that.
            drop(transaction);
            seat.leave();
        }
    }
    Ok((first, second))
}

async fn answers(connection: &mut PgConnection, asked: Asked<'_>) -> Result<Vec<Vec<Cell>>, sqlx::Error> {
    let (sql, values) = asked.0.build(PostgresQueryBuilder);
    let rows = sqlx::query_with(&sql, SqlxValues(values)).fetch_all(connection).await?;
    rows.iter().map(|row| cells(row, asked.1)).collect()
}

/// A connection that is closed unless it is left in order. Who asked may go away at any point (a browser that closes), and a
/// transaction whose beginning nobody waited for is one that sqlx does not know of: the next user would find themselves in it, behind
/// another's wall.
struct Seat(PoolConnection<Postgres>, bool);

impl Seat {
    async fn take(pool: &PgPool) -> Result<Self, sqlx::Error> {
        Ok(Self(pool.acquire().await?, false))
    }

    async fn begin_with(&mut self, statement: String) -> Result<Transaction<'_, Postgres>, sqlx::Error> {
        self.0.begin_with(statement).await
    }

    fn leave(mut self) {
        self.1 = true;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        if !self.1 {
            self.0.close_on_drop();
        }
    }
}

async fn query(
    pool: &Pool,
    sql: &str,
    values: SqlxValues,
    kinds: &[Kind],
) -> Result<Vec<Vec<Cell>>, sqlx::Error> {
    match pool {
        Pool::Sqlite { readers, .. } => {
            let rows = sqlx::query_with(sql, values).fetch_all(readers).await?;
            rows.iter().map(|row| cells(row, kinds)).collect()
        }
        Pool::Postgres(pool) => {
            let rows = sqlx::query_with(sql, values).fetch_all(pool).await?;
            rows.iter().map(|row| cells(row, kinds)).collect()
        }
    }
}

fn cells<R: Row>(row: &R, kinds: &[Kind]) -> Result<Vec<Cell>, sqlx::Error>
where
    usize: ColumnIndex<R>,
    for<'r> i64: Decode<'r, R::Database> + Type<R::Database>,
    for<'r> String: Decode<'r, R::Database> + Type<R::Database>,
{
    let cell = |(index, kind): (usize, &Kind)| -> Result<Cell, sqlx::Error> {
        Ok(match kind {
            Kind::Int => row.try_get::<Option<i64>, _>(index)?.map_or(Cell::Null, Cell::Int),
            Kind::Text => row.try_get::<Option<String>, _>(index)?.map_or(Cell::Null, Cell::Text),
        })
    };
    kinds.iter().enumerate().map(cell).collect()
}

/// Whether the same attempt may succeed later without anybody touching the data: the database is away, busy or full.
pub(crate) fn may_pass(error: sqlx::Error) -> (bool, LogError) {
    let error = LogError::from(error);
    (passes(&error), error)
}

/// The same of an error of the log.
pub(crate) fn passes(error: &LogError) -> bool {
    error.is_transient() || matches!(error, LogError::DiskFull | LogError::ReadOnly | LogError::Closed)
}
