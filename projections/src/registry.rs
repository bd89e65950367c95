//! Which generation of each read model's tables is live, being built, or scratch, and how far each has come.

use eventlog::{Pool, Position};
use sea_query::Value;

use crate::db::{self, Tx, Wall, create_indexes, create_tables, create_views, drop_tables, drop_views};
use crate::projector::{Blueprint, blueprint};
use crate::table::{Cell, CellReader, Kind, Table, Whose, int, maybe_text, text};
use crate::{ProjectionError, ReadError, ReadModel};

/// What a generation is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// Readers see it.
    Live,
    /// It is filled to take the live one's place.
    Building,
    /// It is filled to be compared with the live one.
    Scratch,
}

impl Role {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Building => "building",
            Self::Scratch => "scratch",
        }
    }
}

/// A line of the registry.
#[derive(Debug, Clone)]
pub(crate) struct Generation {
    pub(crate) model: ReadModel,
    pub(crate) number: u32,
    pub(crate) version: u32,
    pub(crate) shape: String,
    /// Its tables' names without generation.
    pub(crate) tables: Vec<String>,
    pub(crate) role: Role,
    pub(crate) position: Position,
    /// Events per second.
    pub(crate) rate: u32,
    pub(crate) fault: Option<String>,
    /// The newest erasure when it was begun.
    pub(crate) epoch: u64,
}

impl Generation {
    /// Whether this program's projector can go on writing it.
    pub(crate) fn fits(&self, blueprint: &Blueprint) -> bool {
        self.shape == blueprint.shape()
    }

    /// Whether it is this program's version of the read model.
    pub(crate) fn is_of(&self, blueprint: &Blueprint) -> bool {
        self.version == blueprint.version && self.fits(blueprint)
    }

    fn table_names(&self) -> Vec<&str> {
        self.tables.iter().map(String::as_str).collect()
    }
}

/// The registry as a table of cells, for reading it.
static REGISTRY: Table = Table {
    name: "projection_generations",
    columns: &[
        text("name"),
        int("generation"),
        int("version"),
        text("shape"),
        text("tables"),
        text("role"),
        int("position"),
        int("rate"),
        maybe_text("fault"),
        int("epoch"),
    ],
    extra: &[],
    whose: Whose::Nobody,
    key: &["name", "generation"],
    indexes: &[],
    folded: false,
};

fn select(condition: &str) -> (String, Vec<Kind>) {
    let (names, kinds): (Vec<_>, Vec<_>) =
        REGISTRY.columns().map(|column| (column.name, column.kind)).unzip();
    let sql = format!(
        "SELECT {} FROM projection_generations {condition} ORDER BY name, generation",
        names.join(", ")
    );
    (sql, kinds)
}

/// Read models this program does not know (of a newer one) are passed over.
fn read(rows: Vec<Vec<Cell>>) -> Result<Vec<Generation>, ReadError> {
    let mut generations = Vec::with_capacity(rows.len());
    for row in rows {
        let mut cells = CellReader::new(&REGISTRY, row);
        let Some(model) = ReadModel::named(&cells.text()?) else { continue };
        generations.push(Generation {
            model,
            number: cells.int()?,
            version: cells.int()?,
            shape: cells.text()?,
            tables: cells.text()?.split(',').map(str::to_owned).collect(),
            role: match cells.text()?.as_str() {
                "live" => Role::Live,
                "building" => Role::Building,
                "scratch" => Role::Scratch,
                _ => return Err(cells.corrupt()),
            },
            position: cells.position()?,
            rate: cells.int()?,
            fault: cells.maybe_text()?,
            epoch: cells.int()?,
        });
    }
    Ok(generations)
}

/// Every generation of every read model.
pub(crate) async fn all(pool: &Pool) -> Result<Vec<Generation>, ProjectionError> {
    let (sql, kinds) = select("");
    Ok(read(db::rows(pool, &sql, &kinds).await?)?)
}

/// The generation of a read model in a role.
pub(crate) async fn of(
    pool: &Pool,
    model: ReadModel,
    role: Role,
) -> Result<Option<Generation>, ProjectionError> {
    Ok(all(pool).await?.into_iter().find(|generation| generation.model == model && generation.role == role))
}

/// The same inside a transaction. On `PostgreSQL` the line is locked: whoever moves its checkpoint waits.
pub(crate) async fn of_locked(
    tx: &mut Tx,
    model: ReadModel,
    role: Role,
) -> Result<Option<Generation>, ProjectionError> {
    if tx.is_postgres() {
        let lock = "SELECT name FROM projection_generations WHERE name = $1 AND role = $2 FOR UPDATE";
        tx.rows(lock, vec![model.name().into(), role.as_str().into()], &[Kind::Text]).await?;
    }
    within(tx, model, role).await
}

/// The same without a lock.
pub(crate) async fn within(
    tx: &mut Tx,
    model: ReadModel,
    role: Role,
) -> Result<Option<Generation>, ProjectionError> {
    let (sql, kinds) = select("WHERE name = $1 AND role = $2");
    let rows = tx.rows(&sql, vec![model.name().into(), role.as_str().into()], &kinds).await?;
    Ok(read(rows)?.pop())
}

/// One at a time changes which generations there are, on all nodes. Checkpoints are not concerned.
pub(crate) async fn lock(tx: &mut Tx) -> Result<(), sqlx::Error> {
    if tx.is_postgres() {
        tx.script("SELECT pg_advisory_xact_lock(4702394921427290)").await?; // "eventlog" + 1
    }
    Ok(())
}

/// Makes the tables of a new generation and its line.
pub(crate) async fn create(
    tx: &mut Tx,
    blueprint: &Blueprint,
    role: Role,
    wall: Wall,
) -> Result<u32, ProjectionError> {
    let name = blueprint.model.name();
    let highest = "SELECT max(generation) FROM projection_generations WHERE name = $1";
    let rows = tx.rows(highest, vec![name.into()], &[Kind::Int]).await?;
    let number = match rows.first().and_then(|row| row.first()) {
        Some(Cell::Int(highest)) => u32::try_from(*highest).unwrap_or(0) + 1,
        Some(Cell::Null | Cell::Text(_)) | None => 1,
    };
    let tables = blueprint.tables();
    create_tables(tx, &tables, number, wall).await?;
    let names: Vec<_> = tables.iter().map(|table| table.name).collect();
    tx.run(
        "INSERT INTO projection_generations (name, generation, version, shape, tables, role, epoch) VALUES \
         ($1, $2, $3, $4, $5, $6, (SELECT coalesce(max(number), 0) FROM erasures))",
        vec![
            name.into(),
            i64::from(number).into(),
            i64::from(blueprint.version).into(),
            blueprint.shape().into(),
            names.join(",").into(),
            role.as_str().into(),
        ],
    )
    .await?;
    Ok(number)
}

/// Takes a generation away, tables and line.
pub(crate) async fn discard(tx: &mut Tx, generation: &Generation) -> Result<(), sqlx::Error> {
    drop_tables(tx, &generation.table_names(), generation.number).await?;
    tx.run(
        "DELETE FROM projection_generations WHERE name = $1 AND generation = $2",
        vec![generation.model.name().into(), i64::from(generation.number).into()],
    )
    .await
    .map(drop)
}

/// Puts a generation in the live one's place: views, lines and tables, all at once with the transaction.
pub(crate) async fn swap(
    tx: &mut Tx,
    blueprint: &Blueprint,
    live: &Generation,
    number: u32,
    wall: Wall,
) -> Result<(), sqlx::Error> {
    drop_views(tx, &live.table_names()).await?;
    discard(tx, live).await?;
    create_views(tx, &blueprint.tables(), number, wall).await?;
    tx.run(
        "UPDATE projection_generations SET role = 'live', rate = 0, fault = NULL WHERE name = $1 AND generation = $2",
        vec![blueprint.model.name().into(), i64::from(number).into()],
    )
    .await
    .map(drop)
}

/// What a process does at its start: makes what is missing, and asks for a rebuild of what another version wrote. Gives the wall
/// that stands around it all.
pub(crate) async fn prepare(pool: &Pool) -> Result<Wall, ProjectionError> {
    let mut tx = Tx::begin(pool).await?;
    lock(&mut tx).await?;
    let wall = Wall::of(&mut tx).await?;
    tx.commit().await?;
    for model in ReadModel::ALL {
        let blueprint = blueprint(model);
        let mut tx = Tx::begin(pool).await?;
        lock(&mut tx).await?;
        if tx.is_postgres() {
            tx.run(
                "INSERT INTO projection_leases (name) VALUES ($1) ON CONFLICT DO NOTHING",
                vec![model.name().into()],
            )
            .await?;
        }
        let live = match of_locked(&mut tx, model, Role::Live).await? {
            // Somebody took tables or views away: what is left of it is of no use, the log is.
            Some(live) if !stands(&mut tx, &live).await? => {
                drop_views(&mut tx, &live.table_names()).await?;
                discard(&mut tx, &live).await?;
                None
            }
            live => live,
        };
        for role in [Role::Live, Role::Building] {
            if let Some(begun) = of_locked(&mut tx, model, role).await? {
                enclose(&mut tx, &blueprint, &begun, wall).await?;
            }
        }
        match live {
            None => {
                let number = create(&mut tx, &blueprint, Role::Live, wall).await?;
                create_indexes(&mut tx, &blueprint.tables(), number).await?;
                create_views(&mut tx, &blueprint.tables(), number, wall).await?;
            }
            // Of another version; or somebody was erased, and the process that was to see to the tables died.
            Some(live)
                if live.version != blueprint.version
                    || !live.fits(&blueprint)
                    || is_outdated(&mut tx, &live).await? =>
            {
                build(&mut tx, &blueprint, wall).await?;
            }
            Some(_) => {}
        }
        tx.commit().await?;
    }
    Ok(wall)
}

/// Raises the wall around a generation that was begun without it, or by a user who was bound otherwise.
async fn enclose(
    tx: &mut Tx,
    blueprint: &Blueprint,
    begun: &Generation,
    wall: Wall,
) -> Result<(), sqlx::Error> {
    if wall == Wall::Absent {
        return Ok(());
    }
    let names = begun.table_names();
    for table in blueprint.tables().into_iter().filter(|table| names.contains(&table.name)) {
        tx.script("SAVEPOINT enclosing").await?;
        match db::enclose(tx, table, begun.number, begun.role == Role::Live, wall).await {
            Ok(()) => {}
            // It has not the columns this program would read either; the rebuild that is due makes it anew.
            Err(sqlx::Error::Database(error)) if !begun.fits(blueprint) => {
                tracing::warn!(table = table.name, %error, "not to be read until it is rebuilt");
                tx.script("ROLLBACK TO SAVEPOINT enclosing").await?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Whether a generation's tables and the views over them are there.
async fn stands(tx: &mut Tx, live: &Generation) -> Result<bool, sqlx::Error> {
    let sql = if tx.is_postgres() {
        "SELECT relname::text FROM pg_class WHERE relname = $1 AND pg_table_is_visible(oid)"
    } else {
        "SELECT name FROM sqlite_schema WHERE name = $1"
    };
    for table in &live.tables {
        for name in [table.clone(), format!("{table}_g{}", live.number)] {
            if tx.rows(sql, vec![name.into()], &[Kind::Text]).await?.is_empty() {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Whether it shows, or is going to show, what was erased since it was begun.
async fn is_outdated(tx: &mut Tx, generation: &Generation) -> Result<bool, sqlx::Error> {
    Ok(ReadModel::PERSONAL.contains(&generation.model) && generation.epoch < newest_erasure(tx).await?)
}

/// The number of the newest erasure; 0: none.
pub(crate) async fn newest_erasure(tx: &mut Tx) -> Result<u64, sqlx::Error> {
    let rows = tx.rows("SELECT max(number) FROM erasures", Vec::new(), &[Kind::Int]).await?;
    Ok(match rows.first().and_then(|row| row.first()) {
        Some(Cell::Int(newest)) => u64::try_from(*newest).unwrap_or(0),
        Some(Cell::Null | Cell::Text(_)) | None => 0,
    })
}

/// Sees to it that a generation of this program's version is being built. One that was begun goes on, unless it may have read
/// what was erased meanwhile.
pub(crate) async fn build(tx: &mut Tx, blueprint: &Blueprint, wall: Wall) -> Result<(), ProjectionError> {
    match of_locked(tx, blueprint.model, Role::Building).await? {
        Some(begun)
            if begun.version == blueprint.version
                && begun.fits(blueprint)
                && !is_outdated(tx, &begun).await? =>
        {
            tx.run(
                "UPDATE projection_generations SET fault = NULL WHERE name = $1 AND generation = $2",
                vec![blueprint.model.name().into(), i64::from(begun.number).into()],
            )
            .await?;
        }
        Some(begun) => {
            discard(tx, &begun).await?;
            create(tx, blueprint, Role::Building, wall).await?;
        }
        None => {
            create(tx, blueprint, Role::Building, wall).await?;
        }
    }
    Ok(())
}

/// Notes why a generation stands still, unless it has moved on.
pub(crate) async fn fault(
    pool: &Pool,
    generation: &Generation,
    at: Position,
    reason: &str,
) -> Result<(), sqlx::Error> {
    let mut tx = Tx::begin(pool).await?;
    tx.run(
        "UPDATE projection_generations SET fault = $1 WHERE name = $2 AND generation = $3 AND position = $4",
        vec![
            reason.to_owned().into(),
            generation.model.name().into(),
            i64::from(generation.number).into(),
            stored(at),
        ],
    )
    .await?;
    tx.commit().await
}

/// Lets all faulted generations of a read model try again.
pub(crate) async fn resume(pool: &Pool, model: ReadModel) -> Result<(), sqlx::Error> {
    let mut tx = Tx::begin(pool).await?;
    let sql = "UPDATE projection_generations SET fault = NULL WHERE name = $1";
    tx.run(sql, vec![model.name().into()]).await?;
    tx.commit().await
}

/// A position as the registry holds it.
pub(crate) fn stored(position: Position) -> Value {
    i64::try_from(position.as_u64()).unwrap_or(i64::MAX).into()
}
