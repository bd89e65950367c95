//! How long a session lives, and what a refresh of it comes to.

use jiff::{SignedDuration, Timestamp};

use super::account::OpenSession;

/// A session nobody renews for so long is over.
pub const SESSION_IDLE: SignedDuration = SignedDuration::from_hours(14 * 24);
/// How many sessions a person may have; the one that was idle longest makes room.
pub const SESSIONS_AT_ONCE: usize = 20;
/// A refresh that comes again so soon is a second tab, or an answer that was lost on the way: no theft.
const AGAIN: SignedDuration = SignedDuration::from_secs(30);

/// What a refresh token comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refresh {
    /// The newest: it is used up.
    Newest,
    /// The one before it, just used.
    Again,
    /// Used up long ago: somebody has a copy.
    Reused,
}

impl OpenSession {
    /// Whether it is still good.
    pub fn lives(&self, at: Timestamp) -> bool {
        at < self.ends_at()
    }

    /// When it is over unless it is renewed.
    pub fn ends_at(&self) -> Timestamp {
        self.renewed_at.saturating_add(SESSION_IDLE).unwrap_or(Timestamp::MAX)
    }

    pub(super) fn refresh(&self, generation: u32, at: Timestamp) -> Refresh {
        if generation == self.generation {
            Refresh::Newest
        } else if generation.checked_add(1) == Some(self.generation)
            && at.duration_since(self.renewed_at) <= AGAIN
        {
            Refresh::Again
        } else {
            Refresh::Reused
        }
    }
}
