//! Where words come from, and whose they are.

use serde::{Deserialize, Serialize};

/// A way to talk with the agency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Channel {
    /// The telephone.
    Calls,
    /// WhatsApp.
    Whatsapp,
}

impl Channel {
    /// The name in stream ids and GraphQL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Calls => "CALLS",
            Self::Whatsapp => "WHATSAPP",
        }
    }
}

/// Whose words they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Speaker {
    /// The person who called.
    Caller,
    /// The AI agent.
    Agent,
    /// A person of the agency who took over.
    Human,
}

/// A voice the AI agent speaks with, whoever synthesises it: two of women and two of men, each told from the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Voice {
    /// A woman's.
    FemaleA,
    /// Another woman's.
    FemaleB,
    /// A man's.
    MaleA,
    /// Another man's.
    MaleB,
}
