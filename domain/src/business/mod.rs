//! An agency: the tenant, and how it wants to be represented on the phone.

mod amendment;
mod command;
mod decide;
mod error;
mod event;
mod lead_settings;
mod settings;
#[cfg(test)]
mod tests;

pub use amendment::Amendment;
pub use command::BusinessCommand;
pub use error::BusinessRefusal;
pub use event::BusinessEvent;
pub use lead_settings::{FieldDefinition, LeadSettings, LeadView, StatusColor, StatusDefinition};
pub use settings::{OpenHours, Settings, WeeklyHours};

use serde::{Deserialize, Serialize};

/// An agency's state.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub enum Business {
    /// Nobody has opened it.
    #[default]
    Unknown,
    /// In business.
    Open {
        /// What it asked for, all at once.
        settings: Box<Settings>,
    },
}

impl Business {
    /// The settings, once opened.
    pub fn settings(&self) -> Option<&Settings> {
        match self {
            Self::Unknown => None,
            Self::Open { settings } => Some(settings),
        }
    }

    fn apply(&mut self, event: &BusinessEvent) {
        match event {
            BusinessEvent::Opened { settings } | BusinessEvent::SettingsChanged { settings } => {
                *self = Self::Open { settings: Box::new(settings.clone()) };
            }
        }
    }
}
