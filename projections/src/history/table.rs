//! History as rows: one an event, and beside them what each entity's fields hold, so that a change can tell what it replaced.

use std::collections::BTreeMap;

use domain::ids::BusinessId;
use eventlog::Position;

use super::{AuditRow, HistoryRow};
use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, Whose, int, maybe_text, text};

/// An event of an entity.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredEntry {
    /// `CALL/CA…`
    pub(crate) subject: String,
    pub(crate) entry: HistoryRow,
}

impl Record for StoredEntry {
    type Key = (String, Position);
    const TABLE: &'static Table = &Table {
        name: "history",
        columns: &[
            text("subject"),
            int("position"),
            int("at"),
            text("event_type"),
            text("command"),
            text("command_id"),
            maybe_text("causation_id"),
            text("correlation_id"),
            text("actor"),
            text("changes"),
            text("payload"),
        ],
        extra: &[],
        whose: Whose::Of { table: "history_subjects", key: "subject", by: "subject" },
        key: &["subject", "position"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.subject.clone(), self.entry.position)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.subject.as_str());
        cells.position(self.entry.position);
        cells.instant(self.entry.at);
        cells.text(self.entry.event_type.as_str());
        cells.text(self.entry.command.as_str());
        cells.text(self.entry.command_id.as_str());
        cells.maybe_text(self.entry.causation_id.as_deref());
        cells.text(self.entry.correlation_id.as_str());
        cells.json(&self.entry.actor);
        cells.json(&self.entry.changes);
        cells.text(self.entry.payload.as_str());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            subject: cells.text()?,
            entry: HistoryRow {
                position: cells.position()?,
                at: cells.instant()?,
                event_type: cells.text()?,
                command: cells.text()?,
                command_id: cells.text()?,
                causation_id: cells.maybe_text()?,
                correlation_id: cells.text()?,
                actor: cells.json()?,
                changes: cells.json()?,
                payload: cells.text()?,
            },
        })
    }
}

/// What an entity's fields hold, and whose it is.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Subject {
    pub(super) key: String,
    /// Unknown until a call's line is; its history is invisible until then.
    pub(super) business: Option<BusinessId>,
    pub(super) fields: BTreeMap<String, String>,
}

impl Record for Subject {
    type Key = String;
    const TABLE: &'static Table = &Table {
        name: "history_subjects",
        columns: &[text("subject"), maybe_text("business"), text("fields")],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["subject"],
        indexes: &[],
        folded: true,
    };

    fn key(&self) -> String {
        self.key.clone()
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.key.as_str());
        cells.maybe_text(self.business.map(|business| business.to_string()));
        cells.json(&self.fields);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { key: cells.text()?, business: cells.maybe_id()?, fields: cells.json()? })
    }
}

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredAudit {
    /// What it is about, as in [`StoredEntry`]: beside the position it makes a place in the list.
    pub(super) subject: String,
    pub(super) entry: AuditRow,
}

impl Record for StoredAudit {
    type Key = Position;
    const TABLE: &'static Table = &Table {
        name: "audit",
        columns: &[
            int("position"),
            text("subject"),
            int("at"),
            text("kind"),
            maybe_text("business"),
            maybe_text("name"),
            text("actor"),
            maybe_text("note"),
        ],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["position"],
        indexes: &[&["business", "position"]],
        folded: false,
    };

    fn key(&self) -> Position {
        self.entry.position
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.position(self.entry.position);
        cells.text(self.subject.as_str());
        cells.instant(self.entry.at);
        cells.text(self.entry.kind.as_str());
        cells.maybe_text(self.entry.business.map(|business| business.to_string()));
        cells.maybe_text(self.entry.name.as_deref());
        cells.json(&self.entry.actor);
        cells.maybe_text(self.entry.note.as_deref());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let (position, subject) = (cells.position()?, cells.text()?);
        let (at, kind) = (cells.instant()?, cells.name()?);
        let (business, name) = (cells.maybe_id()?, cells.maybe_text()?);
        let entry =
            AuditRow { position, at, kind, business, name, actor: cells.json()?, note: cells.maybe_text()? };
        Ok(Self { subject, entry })
    }
}
