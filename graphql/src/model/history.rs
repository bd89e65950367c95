//! What happened to an entity, event by event.

use async_graphql::{ID, SimpleObject};
use projections::HistoryRow;

use super::{Actor, DateTime};

/// One event of an entity's history: who, what, when, why.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct HistoryEntry {
    /// The event's place in the log.
    id: ID,
    /// When the log took it.
    at: DateTime,
    /// What happened (`StatusChanged` …).
    event_type: String,
    /// The command that caused it, in the domain's words.
    command: String,
    /// The command's idempotency key.
    command_id: String,
    /// The immediate cause: another command, an event, a webhook's delivery.
    causation_id: Option<String>,
    /// The whole story it belongs to: a call, a request.
    correlation_id: String,
    /// Who.
    actor: Actor,
    /// What changed, field by field.
    changes: Vec<FieldChange>,
    /// The event as it stands in the log, JSON.
    payload: String,
}

/// A field that changed.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct FieldChange {
    /// Its name.
    field: String,
    /// What it was; null: nothing.
    old_value: Option<String>,
    /// What it became; null: nothing.
    new_value: Option<String>,
}

impl From<HistoryRow> for HistoryEntry {
    fn from(row: HistoryRow) -> Self {
        Self {
            id: row.position.to_string().into(),
            at: row.at.into(),
            event_type: row.event_type,
            command: row.command,
            command_id: row.command_id,
            causation_id: row.causation_id,
            correlation_id: row.correlation_id,
            actor: Actor::from(&row.actor),
            changes: row.changes.into_iter().map(FieldChange::from).collect(),
            payload: row.payload,
        }
    }
}

impl From<projections::FieldChange> for FieldChange {
    fn from(change: projections::FieldChange) -> Self {
        Self { field: change.field, old_value: change.old_value, new_value: change.new_value }
    }
}
