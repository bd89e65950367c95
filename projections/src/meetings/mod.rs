//! Meetings, across the days they moved over.

mod query;
mod row;

pub use row::{MeetingRow, MeetingStatus};
