//! Rows of one table, held in memory while events are folded into them, so that a row that changes ten times in a batch is
//! written once.

use std::collections::{BTreeMap, BTreeSet};

use super::{Cell, CellReader, CellWriter, Record, Table};
use crate::ReadError;

/// The rows of the owners at hand, and which of them differ from the database.
pub(crate) struct Rows<R: Record> {
    held: BTreeMap<R::Key, R>,
    changed: BTreeSet<R::Key>,
}

impl<R: Record> Default for Rows<R> {
    fn default() -> Self {
        Self { held: BTreeMap::new(), changed: BTreeSet::new() }
    }
}

impl<R: Record> Rows<R> {
    /// A row, when it is known.
    pub(crate) fn get(&self, key: &R::Key) -> Option<&R> {
        self.held.get(key)
    }

    /// All rows at hand, in order of key.
    pub(crate) fn values(&self) -> impl Iterator<Item = &R> {
        self.held.values()
    }

    /// Makes it so. A row that is so already is not written.
    pub(crate) fn put(&mut self, row: R) {
        let key = row.key();
        if self.held.get(&key) != Some(&row) {
            self.changed.insert(key.clone());
            self.held.insert(key, row);
        }
    }
}

/// Rows of some table, for code that moves them without knowing their type.
pub(crate) trait AnyRows: Send + Sync {
    /// Which table.
    fn table(&self) -> &'static Table;
    /// Takes a row as the database has it.
    fn load(&mut self, cells: Vec<Cell>) -> Result<(), ReadError>;
    /// The rows to be written, in order of key.
    fn changed(&self) -> Vec<Vec<Cell>>;
    /// They are written.
    fn settle(&mut self);
    /// Forgets everything.
    fn clear(&mut self);
}

impl<R: Record> AnyRows for Rows<R> {
    fn table(&self) -> &'static Table {
        R::TABLE
    }

    fn load(&mut self, cells: Vec<Cell>) -> Result<(), ReadError> {
        let row = R::read(&mut CellReader::new(R::TABLE, cells))?;
        self.held.insert(row.key(), row);
        Ok(())
    }

    fn changed(&self) -> Vec<Vec<Cell>> {
        let columns = R::TABLE.columns().count();
        self.changed
            .iter()
            .filter_map(|key| self.held.get(key))
            .map(|row| {
                let mut cells = CellWriter::with_capacity(columns);
                row.write(&mut cells);
                cells.finish()
            })
            .collect()
    }

    fn settle(&mut self) {
        self.changed.clear();
        if !R::TABLE.folded {
            self.held.clear();
        }
    }

    fn clear(&mut self) {
        self.held.clear();
        self.changed.clear();
    }
}
