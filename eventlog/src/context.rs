use domain::Actor;
use domain::ids::{BusinessId, LeadId};

/// The circumstances of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The tenant; `None` while nobody has told. The stream's own tenant stands in once it is known.
    pub business: Option<BusinessId>,
    /// The idempotency key. One key is one commit, whatever the stream: a step that issues two commands derives two keys
    /// (`tool:{call}:{id}:lead`, `tool:{call}:{id}:call`).
    pub command_id: String,
    /// The command in the domain's words (`RecordUtterance`).
    pub command: &'static str,
    /// The immediate cause.
    pub causation_id: Option<String>,
    /// The whole story this belongs to.
    pub correlation_id: String,
    /// Who.
    pub actor: Actor,
    /// Whose personal data the events will hold.
    pub person: Option<LeadId>,
}
