use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A word people mark leads with ("משקיע"): 1 to 40 characters, spaces folded. Two spellings that differ in spaces are one tag.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Tag(String);

/// The text was not a tag.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a tag of 1 to 40 characters, without commas")]
pub struct NotATag;

impl Tag {
    /// The word.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Tag {
    type Err = NotATag;

    /// Commas separate tags in files, so they are none of a tag's characters.
    fn from_str(text: &str) -> Result<Self, NotATag> {
        let word = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let fits = (1..=40).contains(&word.chars().count())
            && !word.chars().any(|c| matches!(c, ',' | ';') || c.is_control());
        if fits { Ok(Self(word)) } else { Err(NotATag) }
    }
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
