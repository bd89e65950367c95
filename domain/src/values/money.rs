//! Money in agorot.

use serde::{Deserialize, Serialize};

/// An amount in new Israeli shekels, kept in agorot (1/100).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Money(i64);

impl Money {
    /// From whole shekels.
    pub const fn shekels(shekels: i64) -> Self {
        Self(shekels.saturating_mul(100))
    }

    /// From agorot.
    pub const fn agorot(agorot: i64) -> Self {
        Self(agorot)
    }

    /// In agorot.
    pub const fn as_agorot(self) -> i64 {
        self.0
    }

    /// In whole shekels, rounded down.
    pub const fn as_shekels(self) -> i64 {
        self.0.div_euclid(100)
    }
}
