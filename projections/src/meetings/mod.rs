//! Meetings, across the days they moved over.

mod project;
mod query;
mod row;
mod table;

pub(crate) use project::{MeetingRows, meeting_of};
pub use row::{MeetingRow, MeetingStatus};
