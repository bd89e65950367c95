//! Leads as rows: a column per detail, since lists filter by them.

use domain::ids::{CallSid, LeadId};
use domain::lead::{Field, LeadDetails, LeadFact};
use domain::values::{Intent, Money, PropertyKind, Rooms};

use super::value::{intent_name, property_name};
use super::{LeadRow, NoteRow, ProvenanceRow};
use crate::ReadError;
use crate::table::{
    CellReader, CellWriter, Column, Record, Table, VALIDITY, Versioned, int, maybe_int, maybe_text, text,
};

/// A lead, and since when it is what it is (microseconds of recording time).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredLead {
    pub(super) row: LeadRow,
    pub(super) since: i64,
}

const COLUMNS: &[Column] = &[
    text("id"),
    text("business"),
    text("phone"),
    text("status"),
    maybe_text("name"),
    maybe_text("intent"),
    maybe_text("city"),
    maybe_text("neighborhood"),
    maybe_text("property_kind"),
    maybe_int("half_rooms"),
    maybe_int("budget_agorot"),
    maybe_text("email"),
    text("search"),
    int("created_at"),
    int("updated_at"),
    int("since"),
];

impl Record for StoredLead {
    type Key = LeadId;
    const TABLE: &'static Table = &Table {
        name: "leads",
        columns: COLUMNS,
        extra: &[],
        key: &["id"],
        indexes: &[&["business", "created_at", "id"], &["business", "phone"]],
        folded: true,
    };

    fn key(&self) -> LeadId {
        self.row.id
    }

    fn write(&self, cells: &mut CellWriter) {
        let details = Details::of(&self.row.details);
        cells.text(self.row.id.to_string());
        cells.text(self.row.business.to_string());
        cells.text(self.row.phone.as_str());
        cells.text(self.row.status.as_str());
        cells.maybe_text(details.name);
        cells.maybe_text(details.intent.map(intent_name));
        cells.maybe_text(details.city);
        cells.maybe_text(details.neighborhood);
        cells.maybe_text(details.property_kind.map(property_name));
        cells.maybe_int(details.rooms.map(half_rooms));
        cells.maybe_int(details.budget.map(Money::as_agorot));
        cells.maybe_text(details.email);
        cells.text(search_text(&details));
        cells.instant(self.row.created_at);
        cells.instant(self.row.updated_at);
        cells.int(self.since);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        let (id, business, phone, status) = (cells.id()?, cells.id()?, cells.name()?, cells.name()?);
        let mut details = LeadDetails::default();
        let facts = [
            cells.maybe_text()?.map(LeadFact::Name),
            cells.maybe_name()?.map(LeadFact::Intent),
            cells.maybe_text()?.map(LeadFact::City),
            cells.maybe_text()?.map(LeadFact::Neighborhood),
            cells.maybe_name()?.map(LeadFact::PropertyKind),
            cells.maybe_int()?.map(|halves| LeadFact::Rooms(Rooms::halves(halves))),
            cells.maybe_int()?.map(|agorot| LeadFact::Budget(Money::agorot(agorot))),
            cells.maybe_text()?.map(LeadFact::Email),
        ];
        facts.into_iter().flatten().for_each(|fact| details.set(fact));
        cells.skip(1);
        let (created_at, updated_at) = (cells.instant()?, cells.instant()?);
        let row = LeadRow { id, business, phone, status, details, created_at, updated_at };
        Ok(Self { row, since: cells.int()? })
    }
}

impl Versioned for StoredLead {
    const VERSIONS: &'static Table = &Table {
        name: "lead_versions",
        columns: COLUMNS,
        extra: VALIDITY,
        key: &["id", "valid_from"],
        indexes: &[&["business", "created_at", "id"]],
        folded: false,
    };

    fn since(&self) -> i64 {
        self.since
    }

    fn set_since(&mut self, at: i64) {
        self.since = at;
    }
}

/// The details, taken apart.
#[derive(Default)]
struct Details<'a> {
    name: Option<&'a str>,
    intent: Option<Intent>,
    city: Option<&'a str>,
    neighborhood: Option<&'a str>,
    property_kind: Option<PropertyKind>,
    rooms: Option<Rooms>,
    budget: Option<Money>,
    email: Option<&'a str>,
}

impl<'a> Details<'a> {
    fn of(details: &'a LeadDetails) -> Self {
        let mut apart = Self::default();
        for fact in details.facts() {
            match fact {
                LeadFact::Name(name) => apart.name = Some(name),
                LeadFact::Intent(intent) => apart.intent = Some(*intent),
                LeadFact::City(city) => apart.city = Some(city),
                LeadFact::Neighborhood(place) => apart.neighborhood = Some(place),
                LeadFact::PropertyKind(kind) => apart.property_kind = Some(*kind),
                LeadFact::Rooms(rooms) => apart.rooms = Some(*rooms),
                LeadFact::Budget(money) => apart.budget = Some(*money),
                LeadFact::Email(email) => apart.email = Some(email),
            }
        }
        apart
    }
}

#[expect(clippy::cast_possible_truncation, reason = "rooms are counted in halves, up to 255 of them")]
fn half_rooms(rooms: Rooms) -> i32 {
    (rooms.as_decimal() * 2.0) as i32
}

/// What a search looks into, folded here so that both databases find the same.
fn search_text(details: &Details<'_>) -> String {
    let words: Vec<&str> =
        [details.name, details.city, details.neighborhood, details.email].into_iter().flatten().collect();
    words.join("\n").to_lowercase()
}

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
