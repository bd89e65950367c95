//! What hangs on a lead: calls, notes, provenance, tags, and the operations that touched it.

use domain::ids::{BusinessId, CallSid, LeadId};
use domain::lead::{Field, Tag};

use super::{NoteRow, ProvenanceRow};
use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, Whose, int, maybe_int, maybe_text, text};

/// That a lead made a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeadCall {
    pub(crate) lead: LeadId,
    pub(crate) call: CallSid,
}

impl Record for LeadCall {
    type Key = (LeadId, CallSid);
    const TABLE: &'static Table = &Table {
        name: "lead_calls",
        columns: &[text("lead"), text("sid")],
        extra: &[],
        whose: Whose::Of { table: "leads", key: "id", by: "lead" },
        key: &["lead", "sid"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.lead, self.call.clone())
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.lead.to_string());
        cells.text(self.call.as_str());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { lead: cells.id()?, call: cells.id()? })
    }
}

impl Record for NoteRow {
    type Key = (LeadId, String);
    const TABLE: &'static Table = &Table {
        name: "lead_notes",
        columns: &[text("lead"), text("key"), text("text"), int("at"), text("author"), int("position")],
        extra: &[],
        whose: Whose::Of { table: "leads", key: "id", by: "lead" },
        key: &["lead", "key"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.lead, self.key.clone())
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.lead.to_string());
        cells.text(self.key.as_str());
        cells.text(self.text.as_str());
        cells.instant(self.at);
        cells.json(&self.author);
        cells.position(self.position);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            lead: cells.id()?,
            key: cells.text()?,
            text: cells.text()?,
            at: cells.instant()?,
            author: cells.json()?,
            position: cells.position()?,
        })
    }
}

impl Record for ProvenanceRow {
    type Key = (LeadId, Field);
    const TABLE: &'static Table = &Table {
        name: "lead_provenance",
        columns: &[
            text("lead"),
            text("field"),
            maybe_text("value"),
            maybe_text("old_value"),
            int("changed_at"),
            text("actor"),
            text("command"),
            int("position"),
            maybe_text("sid"),
            maybe_int("utterance"),
            maybe_int("start_ms"),
            maybe_int("end_ms"),
        ],
        extra: &[],
        whose: Whose::Of { table: "leads", key: "id", by: "lead" },
        key: &["lead", "field"],
        indexes: &[],
        folded: true,
    };

    fn key(&self) -> Self::Key {
        (self.lead, self.field)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.lead.to_string());
        cells.text(self.field.as_str());
        cells.maybe_text(self.value.as_deref());
        cells.maybe_text(self.old_value.as_deref());
        cells.instant(self.changed_at);
        cells.json(&self.actor);
        cells.text(self.command.as_str());
        cells.position(self.position);
        cells.source(self.source.as_ref());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            lead: cells.id()?,
            field: field_named(cells)?,
            value: cells.maybe_text()?,
            old_value: cells.maybe_text()?,
            changed_at: cells.instant()?,
            actor: cells.json()?,
            command: cells.text()?,
            position: cells.position()?,
            source: cells.source()?,
        })
    }
}

fn field_named(cells: &mut CellReader) -> Result<Field, ReadError> {
    let name = cells.text()?;
    Field::ALL.into_iter().find(|field| field.as_str() == name).ok_or_else(|| cells.corrupt())
}

/// That a lead has a tag, or had it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeadTag {
    pub(crate) lead: LeadId,
    pub(crate) tag: Tag,
    pub(crate) business: BusinessId,
    pub(crate) on: bool,
}

impl Record for LeadTag {
    type Key = (LeadId, Tag);
    const TABLE: &'static Table = &Table {
        name: "lead_tags",
        columns: &[text("lead"), text("tag"), text("business"), int("is_on")],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["lead", "tag"],
        indexes: &[&["business", "is_on", "tag"]],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.lead, self.tag.clone())
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.lead.to_string());
        cells.text(self.tag.as_str());
        cells.text(self.business.to_string());
        cells.int(i64::from(self.on));
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            lead: cells.id()?,
            tag: cells.name()?,
            business: cells.id()?,
            on: cells.int::<i64>()? == 1,
        })
    }
}

/// That a lead took another in, itself or with one that had.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeadKin {
    pub(crate) head: LeadId,
    pub(crate) member: LeadId,
    pub(crate) business: BusinessId,
    pub(crate) on: bool,
}

impl Record for LeadKin {
    type Key = (LeadId, LeadId);
    const TABLE: &'static Table = &Table {
        name: "lead_kin",
        columns: &[text("head"), text("member"), text("business"), int("is_on")],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["head", "member"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.head, self.member)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.head.to_string());
        cells.text(self.member.to_string());
        cells.text(self.business.to_string());
        cells.int(i64::from(self.on));
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            head: cells.id()?,
            member: cells.id()?,
            business: cells.id()?,
            on: cells.int::<i64>()? == 1,
        })
    }
}

/// That an operation of a person touched a lead. An operation is a command, with all that names it as its cause.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LeadOperation {
    pub(crate) lead: LeadId,
    pub(crate) operation: String,
    pub(crate) business: BusinessId,
}

impl Record for LeadOperation {
    type Key = (LeadId, String);
    const TABLE: &'static Table = &Table {
        name: "lead_operations",
        columns: &[text("lead"), text("operation"), text("business")],
        extra: &[],
        whose: Whose::Column("business"),
        key: &["lead", "operation"],
        indexes: &[&["business", "operation"]],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.lead, self.operation.clone())
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.lead.to_string());
        cells.text(self.operation.as_str());
        cells.text(self.business.to_string());
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { lead: cells.id()?, operation: cells.text()?, business: cells.id()? })
    }
}
