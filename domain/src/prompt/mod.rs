//! What the agent is told to be, per channel of a business: versions, one of them active.

mod command;
mod decide;
mod error;
mod event;
#[cfg(test)]
mod tests;

pub use command::PromptCommand;
pub use error::PromptRefusal;
pub use event::PromptEvent;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::template::{self, Vocabulary};

/// What a prompt may say for the agency to fill in.
pub const PROMPT: Vocabulary = Vocabulary { known: &["business", "agent"], wanted: &[] };

/// A prompt's text as the agent is told it.
pub fn told(text: &str, business: &str, agent: &str) -> String {
    template::fill(text, |name| match name {
        "business" => Some(Cow::Borrowed(business)),
        "agent" => Some(Cow::Borrowed(agent)),
        _ => None,
    })
}

/// A prompt's state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// The texts; version `n` is at `n - 1`.
    pub versions: Vec<String>,
    /// Which one speaks, counted from 1.
    pub active: Option<u32>,
}

impl Prompt {
    /// The text of a version.
    pub fn text(&self, version: u32) -> Option<&str> {
        let index = usize::try_from(version.checked_sub(1)?).ok()?;
        self.versions.get(index).map(String::as_str)
    }

    /// The number the next version gets.
    pub fn next_version(&self) -> u32 {
        u32::try_from(self.versions.len()).unwrap_or(u32::MAX).saturating_add(1)
    }
}
