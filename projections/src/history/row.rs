use domain::Actor;
use eventlog::Position;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The entities that have a history.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EntityType {
    /// By `call_sid`.
    Call,
    /// By lead id.
    Lead,
    /// By meeting id.
    Meeting,
    /// By channel (`CALLS`).
    Prompt,
    /// By business id.
    Business,
    /// By user id: sign-ins, and what was changed about the account.
    User,
    /// By reminder id.
    Reminder,
}

impl EntityType {
    /// The name in GraphQL and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Call => "CALL",
            Self::Lead => "LEAD",
            Self::Meeting => "MEETING",
            Self::Prompt => "PROMPT",
            Self::Business => "BUSINESS",
            Self::User => "USER",
            Self::Reminder => "REMINDER",
        }
    }
}

/// One event of an entity's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HistoryRow {
    /// Its place in the log.
    pub position: Position,
    /// When the log took it.
    pub at: Timestamp,
    /// `StatusChanged` …
    pub event_type: String,
    /// What the command was, in the domain's words.
    pub command: String,
    /// The command's idempotency key.
    pub command_id: String,
    /// The immediate cause.
    pub causation_id: Option<String>,
    /// The whole story it belongs to.
    pub correlation_id: String,
    /// Who.
    pub actor: Actor,
    /// What changed, field by field.
    pub changes: Vec<FieldChange>,
    /// The event as it stands in the log, JSON.
    pub payload: String,
}

/// A field that changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// Its name, camelCase.
    pub field: String,
    /// What it was; `None`: nothing.
    #[serde(rename = "old")]
    pub old_value: Option<String>,
    /// What it is; `None`: nothing.
    #[serde(rename = "new")]
    pub new_value: Option<String>,
}
