use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The one-way form of a token that was mailed: whoever reads the log cannot use it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct GrantHash(String);

impl GrantHash {
    /// From the hash's hexadecimal digits, made at the edge.
    pub fn from_hex(hex: impl Into<String>) -> Self {
        Self(hex.into())
    }
}

impl fmt::Debug for GrantHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// The right to do one thing once: to accept an invitation, to choose a new password.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// What the token is derived from, together with a key that the log does not hold.
    pub nonce: String,
    /// What a token must hash to.
    pub hash: GrantHash,
    /// From this instant on it is worth nothing.
    pub expires_at: Timestamp,
}

impl Grant {
    /// Whether a token of this hash may be used at this instant.
    pub fn fits(&self, token: &GrantHash, at: Timestamp) -> bool {
        self.hash == *token && at < self.expires_at
    }
}
