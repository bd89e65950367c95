//! What the agent is told to be.

use async_graphql::SimpleObject;
use projections::PromptVersionRow;

use super::{Actor, Channel, DateTime};

/// A version of a channel's prompt.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct PromptVersion {
    /// Of which channel.
    channel: Channel,
    /// Counted from 1.
    version: u32,
    /// Its text.
    text: String,
    /// Whether it is the one that speaks.
    active: bool,
    /// When it was added.
    published_at: DateTime,
    /// Who added it.
    published_by: Actor,
}

impl From<PromptVersionRow> for PromptVersion {
    fn from(row: PromptVersionRow) -> Self {
        Self {
            channel: row.channel.into(),
            version: row.version,
            text: row.text,
            active: row.active,
            published_at: row.published_at.into(),
            published_by: Actor::from(&row.published_by),
        }
    }
}
