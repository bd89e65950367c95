use super::Settings;

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
}
