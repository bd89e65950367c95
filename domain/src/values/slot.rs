//! A stretch of a calendar.

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

/// From `start` (included) to `end` (not included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TimeSlot {
    start: Timestamp,
    end: Timestamp,
}

/// The end was not after the start.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("a slot must end after it starts")]
pub struct NotASlot;

impl TimeSlot {
    /// A slot that is not empty.
    pub fn new(start: Timestamp, end: Timestamp) -> Result<Self, NotASlot> {
        if start < end { Ok(Self { start, end }) } else { Err(NotASlot) }
    }

    /// When it begins.
    pub fn start(&self) -> Timestamp {
        self.start
    }

    /// When it is over.
    pub fn end(&self) -> Timestamp {
        self.end
    }

    /// The slot with so many minutes kept on either side of it.
    #[must_use]
    pub fn widened(&self, minutes: u16) -> Self {
        let margin = SignedDuration::from_mins(i64::from(minutes));
        Self {
            start: self.start.saturating_sub(margin).unwrap_or(self.start),
            end: self.end.saturating_add(margin).unwrap_or(self.end),
        }
    }

    /// Whether the two share an instant.
    pub fn overlaps(&self, other: &Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}
