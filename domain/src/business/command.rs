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
    /// Close it for the time being.
    Suspend {
        /// Why, 1 to 500 characters.
        reason: String,
    },
    /// Open it again.
    Resume,
    /// Note that a platform admin looks at it.
    EnterForSupport {
        /// Why, 1 to 500 characters.
        reason: String,
    },
}
