//! Tables, indexes and views of a generation.

use sea_query::{ColumnDef, Index, PostgresQueryBuilder, SqliteQueryBuilder, Table as Statement};

use super::{Tx, Wall};
use crate::table::{Kind, TRIGRAMS, Table};

/// Makes a generation's tables with the wall around them, without the readers' indexes: filling is faster so.
pub(crate) async fn create_tables(
    tx: &mut Tx,
    tables: &[&'static Table],
    generation: u32,
    wall: Wall,
) -> Result<(), sqlx::Error> {
    for table in tables {
        let sql = create_table(table, generation, tx.is_postgres());
        tx.script(&sql).await?;
    }
    wall.raise(tx, tables, generation).await
}

/// Makes the indexes readers need, where they are missing.
pub(crate) async fn create_indexes(
    tx: &mut Tx,
    tables: &[&'static Table],
    generation: u32,
) -> Result<(), sqlx::Error> {
    for table in tables {
        for (number, columns) in table.indexes.iter().enumerate() {
            let physical = table.physical(generation);
            if let [column, TRIGRAMS] = columns[..] {
                if tx.is_postgres() {
                    tx.script(&trigrams(&physical, number, column)).await?;
                }
                continue;
            }
            let columns = columns.join(", ");
            tx.script(&format!("CREATE INDEX IF NOT EXISTS {physical}_{number} ON {physical} ({columns})"))
                .await?;
        }
    }
    Ok(())
}

/// Makes a generation the one readers see.
pub(crate) async fn create_views(
    tx: &mut Tx,
    tables: &[&'static Table],
    generation: u32,
    wall: Wall,
) -> Result<(), sqlx::Error> {
    for table in tables {
        let columns: Vec<_> = table.columns().map(|column| column.name).collect();
        tx.script(&wall.view(table, generation, &columns.join(", "))).await?;
    }
    Ok(())
}

/// Raises the wall around a table that was made without it, and makes the view again that readers see it by, if they do.
pub(crate) async fn enclose(
    tx: &mut Tx,
    table: &'static Table,
    generation: u32,
    shown: bool,
    wall: Wall,
) -> Result<(), sqlx::Error> {
    if wall.stands(tx, &table.physical(generation)).await? {
        return Ok(());
    }
    wall.raise(tx, &[table], generation).await?;
    if shown {
        drop_views(tx, &[table.name]).await?;
        create_views(tx, &[table], generation, wall).await?;
    }
    Ok(())
}

/// Takes the views of these tables away (by name: another version may have had others).
pub(crate) async fn drop_views(tx: &mut Tx, tables: &[&str]) -> Result<(), sqlx::Error> {
    for name in tables {
        tx.script(&format!("DROP VIEW IF EXISTS {name}")).await?;
    }
    Ok(())
}

/// Takes a generation's tables away.
pub(crate) async fn drop_tables(tx: &mut Tx, tables: &[&str], generation: u32) -> Result<(), sqlx::Error> {
    let mut physical: Vec<_> = tables.iter().map(|name| format!("{name}_g{generation}")).collect();
    if tx.is_postgres() {
        // All at once: a table's policy may name another.
        physical = vec![physical.join(", ")];
    }
    for tables in physical {
        tx.script(&format!("DROP TABLE IF EXISTS {tables}")).await?;
    }
    Ok(())
}

/// An index over parts of a text. A server without `pg_trgm`, or a role that may not add it, reads the business's rows instead.
fn trigrams(physical: &str, number: usize, column: &str) -> String {
    format!(
        "DO $$ BEGIN
           CREATE EXTENSION IF NOT EXISTS pg_trgm;
           CREATE INDEX IF NOT EXISTS {physical}_{number} ON {physical} USING gin ({column} gin_trgm_ops);
         EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object
           OR unique_violation THEN
           RAISE WARNING 'searching leads without trigrams: %', SQLERRM;
         END $$"
    )
}

fn create_table(table: &'static Table, generation: u32, postgres: bool) -> String {
    let mut create = Statement::create();
    create.table(table.physical(generation));
    for column in table.columns() {
        let mut definition = ColumnDef::new(column.name);
        match column.kind {
            Kind::Text => definition.text(),
            Kind::Int => definition.big_integer(),
        };
        if !column.nullable {
            definition.not_null();
        }
        create.col(&mut definition);
    }
    let mut key = Index::create();
    for column in table.key {
        key.col(*column);
    }
    create.primary_key(&mut key);
    if postgres { create.to_string(PostgresQueryBuilder) } else { create.to_string(SqliteQueryBuilder) }
}
