use domain::Actor;
use domain::values::Channel;
use jiff::Timestamp;

/// A version of a channel's prompt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PromptVersionRow {
    /// Of which channel.
    pub channel: Channel,
    /// Counted from 1.
    pub version: u32,
    /// Its text.
    pub text: String,
    /// Whether it is the one that speaks.
    pub active: bool,
    /// When it was added.
    pub published_at: Timestamp,
    /// Who added it.
    pub published_by: Actor,
}
