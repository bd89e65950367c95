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
    /// Whoever runs the installation closed it for the time being: nobody signs in, no call is answered.
    Suspended {
        /// Why, for the history.
        reason: String,
    },
    /// It is open again.
    Resumed,
    /// A platform admin began to look at it, for support.
    SupportEntered {
        /// Why, for the history.
        reason: String,
    },
}

impl DomainEvent for BusinessEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Opened { .. } => "Opened",
            Self::SettingsChanged { .. } => "SettingsChanged",
            Self::Suspended { .. } => "Suspended",
            Self::Resumed => "Resumed",
            Self::SupportEntered { .. } => "SupportEntered",
        }
    }
}
