//! Reminders as rows: the domain's own state of each, a column a field, so that it is folded by the domain's own words.

use domain::ids::ReminderId;
use domain::reminder::{Held, NewReminder, Notice, Standing};
use jiff::Timestamp;

use super::ReminderRow;
use crate::ReadError;
use crate::table::{
    CellReader, CellWriter, Column, Record, Table, VALIDITY, Versioned, Whose, int, maybe_int, maybe_text,
    text,
};

/// A reminder, and since when it is what it is (microseconds of recording time).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredReminder {
    pub(super) id: ReminderId,
    pub(super) held: Held,
    pub(super) done_at: Option<Timestamp>,
    pub(super) created_at: Timestamp,
    pub(super) updated_at: Timestamp,
    pub(super) since: i64,
}

impl StoredReminder {
    /// What readers get.
    pub(super) fn shown(self) -> ReminderRow {
        let NewReminder { business, assignee, lead, text, repeat, due: _ } = self.held.what;
        ReminderRow {
            id: self.id,
            business,
            assignee,
            lead,
            text,
            due: self.held.due,
            repeat,
            standing: self.held.standing,
            notice: self.held.notice,
            done_at: self.done_at,
            created_at: self.created_at,
            updated_at: self.updated_at,
        }
    }
}

/// The name of a standing in the table.
pub(super) const fn standing(standing: Standing) -> &'static str {
    match standing {
        Standing::Open => "OPEN",
        Standing::Done => "DONE",
        Standing::Cancelled => "CANCELLED",
    }
}

/// The name of a notice in the table.
pub(super) const fn notice(notice: Notice) -> &'static str {
    match notice {
        Notice::Waiting => "WAITING",
        Notice::Due => "DUE",
        Notice::Seen => "SEEN",
    }
}

const COLUMNS: &[Column] = &[
    text("id"),
    text("business"),
    text("assignee"),
    maybe_text("lead"),
    text("text"),
    int("first_due"),
    text("repeat"),
    int("due"),
    int("occurrence"),
    text("standing"),
    text("notice"),
    text("last_done"),
    maybe_int("done_at"),
    int("created_at"),
    int("updated_at"),
    int("since"),
];

impl Record for StoredReminder {
    type Key = ReminderId;
    const TABLE: &'static Table = &Table {
        name: "reminders",
        columns: COLUMNS,
        extra: &[],
        whose: Whose::Column("business"),
        key: &["id"],
        indexes: &[
            &["business", "standing", "due", "id"],
            &["business", "standing", "updated_at", "id"],
            &["business", "assignee", "standing", "due", "id"],
            &["business", "assignee", "standing", "updated_at", "id"],
            &["lead", "due", "id"],
        ],
        folded: true,
    };

    fn key(&self) -> ReminderId {
        self.id
    }

    fn write(&self, cells: &mut CellWriter) {
        let Held { what, due, occurrence, standing: stands, notice: told, last } = &self.held;
        cells.text(self.id.to_string());
        cells.text(what.business.to_string());
        cells.text(what.assignee.to_string());
        cells.maybe_text(what.lead.map(|lead| lead.to_string()));
        cells.text(what.text.as_str());
        cells.instant(what.due);
        cells.text(what.repeat.as_str());
        cells.instant(*due);
        cells.instant(*occurrence);
        cells.text(standing(*stands));
        cells.text(notice(*told));
        cells.json(last);
        cells.maybe_instant(self.done_at);
        cells.instant(self.created_at);
        cells.instant(self.updated_at);
        cells.int(self.since);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let (id, business, assignee, lead) = (cells.id()?, cells.id()?, cells.id()?, cells.maybe_id()?);
        let (text, first, repeat) = (cells.text()?, cells.instant()?, cells.name()?);
        let (due, occurrence) = (cells.instant()?, cells.instant()?);
        let named = cells.text()?;
        let standing = [Standing::Open, Standing::Done, Standing::Cancelled]
            .into_iter()
            .find(|known| standing(*known) == named)
            .ok_or_else(|| cells.corrupt())?;
        let named = cells.text()?;
        let notice = [Notice::Waiting, Notice::Due, Notice::Seen]
            .into_iter()
            .find(|known| notice(*known) == named)
            .ok_or_else(|| cells.corrupt())?;
        let last = cells.json()?;
        let what = NewReminder { business, assignee, lead, text, due: first, repeat };
        Ok(Self {
            id,
            held: Held { what, due, occurrence, standing, notice, last },
            done_at: cells.maybe_instant()?,
            created_at: cells.instant()?,
            updated_at: cells.instant()?,
            since: cells.int()?,
        })
    }
}

impl Versioned for StoredReminder {
    const VERSIONS: &'static Table = &Table {
        name: "reminder_versions",
        columns: COLUMNS,
        extra: VALIDITY,
        whose: Whose::Column("business"),
        key: &["id", "valid_from"],
        indexes: &[&["business", "standing", "due", "id"], &["lead"]],
        folded: false,
    };

    fn since(&self) -> i64 {
        self.since
    }

    fn set_since(&mut self, at: i64) {
        self.since = at;
    }
}
