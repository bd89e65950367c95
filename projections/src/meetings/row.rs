use domain::ids::{BusinessId, LeadId, MeetingId, UserId};
use domain::values::{Source, TimeSlot};
use jiff::Timestamp;

/// A meeting, whatever day it moved to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MeetingRow {
    /// Its identity.
    pub id: MeetingId,
    /// Whose it is.
    pub business: BusinessId,
    /// Whose calendar it is in.
    pub agent: UserId,
    /// With whom.
    pub lead: Option<LeadId>,
    /// When.
    pub slot: TimeSlot,
    /// What about.
    pub subject: String,
    /// Whether it takes place.
    pub status: MeetingStatus,
    /// Why it was called off, when somebody said.
    pub reason: Option<String>,
    /// How often it was changed since it was booked: what moves it or calls it off is one more.
    pub revision: u32,
    /// Where it was agreed, when that was in a call.
    pub source: Option<Source>,
    /// When it was booked.
    pub booked_at: Timestamp,
    /// The last event about it.
    pub updated_at: Timestamp,
}

/// Whether a meeting takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MeetingStatus {
    /// It does.
    Booked,
    /// It was called off.
    Cancelled,
}

impl MeetingStatus {
    /// The name in GraphQL and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Booked => "BOOKED",
            Self::Cancelled => "CANCELLED",
        }
    }
}
