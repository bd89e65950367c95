//! Prompt versions, one of them active per channel.

mod project;
mod query;
mod row;
mod table;

pub(crate) use project::PromptRows;
pub use row::PromptVersionRow;
