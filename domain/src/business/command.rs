use super::{Amendment, Settings};

/// What can be asked of an agency.
#[derive(Debug, Clone, PartialEq)]
pub enum BusinessCommand {
    /// Open it; once, whoever asks first.
    Open {
        /// Its first settings.
        settings: Settings,
    },
    /// Replace its settings as a whole.
    ChangeSettings {
        /// The new ones.
        settings: Settings,
    },
    /// Change some of its settings: two people who change different ones at once both have their way.
    AmendSettings {
        /// What changes.
        amendment: Box<Amendment>,
    },
}
