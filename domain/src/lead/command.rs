use super::{Field, LeadFact, LeadStatus};
use crate::ids::{BusinessId, CallSid};
use crate::values::{PhoneNumber, Source};

/// What can be asked of a lead.
#[derive(Debug, Clone, PartialEq)]
pub enum LeadCommand {
    /// A conversation brought them, or more about them. Makes the lead when there is none.
    Capture {
        /// Whose lead it is.
        business: BusinessId,
        /// Their number.
        phone: PhoneNumber,
        /// What they told.
        facts: Vec<LeadFact>,
        /// Where in which call; `None` when a person or an import brought them.
        source: Option<Source>,
        /// The call they made.
        call: Option<CallSid>,
    },
    /// A person corrects the details.
    Update {
        /// New values.
        facts: Vec<LeadFact>,
        /// Fields to empty.
        cleared: Vec<Field>,
    },
    /// Move to another status.
    SetStatus {
        /// Which.
        status: LeadStatus,
    },
    /// A meeting was booked with them: on to `MEETING_SET`, unless they are past it already.
    NoteMeetingSet,
    /// Write something down.
    AddNote {
        /// The command's key: a repeat is the same note.
        key: String,
        /// The words.
        text: String,
    },
}
