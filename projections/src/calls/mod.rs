//! Calls: what was said on the phone, from facts that come in any order.

mod query;
mod row;

pub use row::{CallAsOf, CallFilter, CallRow, RecordingRow, StreamReportRow, TurnRow};
