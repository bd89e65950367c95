use serde::{Deserialize, Serialize};

use super::{PasswordHash, Role};
use crate::decider::DomainEvent;
use crate::ids::BusinessId;

/// What happened to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum UserEvent {
    /// The account was made.
    Registered {
        /// The address, case-folded.
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
    /// The password was replaced.
    PasswordChanged {
        /// The new one, hashed.
        password: PasswordHash,
    },
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "Registered",
            Self::PasswordChanged { .. } => "PasswordChanged",
        }
    }
}
