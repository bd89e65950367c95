use serde::{Deserialize, Serialize};

use crate::decider::DomainEvent;

/// What happened to a prompt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum PromptEvent {
    /// A version was added.
    VersionPublished {
        /// Counted from 1.
        version: u32,
        /// Its text.
        text: String,
    },
    /// A version speaks from the next conversation on.
    VersionActivated {
        /// Counted from 1.
        version: u32,
    },
}

impl DomainEvent for PromptEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::VersionPublished { .. } => "VersionPublished",
            Self::VersionActivated { .. } => "VersionActivated",
        }
    }
}
