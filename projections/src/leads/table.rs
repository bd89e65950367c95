//! Leads as rows: a column per detail, since lists filter by them.

use domain::hebrew::fold;
use domain::ids::LeadId;
use domain::lead::{CustomValue, LeadDetails, LeadFact, Tag};
use domain::values::{Intent, Money, PhoneNumber, PropertyKind, Rooms};
use serde::{Deserialize, Serialize};

use super::value::{intent_name, property_name};
use super::{LeadOrigin, LeadRow};
use crate::ReadError;
use crate::table::{
    CellReader, CellWriter, Column, Record, TRIGRAMS, Table, VALIDITY, Versioned, Whose, int, maybe_int,
    maybe_text, text,
};

/// A lead, and since when it is what it is (microseconds of recording time).
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredLead {
    pub(super) row: LeadRow,
    /// The leads it took in itself, each with its own family and numbers: what leaves when one parts.
    pub(super) takeins: Vec<TakeIn>,
    /// What was written down, folded for searching: the newest [`MOST_NOTES`] characters.
    pub(super) notes: String,
    /// Whether lists show it: it was neither merged into another nor taken back.
    pub(super) listed: bool,
    pub(super) since: i64,
}

/// A lead that was taken in: it, those it had taken in itself, and their numbers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct TakeIn {
    lead: LeadId,
    family: Vec<LeadId>,
    phones: Vec<PhoneNumber>,
}

/// Characters of notes a search looks into.
const MOST_NOTES: usize = 4_000;

impl StoredLead {
    pub(super) fn write_down(&mut self, note: &str) {
        let text = format!("{}\n{}", fold(note), self.notes);
        self.notes = text.chars().take(MOST_NOTES).collect();
    }

    pub(super) fn take_in(&mut self, lead: LeadId, family: &[LeadId], phones: &[PhoneNumber]) {
        self.takeins.push(TakeIn { lead, family: family.to_vec(), phones: phones.to_vec() });
        self.gather();
    }

    pub(super) fn part(&mut self, lead: LeadId) {
        self.takeins.retain(|each| each.lead != lead);
        self.gather();
    }

    /// A lead that was taken in, and those that came with it.
    pub(super) fn taken_with(&self, lead: LeadId) -> Vec<LeadId> {
        let came = self.takeins.iter().filter(|each| each.lead == lead);
        came.flat_map(|each| [&[each.lead], each.family.as_slice()].concat()).collect()
    }

    fn gather(&mut self) {
        let members = self.takeins.iter().flat_map(|each| [&[each.lead], each.family.as_slice()].concat());
        self.row.family = members.collect();
        self.row.merged = self.takeins.iter().map(|each| (each.lead, each.phones.first().cloned())).collect();
        let others = self.takeins.iter().flat_map(|each| each.phones.iter().cloned());
        self.row.phones = std::iter::once(self.row.phone.clone()).chain(others).collect();
    }
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
    maybe_text("assignee"),
    text("tags"),
    text("custom"),
    text("origin"),
    maybe_text("merged_into"),
    text("takeins"),
    text("notes"),
    int("listed"),
    text("search"),
    text("sort_name"),
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
        whose: Whose::Column("business"),
        key: &["id"],
        indexes: &[
            &["business", "listed", "created_at", "id"],
            &["business", "listed", "updated_at", "id"],
            &["business", "listed", "sort_name", "id"],
            &["business", "listed", "status", "created_at", "id"],
            &["business", "listed", "assignee", "created_at", "id"],
            &["search", TRIGRAMS],
        ],
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
        cells.maybe_text(self.row.assignee.map(|user| user.to_string()));
        cells.json(&self.row.tags);
        cells.json(&self.row.custom);
        cells.text(self.row.origin.as_str());
        cells.maybe_text(self.row.merged_into.map(|lead| lead.to_string()));
        cells.json(&self.takeins);
        cells.text(self.notes.as_str());
        cells.int(i64::from(self.listed));
        cells.text(self.search_text(&details));
        cells.text(sort_name(details.name));
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
        let assignee = cells.maybe_id()?;
        let (tags, custom) = (cells.json()?, cells.json()?);
        let origin = LeadOrigin::named(&cells.text()?).ok_or_else(|| cells.corrupt())?;
        let (merged_into, takeins) = (cells.maybe_id()?, cells.json()?);
        let (notes, listed) = (cells.text()?, cells.int::<i64>()? == 1);
        cells.skip(2);
        let (created_at, updated_at) = (cells.instant()?, cells.instant()?);
        let row = LeadRow {
            id,
            business,
            phone,
            status,
            details,
            assignee,
            tags,
            custom,
            origin,
            merged_into,
            merged: Vec::new(),
            family: Vec::new(),
            phones: Vec::new(),
            created_at,
            updated_at,
        };
        let mut lead = Self { row, takeins, notes, listed, since: cells.int()? };
        lead.gather();
        Ok(lead)
    }
}

impl Versioned for StoredLead {
    const VERSIONS: &'static Table = &Table {
        name: "lead_versions",
        columns: COLUMNS,
        extra: VALIDITY,
        whose: Whose::Column("business"),
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

/// Names before the nameless, in the order of the folded name.
fn sort_name(name: Option<&str>) -> String {
    name.map_or_else(|| "1".to_owned(), |name| format!("0{}", name.to_lowercase()))
}

/// The number as it is dialled in the country: `0525550100`.
fn national(phone: &PhoneNumber) -> Option<String> {
    phone.as_str().strip_prefix("+972").map(|rest| format!("0{rest}"))
}

/// A tag's line behind the searched text, where filters look for it as it is written. Folded text has no lines.
pub(super) fn tag_line(tag: &Tag) -> String {
    format!("\n#{}\n", tag.as_str().to_lowercase())
}

impl StoredLead {
    /// What a search looks into, folded here so that both databases find the same; the tags' lines behind it.
    fn search_text(&self, details: &Details<'_>) -> String {
        let told = [details.name, details.city, details.neighborhood, details.email].into_iter().flatten();
        let mut lines: Vec<String> = told.map(str::to_owned).collect();
        for phone in &self.row.phones {
            lines.push(phone.to_string());
            lines.extend(national(phone));
        }
        lines.extend(self.row.custom.iter().filter_map(|fact| match &fact.value {
            CustomValue::Text(text) | CustomValue::Choice(text) => Some(text.clone()),
            CustomValue::Number(_) | CustomValue::Date(_) | CustomValue::YesNo(_) => None,
        }));
        lines.push(self.notes.clone());
        lines.extend(self.row.tags.iter().map(|tag| format!("#{tag}")));
        let mut text = fold(&lines.join("\n"));
        // צה"ל is looked for as צהל too.
        let abbreviations = text.split(' ').filter(|word| word.contains('"'));
        let bare: Vec<String> = abbreviations.map(|word| word.replace('"', "")).collect();
        text = format!("{text} {}", bare.join(" "));
        text.extend(self.row.tags.iter().map(tag_line));
        text
    }
}
