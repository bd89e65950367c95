//! What every event carries beside its payload: who, when, why.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, CallSid, LeadId, UserId};

/// Who asked for it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Actor {
    /// A signed-in person.
    User {
        /// Who.
        id: UserId,
    },
    /// The AI agent, in this call.
    Agent {
        /// Where.
        call: CallSid,
    },
    /// Twilio, by webhook.
    Twilio,
    /// The product itself: start-up, reactors, process managers.
    System,
}

/// The circumstances of an event. Stored as JSON beside the payload; the log also keeps business and time as columns.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metadata {
    /// The tenant; `None` only while a call's callbacks have not told which number was dialled, and of a number that is nobody's yet.
    pub business: Option<BusinessId>,
    /// The command's idempotency key: `tw:{call_sid}:{what}`, `tool:{call_sid}:{id}`, `api:{client key}`, `pm:{reactor}:{position}:{n}`.
    pub command_id: String,
    /// What the command was, in the domain's words (`RecordUtterance`).
    pub command: String,
    /// The immediate cause: another command id, an event (`event:{position}`), a webhook's delivery.
    pub causation_id: Option<String>,
    /// The whole story this belongs to: a call's sid, a request's id.
    pub correlation_id: String,
    /// Who.
    pub actor: Actor,
    /// Whose personal data the payload holds: names the key it is encrypted under.
    pub person: Option<LeadId>,
    /// When the log took it.
    pub recorded_at: Timestamp,
}
