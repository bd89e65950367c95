use domain::Actor;
use domain::ids::{BusinessId, LeadId, UserId};
use domain::lead::{CustomFact, Field, LeadDetails, LeadStatus, Tag};
use domain::values::{Intent, PhoneNumber, Source};
use eventlog::Position;
use jiff::Timestamp;

/// A lead as lists and pages show it.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadRow {
    /// Derived from business and phone.
    pub id: LeadId,
    /// Whose lead it is.
    pub business: BusinessId,
    /// The number that makes it who it is.
    pub phone: PhoneNumber,
    /// Where it stands.
    pub status: LeadStatus,
    /// What it told or was told of it, the name among it.
    pub details: LeadDetails,
    /// Who works with it.
    pub assignee: Option<UserId>,
    /// What it is marked with, in order.
    pub tags: Vec<Tag>,
    /// The business's own fields, in order of key.
    pub custom: Vec<CustomFact>,
    /// How it came.
    pub origin: LeadOrigin,
    /// The lead that took it in and answers for it.
    pub merged_into: Option<LeadId>,
    /// The leads it took in itself, each with its number (`None` once that person was erased).
    pub merged: Vec<(LeadId, Option<PhoneNumber>)>,
    /// All leads it answers for, near and far.
    pub family: Vec<LeadId>,
    /// The numbers it answers to, its own first.
    pub phones: Vec<PhoneNumber>,
    /// When it was first heard of.
    pub created_at: Timestamp,
    /// The last event about it.
    pub updated_at: Timestamp,
}

/// How a lead came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LeadOrigin {
    /// They called.
    Call,
    /// From a file.
    Import,
    /// A person wrote them down.
    Manual,
}

impl LeadOrigin {
    const ALL: [Self; 3] = [Self::Call, Self::Import, Self::Manual];

    /// The name in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "CALL",
            Self::Import => "IMPORT",
            Self::Manual => "MANUAL",
        }
    }

    /// The one of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|origin| origin.as_str() == name)
    }
}

/// What a list of leads is ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LeadOrder {
    /// First heard of, the newest first.
    #[default]
    Newest,
    /// First heard of, the oldest first.
    Oldest,
    /// Last changed, the latest first.
    Updated,
    /// By name; the nameless last.
    Name,
}

impl LeadOrder {
    /// The one of this name, as addresses of the screen have it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "NEWEST" => Some(Self::Newest),
            "OLDEST" => Some(Self::Oldest),
            "UPDATED" => Some(Self::Updated),
            "NAME" => Some(Self::Name),
            _ => None,
        }
    }
}

/// Something written down about a lead. Ordered by position: oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoteRow {
    /// About whom.
    pub lead: LeadId,
    /// The command's key.
    pub key: String,
    /// The words.
    pub text: String,
    /// When.
    pub at: Timestamp,
    /// Who wrote it.
    pub author: Actor,
    /// The event.
    pub position: Position,
}

/// Where a field's present value came from. Ordered as screens show the fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvenanceRow {
    /// Of whom.
    pub lead: LeadId,
    /// Which field.
    pub field: Field,
    /// The value, as text ([`crate::fact_text`]); `None`: it was emptied.
    pub value: Option<String>,
    /// What it was before.
    pub old_value: Option<String>,
    /// When.
    pub changed_at: Timestamp,
    /// Who.
    pub actor: Actor,
    /// By which command (`CaptureLead`).
    pub command: String,
    /// By which event.
    pub position: Position,
    /// Where in which call it was said; `None`: a person typed it.
    pub source: Option<Source>,
}

/// Which leads are wanted. Every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LeadFilter {
    /// One of these statuses; empty: any.
    pub status: Vec<LeadStatus>,
    /// What they want to do.
    pub intent: Option<Intent>,
    /// The city, as it is written.
    pub city: Option<String>,
    /// Words that all occur in name, city, neighbourhood, e-mail address, tags, custom texts or notes; or a phone in any spelling.
    pub search: Option<String>,
    /// Whose.
    pub assignee: Option<UserId>,
    /// Only those that are nobody's.
    pub unassigned: bool,
    /// Marked with all of these.
    pub tags: Vec<Tag>,
    /// One of these; empty: however they came.
    pub origin: Vec<LeadOrigin>,
    /// First heard of from then on.
    pub created_from: Option<Timestamp>,
    /// First heard of before then.
    pub created_to: Option<Timestamp>,
}

/// A lead as it was at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct LeadAsOf {
    /// The lead.
    pub lead: LeadRow,
    /// What had been written down.
    pub notes: Vec<NoteRow>,
    /// Where its fields' values came from.
    pub provenance: Vec<ProvenanceRow>,
}
