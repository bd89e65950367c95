//! People who sign in.

mod query;
mod row;

pub use row::UserRow;
