//! Calls: what was said on the phone, from facts that come in any order.

mod project;
mod query;
mod row;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use project::CallRows;
pub use row::{CallAsOf, CallFilter, CallRow, RecordingRow, StreamReportRow, TurnRow};
pub(crate) use table::CallFacts;
