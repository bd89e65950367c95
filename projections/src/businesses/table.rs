//! Agencies and their numbers as rows.

use domain::business::Settings;
use domain::ids::BusinessId;
use domain::values::PhoneNumber;
use jiff::Timestamp;

use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, Whose, int, text};

/// An agency.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredBusiness {
    pub(super) id: BusinessId,
    pub(super) settings: Settings,
    pub(super) opened_at: Timestamp,
    pub(super) suspended: bool,
}

impl Record for StoredBusiness {
    type Key = BusinessId;
    const TABLE: &'static Table = &Table {
        name: "businesses",
        columns: &[text("id"), text("name"), text("settings"), int("opened_at"), int("suspended")],
        extra: &[],
        whose: Whose::Column("id"),
        key: &["id"],
        indexes: &[],
        folded: true,
    };

    fn key(&self) -> BusinessId {
        self.id
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.id.to_string());
        cells.text(self.settings.name.as_str());
        cells.json(&self.settings);
        cells.instant(self.opened_at);
        cells.int(self.suspended);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let id = cells.id()?;
        cells.skip(1);
        let (settings, opened_at) = (cells.json()?, cells.instant()?);
        Ok(Self { id, settings, opened_at, suspended: cells.int::<i64>()? != 0 })
    }
}

/// A dialled number and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredNumber {
    pub(super) number: PhoneNumber,
    pub(super) business: BusinessId,
}

impl Record for StoredNumber {
    type Key = PhoneNumber;
    const TABLE: &'static Table = &Table {
        name: "business_numbers",
        columns: &[text("number"), text("business")],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["number"],
        indexes: &[&["business"]],
        folded: false,
    };

    fn key(&self) -> PhoneNumber {
        self.number.clone()
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.number.as_str());
        cells.text(self.business.to_string());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { number: cells.name()?, business: cells.id()? })
    }
}
