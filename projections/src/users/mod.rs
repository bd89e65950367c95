//! People who sign in.

mod project;
mod query;
mod row;
mod table;

pub(crate) use project::UserRows;
pub use row::{UserRow, UserStatus};
