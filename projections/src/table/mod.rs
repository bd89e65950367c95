//! Read-model tables as values: what they look like, and rows of them held in memory while a batch is folded.

mod cell;
mod rows;

pub(crate) use cell::{Cell, CellReader, CellWriter, Column, Kind, int, maybe_int, maybe_text, text};
pub(crate) use rows::{AnyRows, Rows};

use crate::ReadError;

/// Marks an index over a text's parts: PostgreSQL makes it with `pg_trgm` where it has that; SQLite reads the rows of a business.
pub(crate) const TRIGRAMS: &str = "gin_trgm_ops";

/// A table of a read model, without the generation it belongs to.
#[derive(Debug)]
pub(crate) struct Table {
    /// The view's name; the physical table is `{name}_g{generation}`.
    pub(crate) name: &'static str,
    /// Its columns, the first of which names the *owner*: the entity whose rows are loaded together.
    pub(crate) columns: &'static [Column],
    /// More columns behind those (validity of a version).
    pub(crate) extra: &'static [Column],
    /// Which business a row is of: what the second wall goes by.
    pub(crate) whose: Whose,
    /// The primary key.
    pub(crate) key: &'static [&'static str],
    /// What readers search by; made after a rebuild has filled the table. A column with [`TRIGRAMS`] behind it is searched for
    /// parts of its text.
    pub(crate) indexes: &'static [&'static [&'static str]],
    /// Whether folding needs the rows that are there; `false`: rows are only ever put whole.
    pub(crate) folded: bool,
}

/// How a table's rows tell whose they are.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Whose {
    /// This column holds the business.
    Column(&'static str),
    /// This column begins with the business and a slash.
    Prefix(&'static str),
    /// They go with the row of another table of the read model, which has the business: its `key` is our column `by`.
    Of {
        /// The other table.
        table: &'static str,
        /// What it is found by.
        key: &'static str,
        /// Our column that names it.
        by: &'static str,
    },
    /// They are the installation's: no wall.
    Nobody,
}

impl Table {
    /// Whether parts of a text are searched for in it.
    pub(crate) fn is_searched(&self) -> bool {
        self.indexes.iter().any(|index| index.contains(&TRIGRAMS))
    }

    /// All columns.
    pub(crate) fn columns(&self) -> impl Iterator<Item = &Column> + Clone {
        self.columns.iter().chain(self.extra)
    }

    /// The physical table of a generation.
    pub(crate) fn physical(&self, generation: u32) -> String {
        format!("{}_g{generation}", self.name)
    }
}

/// A row type. `write` and `read` follow the order of the table's columns.
pub(crate) trait Record: Clone + PartialEq + Send + Sync + 'static {
    /// What tells rows apart, in the order of the table's key.
    type Key: Ord + Clone + Send + Sync;
    /// Its table.
    const TABLE: &'static Table;
    /// This row's key.
    fn key(&self) -> Self::Key;
    /// Into cells.
    fn write(&self, cells: &mut CellWriter);
    /// From cells.
    fn read(cells: &mut CellReader) -> Result<Self, ReadError>;
}

/// A row as it was from `since` (included) to `until` (not included), in microseconds of recording time.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Version<R> {
    pub(crate) row: R,
    pub(crate) since: i64,
    pub(crate) until: i64,
}

/// A row type whose past is kept, so that lists can be read as of any instant.
pub(crate) trait Versioned: Record {
    /// The table of its versions: the same columns, then [`VALIDITY`].
    const VERSIONS: &'static Table;
    /// When the row became what it is.
    fn since(&self) -> i64;
    /// Notes that it became so.
    fn set_since(&mut self, at: i64);
}

/// The columns of a version behind the row's own. The open end is [`FOREVER`].
pub(crate) const VALIDITY: &[Column] = &[int("valid_from"), int("valid_until")];

/// The end of the version that stands.
pub(crate) const FOREVER: i64 = i64::MAX;

impl<R: Versioned> Record for Version<R> {
    type Key = (R::Key, i64);
    const TABLE: &'static Table = R::VERSIONS;

    fn key(&self) -> Self::Key {
        (self.row.key(), self.since)
    }

    fn write(&self, cells: &mut CellWriter) {
        self.row.write(cells);
        cells.int(self.since);
        cells.int(self.until);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { row: R::read(cells)?, since: cells.int()?, until: cells.int()? })
    }
}

/// Puts a changed row and closes the version it had. Nothing happens when the row did not change.
pub(crate) fn put_version<R: Versioned>(
    rows: &mut Rows<R>,
    versions: &mut Rows<Version<R>>,
    mut row: R,
    at: i64,
) {
    let before = rows.get(&row.key()).cloned();
    if let Some(before) = before {
        row.set_since(before.since());
        if row == before {
            return;
        }
        // Two changes within a microsecond are one version: nobody can ask for the instant between them.
        if before.since() < at {
            versions.put(Version { since: before.since(), until: at, row: before });
        }
    }
    row.set_since(at);
    versions.put(Version { row: row.clone(), since: at, until: FOREVER });
    rows.put(row);
}
