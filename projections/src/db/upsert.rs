//! Many rows in one statement with a fixed text, so that it is parsed and planned once: arrays for PostgreSQL, one JSON array
//! for SQLite. And the rows of many owners in one.

use eventlog::Pool;
use serde_json::Value as Json;

use super::{Seat, Tx, cells, wall::SEES_EVERYTHING};
use crate::table::{Cell, Kind, Table};

/// Rows of one statement: bounds the memory a batch takes twice.
const AT_ONCE: usize = 2_000;

impl Tx {
    /// Writes whole rows, new or in place of those with the same key.
    pub(crate) async fn upsert(
        &mut self,
        table: &'static Table,
        generation: u32,
        mut rows: Vec<Vec<Cell>>,
    ) -> Result<(), sqlx::Error> {
        while !rows.is_empty() {
            let rest = rows.split_off(rows.len().min(AT_ONCE));
            match self {
                Self::Sqlite(transaction, _) => {
                    let rows = Json::Array(rows.into_iter().map(json_row).collect()).to_string();
                    let sql = sqlite_upsert(table, generation);
                    sqlx::query(&sql).bind(rows).execute(&mut **transaction).await?;
                }
                Self::Postgres(transaction) => {
                    let sql = postgres_upsert(table, generation);
                    let mut query = sqlx::query(&sql);
                    for (kind, column) in columns(table, rows) {
                        query = match kind {
                            Kind::Int => query.bind(column.iter().map(as_int).collect::<Vec<_>>()),
                            Kind::Text => query.bind(column.into_iter().map(as_text).collect::<Vec<_>>()),
                        };
                    }
                    query.execute(&mut **transaction).await?;
                }
            }
            rows = rest;
        }
        Ok(())
    }
}

/// The rows of each table whose first column is one of these.
pub(crate) async fn rows_of_owners(
    pool: &Pool,
    tables: &[&'static Table],
    generation: u32,
    owners: &[String],
) -> Result<Vec<Vec<Vec<Cell>>>, sqlx::Error> {
    let mut loaded = Vec::with_capacity(tables.len());
    match pool {
        Pool::Sqlite { readers, .. } => {
            let owners = Json::from(owners.to_vec()).to_string();
            for table in tables {
                let (select, kinds) = select_owned(table, generation);
                let sql = format!("{select} IN (SELECT value FROM json_each($1))");
                let rows = sqlx::query(&sql).bind(&owners).fetch_all(readers).await?;
                loaded.push(rows.iter().map(|row| cells(row, &kinds)).collect::<Result<_, _>>()?);
            }
        }
        Pool::Postgres(pool) => {
            let mut seat = Seat::take(pool).await?;
            let mut transaction = seat.begin_with(format!("BEGIN READ ONLY; {SEES_EVERYTHING}")).await?;
            for table in tables {
                let (select, kinds) = select_owned(table, generation);
                let sql = format!("{select} = ANY($1)");
                let rows = sqlx::query(&sql).bind(owners).fetch_all(&mut *transaction).await?;
                loaded.push(rows.iter().map(|row| cells(row, &kinds)).collect::<Result<_, _>>()?);
            }
            drop(transaction);
            seat.leave();
        }
    }
    Ok(loaded)
}

/// The beginning of a question for an owner's rows, and what its columns are.
fn select_owned(table: &Table, generation: u32) -> (String, Vec<Kind>) {
    let (names, kinds): (Vec<_>, Vec<_>) = table.columns().map(|column| (column.name, column.kind)).unzip();
    let select =
        format!("SELECT {} FROM {} WHERE {}", names.join(", "), table.physical(generation), names[0]);
    (select, kinds)
}

fn as_int(cell: &Cell) -> Option<i64> {
    match cell {
        Cell::Int(number) => Some(*number),
        Cell::Null | Cell::Text(_) => None,
    }
}

fn as_text(cell: Cell) -> Option<String> {
    match cell {
        Cell::Text(text) => Some(text),
        Cell::Null | Cell::Int(_) => None,
    }
}

fn json_row(row: Vec<Cell>) -> Json {
    let json = |cell| match cell {
        Cell::Null => Json::Null,
        Cell::Int(number) => Json::from(number),
        Cell::Text(text) => Json::from(text),
    };
    Json::Array(row.into_iter().map(json).collect())
}

/// Rows turned into columns.
fn columns(table: &Table, rows: Vec<Vec<Cell>>) -> Vec<(Kind, Vec<Cell>)> {
    let mut columns: Vec<_> =
        table.columns().map(|column| (column.kind, Vec::with_capacity(rows.len()))).collect();
    for row in rows {
        for (column, cell) in columns.iter_mut().zip(row) {
            column.1.push(cell);
        }
    }
    columns
}

fn on_conflict(table: &Table) -> String {
    let set: Vec<_> = table
        .columns()
        .filter(|column| !table.key.contains(&column.name))
        .map(|column| format!("{0} = excluded.{0}", column.name))
        .collect();
    let action = if set.is_empty() { "NOTHING".to_owned() } else { format!("UPDATE SET {}", set.join(", ")) };
    format!("ON CONFLICT ({}) DO {action}", table.key.join(", "))
}

fn postgres_upsert(table: &Table, generation: u32) -> String {
    let names: Vec<_> = table.columns().map(|column| column.name).collect();
    let arrays = table.columns().enumerate().map(|(index, column)| match column.kind {
        Kind::Int => format!("${}::bigint[]", index + 1),
        Kind::Text => format!("${}::text[]", index + 1),
    });
    format!(
        "INSERT INTO {} ({}) SELECT * FROM unnest({}) {}",
        table.physical(generation),
        names.join(", "),
        arrays.collect::<Vec<_>>().join(", "),
        on_conflict(table)
    )
}

fn sqlite_upsert(table: &Table, generation: u32) -> String {
    let names: Vec<_> = table.columns().map(|column| column.name).collect();
    let values = (0..names.len()).map(|index| format!("value ->> {index}"));
    // `WHERE true` tells SQLite's parser that ON is not a join's: https://sqlite.org/lang_upsert.html#parsing_ambiguity
    format!(
        "INSERT INTO {} ({}) SELECT {} FROM json_each($1) WHERE true {}",
        table.physical(generation),
        names.join(", "),
        values.collect::<Vec<_>>().join(", "),
        on_conflict(table)
    )
}
