//! Calls: what was said on the phone, from facts that come in any order.

mod project;
mod query;
mod row;
mod statistics;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use project::CallRows;
pub use row::{CallAsOf, CallFilter, CallRow, RecordingRow, StreamReportRow, TurnRow};
pub use statistics::{CallStatistics, HourOfCalls, WAIT_STEP_MS};
pub(crate) use table::CallFacts;
