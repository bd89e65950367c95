//! What happened to each entity: who, what, when, why, old → new.

mod query;
mod row;

pub use row::{EntityType, FieldChange, HistoryRow};
