//! What happened to each entity: who, what, when, why, old → new.

mod audit;
mod effect;
mod project;
mod query;
mod row;
mod table;

pub(crate) use project::HistoryRows;
pub use row::{AuditKind, AuditRow, EntityType, FieldChange, HistoryRow};
