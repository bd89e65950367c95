use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where in the log: the first event is at 1, the next at 2, without holes, in the order of commits. Written as text, since
/// JavaScript's numbers end at 2⁵³.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Position(u64);

/// The text was not a position.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a position in the log: a whole number from 0")]
pub struct NotAPosition;

impl Position {
    /// Before the first event.
    pub const START: Self = Self(0);

    /// For storage.
    pub const fn as_u64(self) -> u64 {
        self.0
    }

    /// From storage.
    pub const fn from_u64(position: u64) -> Self {
        Self(position)
    }

    /// The position after this one.
    #[must_use]
    pub const fn next(self) -> Self {
        Self(self.0 + 1)
    }

    /// The position before this one; the start has none before it.
    #[must_use]
    pub const fn before(self) -> Self {
        Self(self.0.saturating_sub(1))
    }

    /// The position as databases hold it. The log would have to take a million events a second for 290,000 years to saturate.
    pub(crate) fn as_i64(self) -> i64 {
        i64::try_from(self.0).unwrap_or(i64::MAX)
    }

    /// Negative numbers cannot come from the log's tables; they read as the start.
    pub(crate) fn from_i64(position: i64) -> Self {
        Self(u64::try_from(position).unwrap_or(0))
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for Position {
    type Err = NotAPosition;

    fn from_str(text: &str) -> Result<Self, NotAPosition> {
        text.parse().ok().filter(|n| i64::try_from(*n).is_ok()).map(Self).ok_or(NotAPosition)
    }
}

impl TryFrom<String> for Position {
    type Error = NotAPosition;

    fn try_from(text: String) -> Result<Self, NotAPosition> {
        text.parse()
    }
}

impl From<Position> for String {
    fn from(position: Position) -> Self {
        position.0.to_string()
    }
}
