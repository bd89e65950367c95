//! A dialled number and the one business it belongs to, or that answers it until it belongs to one.

mod command;
mod decide;
mod error;
mod event;
#[cfg(test)]
mod tests;

pub use command::NumberCommand;
pub use error::NumberRefusal;
pub use event::NumberEvent;

use serde::{Deserialize, Serialize};

use crate::ids::BusinessId;

/// Whose a number is. Read straight from the log, so that the first call after a claim already finds its business.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Number {
    /// Nobody's.
    #[default]
    Free,
    /// Nobody's, and answered all the same.
    Lent {
        /// By whom.
        business: BusinessId,
    },
    /// Somebody's.
    Claimed {
        /// Whose.
        business: BusinessId,
    },
}

impl Number {
    /// Who answers it.
    pub fn business(&self) -> Option<BusinessId> {
        match self {
            Self::Free => None,
            Self::Lent { business } | Self::Claimed { business } => Some(*business),
        }
    }
}
