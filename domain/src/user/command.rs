use super::{PasswordHash, Role};
use crate::ids::BusinessId;

/// What can be asked of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserCommand {
    /// Make the account; once per address.
    Register {
        /// The address they sign in with.
        email: String,
        /// What the screen calls them.
        name: String,
        /// Where they work.
        business: BusinessId,
        /// What they may do.
        role: Role,
        /// The hashed password.
        password: PasswordHash,
    },
    /// Replace the password.
    ChangePassword {
        /// The new one, hashed.
        password: PasswordHash,
    },
}
