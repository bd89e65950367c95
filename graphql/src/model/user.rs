//! People who sign in.

use async_graphql::{ID, SimpleObject};
use projections::UserRow;

use super::{Business, Permission, Role};

/// A person who signs in.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct User {
    /// Their identity.
    pub(crate) id: ID,
    /// The address they sign in with.
    pub(crate) email: String,
    /// What the screen calls them.
    pub(crate) name: String,
    /// What they may do.
    pub(crate) role: Role,
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self { id: row.id.to_string().into(), email: row.email, name: row.name, role: row.role.into() }
    }
}

/// Who is signed in, and where.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Viewer {
    /// Who.
    pub(crate) user: User,
    /// The business whose data they see.
    pub(crate) business: Business,
    /// Their role there.
    pub(crate) role: Role,
    /// What the role may do: what a screen offers.
    pub(crate) permissions: Vec<Permission>,
}
