//! What subscribers hear: which entity changed, once the read models show it.

use domain::ids::{BusinessId, CallSid, LeadId, MeetingId, ReminderId, UserId};
use domain::values::Channel;
use eventlog::Position;

/// An entity changed and every read model that shows it has passed the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The event that changed it.
    pub position: Position,
    /// Whose it is; `None` while a call's callbacks have not told which number was dialled.
    pub business: Option<BusinessId>,
    /// What changed.
    pub entity: Entity,
}

/// What an event is about.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Entity {
    /// A call, its transcript or its recording.
    Call(CallSid),
    /// A lead, its notes or its provenance.
    Lead(LeadId),
    /// A meeting.
    Meeting(MeetingId),
    /// The prompt of a channel.
    Prompt(Channel),
    /// An agency or its numbers.
    Business(BusinessId),
    /// A person who signs in.
    User(UserId),
    /// A reminder.
    Reminder(ReminderId),
}
