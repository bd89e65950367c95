//! A person who signs in.

mod command;
mod decide;
mod error;
mod event;
mod password;
mod permission;
#[cfg(test)]
mod tests;

pub use command::UserCommand;
pub use error::UserRefusal;
pub use event::UserEvent;
pub use password::PasswordHash;
pub use permission::Permission;

use serde::{Deserialize, Serialize};

use crate::ids::BusinessId;

/// What a person may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Runs the installation.
    PlatformAdmin,
    /// Owns the agency.
    Owner,
    /// Runs the agency day to day.
    Manager,
    /// Works with leads.
    Agent,
    /// Looks only.
    Viewer,
}

impl Role {
    /// All roles, most able first.
    pub const ALL: [Self; 5] = [Self::PlatformAdmin, Self::Owner, Self::Manager, Self::Agent, Self::Viewer];

    /// The name in GraphQL and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "PLATFORM_ADMIN",
            Self::Owner => "OWNER",
            Self::Manager => "MANAGER",
            Self::Agent => "AGENT",
            Self::Viewer => "VIEWER",
        }
    }
}

/// A user's state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum User {
    /// Nobody registered under this address.
    #[default]
    Unknown,
    /// Registered.
    Registered {
        /// The address they sign in with.
        email: String,
        /// What the screen calls them.
        name: String,
        /// Where they work.
        business: BusinessId,
        /// What they may do.
        role: Role,
        /// What their password is checked against.
        password: PasswordHash,
    },
}
