use serde::{Deserialize, Serialize};

use crate::decider::DomainEvent;
use crate::ids::BusinessId;

/// What happened to a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum NumberEvent {
    /// It became a business's.
    Claimed {
        /// Whose.
        business: BusinessId,
    },
    /// It was called while it was nobody's: a business answers it until somebody claims it.
    Lent {
        /// Who answers.
        business: BusinessId,
    },
}

impl DomainEvent for NumberEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Claimed { .. } => "Claimed",
            Self::Lent { .. } => "Lent",
        }
    }
}
