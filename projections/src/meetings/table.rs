//! Meetings as rows.

use domain::ids::MeetingId;
use domain::values::TimeSlot;

use super::{MeetingRow, MeetingStatus};
use crate::ReadError;
use crate::table::{
    CellReader, CellWriter, Column, Record, Table, VALIDITY, Versioned, Whose, int, maybe_int, maybe_text,
    text,
};

/// A meeting, and since when it is what it is (microseconds of recording time).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredMeeting {
    pub(super) row: MeetingRow,
    pub(super) since: i64,
}

const COLUMNS: &[Column] = &[
    text("id"),
    text("business"),
    text("agent"),
    maybe_text("lead"),
    int("starts_at"),
    int("ends_at"),
    text("subject"),
    text("status"),
    maybe_text("reason"),
    int("revision"),
    maybe_text("sid"),
    maybe_int("utterance"),
    maybe_int("start_ms"),
    maybe_int("end_ms"),
    int("booked_at"),
    int("updated_at"),
    int("since"),
];

impl Record for StoredMeeting {
    type Key = MeetingId;
    const TABLE: &'static Table = &Table {
        name: "meetings",
        columns: COLUMNS,
        extra: &[],
        whose: Whose::Column("business"),
        key: &["id"],
        indexes: &[&["business", "starts_at"], &["lead"], &["sid"]],
        folded: true,
    };

    fn key(&self) -> MeetingId {
        self.row.id
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.row.id.to_string());
        cells.text(self.row.business.to_string());
        cells.text(self.row.agent.to_string());
        cells.maybe_text(self.row.lead.map(|lead| lead.to_string()));
        cells.instant(self.row.slot.start());
        cells.instant(self.row.slot.end());
        cells.text(self.row.subject.as_str());
        cells.text(self.row.status.as_str());
        cells.maybe_text(self.row.reason.as_deref());
        cells.int(self.row.revision);
        cells.source(self.row.source.as_ref());
        cells.instant(self.row.booked_at);
        cells.instant(self.row.updated_at);
        cells.int(self.since);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let (id, business, agent, lead) = (cells.id()?, cells.id()?, cells.id()?, cells.maybe_id()?);
        let slot = TimeSlot::new(cells.instant()?, cells.instant()?).map_err(|_| cells.corrupt())?;
        let subject = cells.text()?;
        let status = match cells.text()?.as_str() {
            "BOOKED" => MeetingStatus::Booked,
            "CANCELLED" => MeetingStatus::Cancelled,
            _ => return Err(cells.corrupt()),
        };
        let (reason, revision, source) = (cells.maybe_text()?, cells.int()?, cells.source()?);
        let (booked_at, updated_at) = (cells.instant()?, cells.instant()?);
        let row = MeetingRow {
            id,
            business,
            agent,
            lead,
            slot,
            subject,
            status,
            reason,
            revision,
            source,
            booked_at,
            updated_at,
        };
        Ok(Self { row, since: cells.int()? })
    }
}

impl Versioned for StoredMeeting {
    const VERSIONS: &'static Table = &Table {
        name: "meeting_versions",
        columns: COLUMNS,
        extra: VALIDITY,
        whose: Whose::Column("business"),
        key: &["id", "valid_from"],
        indexes: &[&["business", "starts_at"]],
        folded: false,
    };

    fn since(&self) -> i64 {
        self.since
    }

    fn set_since(&mut self, at: i64) {
        self.since = at;
    }
}
