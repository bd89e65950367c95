//! Users as rows.

use domain::ids::UserId;

use super::UserRow;
use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, Whose, int, maybe_int, text};

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
            text("status"),
            int("second_factor"),
            int("registered_at"),
            maybe_int("seen_at"),
        ],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["id"],
        indexes: &[&["business", "name"]],
        folded: true,
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
        cells.text(self.status.as_str());
        cells.int(self.second_factor);
        cells.instant(self.registered_at);
        cells.maybe_instant(self.seen_at);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            id: cells.id()?,
            business: cells.id()?,
            email: cells.text()?,
            name: cells.text()?,
            role: cells.name()?,
            status: cells.name()?,
            second_factor: cells.int::<i64>()? != 0,
            registered_at: cells.instant()?,
            seen_at: cells.maybe_instant()?,
        })
    }
}
