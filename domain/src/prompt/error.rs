use crate::template::TemplateFault;

/// Why a prompt says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PromptRefusal {
    /// No text, or too much.
    #[error("text: expected 1 to 20,000 characters")]
    BadText,
    /// A placeholder in the text cannot be filled in.
    #[error("text: {0}")]
    BadTemplate(TemplateFault),
    /// There is no such version.
    #[error("version: there are versions 1 to {last}")]
    UnknownVersion {
        /// The newest; 0 when there is none.
        last: u32,
    },
}
