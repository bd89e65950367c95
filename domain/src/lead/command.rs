use super::undo::Reversal;
use super::{CustomFact, Field, FieldKey, KnownLead, LeadDetails, LeadFact, LeadStatus, Tag};
use crate::ids::{BusinessId, CallSid, LeadId, UserId};
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
        /// What the person saw when they began: a field that holds something else by now is not overwritten. `None`: whatever it holds.
        seen: Option<LeadDetails>,
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
    /// A person changes several things at once, of one lead or of many.
    Change(Box<LeadChange>),
    /// A file or a form brings them, or more about them. Makes the lead when there is none.
    Enter {
        /// Whose lead it is.
        business: BusinessId,
        /// Their number.
        phone: PhoneNumber,
        /// What is written of them.
        change: Box<LeadChange>,
        /// Something to write down, under the command's key.
        note: Option<(String, String)>,
    },
    /// Take another lead in: its number and its past are this one's from then on.
    Absorb {
        /// Which.
        lead: LeadId,
        /// As it stands.
        other: Box<KnownLead>,
    },
    /// Be taken in by another lead.
    MergeInto {
        /// Which.
        lead: LeadId,
    },
    /// Take back what an operation did, as far as nobody has touched it since.
    Reverse(Reversal),
    /// Write down that the person was erased, whoever answers for them.
    Forget,
}

/// What a person changes of a lead at once. What is not named stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeadChange {
    /// New values of details.
    pub facts: Vec<LeadFact>,
    /// Where to.
    pub status: Option<LeadStatus>,
    /// Whose from then on; `Some(None)`: nobody's.
    pub assignee: Option<Option<UserId>>,
    /// Tags to put on.
    pub add_tags: Vec<Tag>,
    /// Tags to take off.
    pub remove_tags: Vec<Tag>,
    /// New values of custom fields.
    pub custom: Vec<CustomFact>,
    /// Custom fields to empty.
    pub cleared_custom: Vec<FieldKey>,
}
