//! Users as rows.

use domain::ids::UserId;

use super::UserRow;
use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, int, text};

impl Record for UserRow {
    type Key = UserId;
    const TABLE: &'static Table = &Table {
        name: "users",
        columns: &[
            text("id"),
            text("business"),
            text("email"),
            text("name"),
            text("role"),
            int("registered_at"),
        ],
        extra: &[],
        key: &["id"],
        indexes: &[&["business", "name"]],
        folded: false,
    };

    fn key(&self) -> UserId {
        self.id
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.id.to_string());
        cells.text(self.business.to_string());
        cells.text(self.email.as_str());
        cells.text(self.name.as_str());
        cells.text(self.role.as_str());
        cells.instant(self.registered_at);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            id: cells.id()?,
            business: cells.id()?,
            email: cells.text()?,
            name: cells.text()?,
            role: cells.name()?,
            registered_at: cells.instant()?,
        })
    }
}
