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
pub use settings::{AgentsSee, GREETING, OpenHours, Settings, WeeklyHours};

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
        /// Whether it is closed for the time being.
        suspended: bool,
    },
}

impl Business {
    /// The settings, once opened.
    pub fn settings(&self) -> Option<&Settings> {
        match self {
            Self::Unknown => None,
            Self::Open { settings, .. } => Some(settings),
        }
    }

    /// Whether it is closed for the time being: nobody of it signs in, and its calls are not answered.
    pub fn is_suspended(&self) -> bool {
        matches!(self, Self::Open { suspended: true, .. })
    }

    fn apply(&mut self, event: &BusinessEvent) {
        match event {
            BusinessEvent::Opened { settings } | BusinessEvent::SettingsChanged { settings } => {
                let suspended = self.is_suspended();
                *self = Self::Open { settings: Box::new(settings.clone()), suspended };
            }
            BusinessEvent::Suspended { reason: _ } => self.set_suspended(true),
            BusinessEvent::Resumed => self.set_suspended(false),
            BusinessEvent::SupportEntered { reason: _ } => {}
        }
    }

    fn set_suspended(&mut self, so: bool) {
        if let Self::Open { suspended, .. } = self {
            *suspended = so;
        }
    }
}
