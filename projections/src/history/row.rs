use domain::Actor;
use domain::ids::BusinessId;
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

/// What happened, for those who answer for the installation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AuditKind {
    /// Somebody came in.
    SignedIn,
    /// Somebody was not let in.
    SignInRefused,
    /// A business was looked at for support.
    SupportEntered,
    /// It was left again.
    SupportLeft,
    /// A business was opened.
    BusinessOpened,
    /// It was closed for the time being.
    BusinessSuspended,
    /// It was opened again.
    BusinessResumed,
    /// A person was erased.
    PersonErased,
}

impl AuditKind {
    /// The name in GraphQL and in the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::SignedIn => "SIGNED_IN",
            Self::SignInRefused => "SIGN_IN_REFUSED",
            Self::SupportEntered => "SUPPORT_ENTERED",
            Self::SupportLeft => "SUPPORT_LEFT",
            Self::BusinessOpened => "BUSINESS_OPENED",
            Self::BusinessSuspended => "BUSINESS_SUSPENDED",
            Self::BusinessResumed => "BUSINESS_RESUMED",
            Self::PersonErased => "PERSON_ERASED",
        }
    }
}

/// An entry of the audit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Its place in the log.
    pub position: Position,
    /// When the log took it.
    pub at: Timestamp,
    /// What happened.
    pub kind: AuditKind,
    /// To which business, or where the person works.
    pub business: Option<BusinessId>,
    /// Whose account, or which business, as it was called then; of who was erased, which lead it was.
    pub name: Option<String>,
    /// Who did it.
    pub actor: Actor,
    /// The reason that was given, or the network address it came from.
    pub note: Option<String>,
}
