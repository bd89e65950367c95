//! One generation of one read model moving along the log: load what the events touch, fold, write rows and checkpoint together.

use std::collections::{BTreeSet, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use eventlog::{LogError, Pool, Position, Recorded};

use crate::db::{self, Tx};
use crate::projector::{Projector, begins, blueprint};
use crate::registry::{Generation, stored};
use crate::{ProjectionError, ReadError};

/// Entities whose rows are kept at hand between batches. Bounds memory: some tens of megabytes at the very most.
const HELD: usize = 2_048;

/// A generation and the worker's place in it.
pub(super) struct Follower {
    pool: Pool,
    pub(super) generation: Generation,
    projector: Box<dyn Projector>,
    /// Everything up to here is in the rows, or concerns them not.
    pub(super) position: Position,
    /// The checkpoint in the database.
    saved: Position,
    /// Owners whose rows are at hand as the database has them. True as long as the fence holds: nobody else writes them.
    held: HashSet<String>,
    rate: u32,
}

/// Why a batch was not taken.
#[derive(Debug)]
pub(super) enum Stuck {
    /// Somebody else moved the checkpoint, or the generation is gone: look again.
    Lost,
    /// The database or the log is away; the same batch will do later.
    Later(LogError),
    /// These events cannot be projected.
    Poison(String),
}

impl From<sqlx::Error> for Stuck {
    fn from(error: sqlx::Error) -> Self {
        match db::may_pass(error) {
            (true, error) => Self::Later(error),
            (false, error) => Self::Poison(error.to_string()),
        }
    }
}

impl From<ReadError> for Stuck {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Database(error) => error.into(),
            ReadError::Log(error) => Self::Later(error),
            ReadError::Corrupt { .. } => Self::Poison(error.to_string()),
        }
    }
}

impl From<Stuck> for ProjectionError {
    fn from(stuck: Stuck) -> Self {
        match stuck {
            Stuck::Lost => Self::Stopped,
            Stuck::Later(error) => Self::Log(error),
            Stuck::Poison(reason) => Self::Poison { reason },
        }
    }
}

impl Follower {
    pub(super) fn new(pool: Pool, generation: Generation) -> Self {
        Self {
            pool,
            projector: (blueprint(generation.model).make)(),
            position: generation.position,
            saved: generation.position,
            generation,
            held: HashSet::new(),
            rate: 0,
        }
    }

    /// Notes how fast it goes; shown with the next checkpoint.
    pub(super) fn goes(&mut self, rate: u32) {
        self.rate = rate;
    }

    /// Takes a batch: all of it or nothing. Says how many events concerned these rows.
    pub(super) async fn take<E: AsRef<Recorded>>(&mut self, events: &[E]) -> Result<usize, Stuck> {
        let concerned = self.fold(events).await?;
        let Some(last) = events.last() else { return Ok(0) };
        let last = last.as_ref().position;
        if concerned > 0 {
            let mut tx = Tx::begin(&self.pool).await?;
            self.write(&mut tx, last).await?;
            tx.commit().await.inspect_err(|_| self.forget())?;
        }
        self.wrote(last, concerned > 0);
        Ok(concerned)
    }

    /// Folds events into the rows at hand, after loading what they touch.
    pub(super) async fn fold<E: AsRef<Recorded>>(&mut self, events: &[E]) -> Result<usize, Stuck> {
        let owned: Vec<_> = events
            .iter()
            .filter_map(|event| self.projector.owner(event.as_ref()).map(|owner| (owner, event.as_ref())))
            .collect();
        if self.held.len() > HELD {
            self.forget();
        }
        let new = owned.iter().filter(|(_, event)| begins(event)).map(|(owner, _)| owner.clone());
        self.held.extend(new);
        let missing: BTreeSet<_> = owned
            .iter()
            .map(|(owner, _)| owner)
            .filter(|owner| !self.held.contains(*owner))
            .cloned()
            .collect();
        if !missing.is_empty() {
            let missing: Vec<_> = missing.into_iter().collect();
            self.load(&missing).await.inspect_err(|_| self.forget())?;
            self.held.extend(missing);
        }
        let projector = &mut self.projector;
        let folded = catch_unwind(AssertUnwindSafe(|| {
            for (_, event) in &owned {
                projector.project(event);
            }
        }));
        if folded.is_err() {
            self.forget();
            return Err(Stuck::Poison("the projector panicked".to_owned()));
        }
        Ok(owned.len())
    }

    /// Writes the changed rows and moves the checkpoint, in the transaction given. The fence comes first: it makes a second
    /// worker wait, and then find that the checkpoint is not where it left it.
    pub(super) async fn write(&mut self, tx: &mut Tx, to: Position) -> Result<(), Stuck> {
        let written = self.try_write(tx, to).await;
        if written.is_err() {
            self.forget();
        }
        written
    }

    async fn try_write(&mut self, tx: &mut Tx, to: Position) -> Result<(), Stuck> {
        let line = &self.generation;
        let moved = tx
            .run(
                "UPDATE projection_generations SET position = $1, rate = $2 \
                 WHERE name = $3 AND generation = $4 AND position = $5 AND role = $6",
                vec![
                    stored(to),
                    i64::from(self.rate).into(),
                    line.model.name().into(),
                    i64::from(line.number).into(),
                    stored(self.saved),
                    line.role.as_str().into(),
                ],
            )
            .await?;
        if moved != 1 {
            return Err(Stuck::Lost);
        }
        for rows in self.projector.rows() {
            let changed = rows.changed();
            if !changed.is_empty() {
                tx.upsert(rows.table(), line.number, changed).await?;
            }
        }
        Ok(())
    }

    /// The rows are in the database (`saved`), or there were none.
    pub(super) fn wrote(&mut self, to: Position, saved: bool) {
        if saved {
            self.projector.rows().into_iter().for_each(crate::table::AnyRows::settle);
            self.saved = to;
        }
        self.position = to;
    }

    /// Whether the checkpoint in the database is behind.
    pub(super) fn unsaved(&self) -> bool {
        self.saved < self.position
    }

    /// Moves the checkpoint over events that did not concern these rows.
    pub(super) async fn save(&mut self) -> Result<(), Stuck> {
        if self.unsaved() {
            let to = self.position;
            let mut tx = Tx::begin(&self.pool).await?;
            self.write(&mut tx, to).await?;
            tx.commit().await?;
            self.saved = to;
        }
        Ok(())
    }

    async fn load(&mut self, owners: &[String]) -> Result<(), Stuck> {
        let mut folded: Vec<_> =
            self.projector.rows().into_iter().filter(|rows| rows.table().folded).collect();
        let tables: Vec<_> = folded.iter().map(|rows| rows.table()).collect();
        let loaded = db::rows_of_owners(&self.pool, &tables, self.generation.number, owners).await?;
        for (rows, loaded) in folded.iter_mut().zip(loaded) {
            for row in loaded {
                rows.load(row)?;
            }
        }
        Ok(())
    }

    /// The rows at hand may not be the database's any more.
    fn forget(&mut self) {
        self.projector.rows().into_iter().for_each(crate::table::AnyRows::clear);
        self.held.clear();
    }
}
