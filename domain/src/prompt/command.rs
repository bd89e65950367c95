/// What can be asked of a prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PromptCommand {
    /// Add a version. It does not speak until it is activated.
    PublishVersion {
        /// Its text.
        text: String,
    },
    /// Let a version speak, an older one too (a roll-back).
    ActivateVersion {
        /// Counted from 1.
        version: u32,
    },
}
