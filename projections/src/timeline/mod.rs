//! What happened with a person, of all kinds in one order: a reading of calls, meetings, reminders and history together, with no
//! table of its own.

mod query;
mod row;
mod source;

pub use row::{TimelineKind, TimelineRow};
