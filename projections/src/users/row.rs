use domain::ids::{BusinessId, UserId};
use domain::user::Role;
use jiff::Timestamp;

/// A person who signs in. The password's hash is not here: authentication reads it from the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Their identity.
    pub id: UserId,
    /// Where they work.
    pub business: BusinessId,
    /// The address they sign in with.
    pub email: String,
    /// What the screen calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// When the account was made.
    pub registered_at: Timestamp,
}
