//! Agencies with their settings and numbers.

mod project;
mod query;
mod row;
mod table;

pub(crate) use project::BusinessRows;
pub use row::BusinessRow;
