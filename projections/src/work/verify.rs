//! The comparison of the live tables with what the log says: scratch tables are filled, then both are read in order of key.
//! The live ones go on meanwhile; they are read in a snapshot, and the scratch ones are filled exactly up to it.

use futures::StreamExt as _;
use sha2::{Digest as _, Sha256};

use super::build::fill;
use super::follower::Follower;
use super::node::Node;
use crate::db::Tx;
use crate::projector::{Blueprint, blueprint};
use crate::registry::{self, Generation, Role};
use crate::table::{Cell, Kind, Table};
use crate::{Difference, ProjectionError, ReadModel, Verdict};

/// Compares a read model's live tables with a fresh rebuild.
pub(crate) async fn verify(node: &Node, model: ReadModel) -> Result<Verdict, ProjectionError> {
    let blueprint = blueprint(model);
    let scratch = make_scratch(node, &blueprint).await?;
    let verdict = compare_with(node, &blueprint, scratch.clone()).await;
    let mut tx = Tx::begin(node.pool()).await?;
    registry::lock(&mut tx).await?;
    registry::discard(&mut tx, &scratch).await?;
    tx.commit().await?;
    verdict
}

/// Scratch tables of an earlier, interrupted comparison are taken away first.
async fn make_scratch(node: &Node, blueprint: &Blueprint) -> Result<Generation, ProjectionError> {
    let mut tx = Tx::begin(node.pool()).await?;
    registry::lock(&mut tx).await?;
    if let Some(left) = registry::of_locked(&mut tx, blueprint.model, Role::Scratch).await? {
        registry::discard(&mut tx, &left).await?;
    }
    registry::create(&mut tx, blueprint, Role::Scratch, node.wall).await?;
    let made = registry::of_locked(&mut tx, blueprint.model, Role::Scratch).await?;
    tx.commit().await?;
    made.ok_or(ProjectionError::Swapped { name: blueprint.model.name() })
}

async fn compare_with(
    node: &Node,
    blueprint: &Blueprint,
    scratch: Generation,
) -> Result<Verdict, ProjectionError> {
    let number = scratch.number;
    let name = blueprint.model.name();
    let mut follower = Follower::new(node.pool().clone(), scratch);
    // The long part without a snapshot: one that stays open keeps the database from tidying up.
    let live = registry::of(node.pool(), blueprint.model, Role::Live).await?;
    let live = live.ok_or(ProjectionError::Swapped { name })?;
    let mut filled = fill(node, &mut follower, live.position).await?;
    let mut snapshot = Tx::snapshot(node.pool()).await?;
    let live = live_in(&mut snapshot, blueprint.model).await?;
    filled = filled && fill(node, &mut follower, live.position).await?;
    if !filled {
        return Err(ProjectionError::Stopped);
    }
    let mut fresh = Tx::snapshot(node.pool()).await?;
    let mut comparison = Comparison { rows: 0, hash: Sha256::new() };
    let mut difference = None;
    for table in blueprint.tables() {
        if difference.is_none() {
            difference = comparison.of(table, (&mut snapshot, live.number), (&mut fresh, number)).await?;
        }
    }
    let hash = format!("{:x}", comparison.hash.finalize());
    let rows = comparison.rows;
    snapshot.rollback().await?;
    fresh.rollback().await?;
    Ok(Verdict { name, position: live.position, rows, hash, difference })
}

async fn live_in(snapshot: &mut Tx, model: ReadModel) -> Result<Generation, ProjectionError> {
    registry::within(snapshot, model, Role::Live)
        .await?
        .ok_or(ProjectionError::Swapped { name: model.name() })
}

struct Comparison {
    rows: u64,
    hash: Sha256,
}

impl Comparison {
    /// The first row of a table that differs.
    async fn of(
        &mut self,
        table: &'static Table,
        live: (&mut Tx, u32),
        fresh: (&mut Tx, u32),
    ) -> Result<Option<Difference>, sqlx::Error> {
        let kinds: Vec<Kind> = table.columns().map(|column| column.kind).collect();
        let (live_sql, fresh_sql) = (ordered(table, live.1), ordered(table, fresh.1));
        let mut live = live.0.stream(&live_sql, &kinds);
        let mut fresh = fresh.0.stream(&fresh_sql, &kinds);
        loop {
            let (left, right) = (live.next().await.transpose()?, fresh.next().await.transpose()?);
            if left != right {
                return Ok(Some(Difference {
                    table: table.name,
                    live: left.as_deref().map(json),
                    rebuilt: right.as_deref().map(json),
                }));
            }
            let Some(row) = right else { return Ok(None) };
            self.rows += 1;
            self.hash.update(json(&row).as_bytes());
        }
    }
}

fn ordered(table: &Table, generation: u32) -> String {
    let names: Vec<_> = table.columns().map(|column| column.name).collect();
    format!(
        "SELECT {} FROM {} ORDER BY {}",
        names.join(", "),
        table.physical(generation),
        table.key.join(", ")
    )
}

fn json(row: &[Cell]) -> String {
    serde_json::to_string(row).unwrap_or_default()
}
