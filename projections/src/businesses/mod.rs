//! Agencies with their settings and numbers.

mod query;
mod row;

pub use row::BusinessRow;
