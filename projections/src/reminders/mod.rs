//! Reminders: who is to be reminded of what, and when.

mod project;
mod query;
mod row;
mod table;

pub(crate) use project::ReminderRows;
pub use row::{ReminderFilter, ReminderOrder, ReminderRow};
