use serde::{Deserialize, Serialize};

use super::Settings;
use crate::decider::DomainEvent;

/// What happened to an agency.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum BusinessEvent {
    /// It was opened.
    Opened {
        /// Its first settings.
        settings: Settings,
    },
    /// Its settings were replaced.
    SettingsChanged {
        /// The new ones, whole.
        settings: Settings,
    },
}

impl DomainEvent for BusinessEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "Opened",
            Self::SettingsChanged { .. } => "SettingsChanged",
        }
    }
}
