//! What happened to each entity: who, what, when, why, old → new.

mod audit;
mod effect;
mod project;
mod query;
mod row;
mod table;

pub(crate) use project::{HistoryRows, subject};
pub use row::{AuditKind, AuditRow, EntityType, FieldChange, HistoryRow};
pub(crate) use table::StoredEntry;
