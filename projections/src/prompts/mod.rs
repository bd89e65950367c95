//! Prompt versions, one of them active per channel.

mod query;
mod row;

pub use row::PromptVersionRow;
