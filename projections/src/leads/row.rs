use domain::Actor;
use domain::ids::{BusinessId, LeadId};
use domain::lead::{Field, LeadDetails, LeadStatus};
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
    /// When it was first heard of.
    pub created_at: Timestamp,
    /// The last event about it.
    pub updated_at: Timestamp,
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
    /// Part of name, city, neighbourhood or e-mail address, or a phone in any spelling.
    pub search: Option<String>,
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
