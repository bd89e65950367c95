//! Greetings: ready before anybody calls ([`prefetch`]), and how often one may be tried out.

mod prefetch;

use domain::ids::UserId;
use jiff::{SignedDuration, Timestamp};
use moka::sync::Cache;

pub use prefetch::Prefetch;

/// Greetings a person may try out in a minute.
pub(crate) const A_MINUTE: u32 = 20;
/// How long a try counts.
const WINDOW: SignedDuration = SignedDuration::from_mins(1);
/// People whose tries are remembered.
const MOST: u64 = 10_000;

/// How often greetings were tried out of late. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Greetings {
    tries: Cache<UserId, (u32, Timestamp)>,
}

impl Default for Greetings {
    fn default() -> Self {
        Self { tries: Cache::builder().max_capacity(MOST).time_to_live(WINDOW.unsigned_abs()).build() }
    }
}

impl Greetings {
    /// Counts a try; how long to wait, when there were too many in this minute.
    pub(crate) fn count(&self, user: UserId, now: Timestamp) -> Result<(), SignedDuration> {
        let fresh = |since: &Timestamp| now.duration_since(*since) < WINDOW;
        let (tries, since) = self.tries.get(&user).filter(|(_, since)| fresh(since)).unwrap_or((0, now));
        if tries >= A_MINUTE {
            return Err(WINDOW - now.duration_since(since));
        }
        self.tries.insert(user, (tries + 1, since));
        Ok(())
    }
}

#[cfg(test)]
mod tests;
