//! Who came in, what was done to a business as a whole, and who was erased.

use async_graphql::{ID, SimpleObject};
use projections::AuditRow;

use super::{Actor, AuditKind, DateTime};

/// An entry of the audit.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct AuditEntry {
    /// The event's place in the log.
    id: ID,
    /// When the log took it.
    at: DateTime,
    /// What happened.
    kind: AuditKind,
    /// To which business, or where the person works; null when nobody knows.
    business_id: Option<ID>,
    /// Whose account (its address), or what the business was called then; of who was erased, the lead's id.
    name: Option<String>,
    /// Who did it.
    actor: Actor,
    /// The reason that was given, or the network address it came from.
    note: Option<String>,
}

impl From<AuditRow> for AuditEntry {
    fn from(row: AuditRow) -> Self {
        Self {
            id: row.position.to_string().into(),
            at: row.at.into(),
            kind: row.kind.into(),
            business_id: row.business.map(|business| business.to_string().into()),
            name: row.name,
            actor: Actor::from(&row.actor),
            note: row.note,
        }
    }
}
