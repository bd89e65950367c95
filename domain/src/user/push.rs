//! A session's browser that is told what its person must not miss, also while nobody looks at the screen.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::account::Account;
use super::sessions::Decision;
use super::{UserEvent, UserRefusal};
use crate::decider::Outcome;
use crate::ids::SessionId;

/// Where a browser can be reached. It goes with its session: who signs out, or is signed out, is told nothing more there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushTarget {
    /// The address and the keys, under a key that the log does not hold: whoever has them can write to the screen.
    pub sealed: String,
    /// Whose service delivers, as people know it (a host's name).
    pub service: String,
    /// Since when.
    pub since: Timestamp,
}

impl std::fmt::Debug for PushTarget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushTarget").field("service", &self.service).finish_non_exhaustive()
    }
}

impl Account {
    /// Where the person can be reached at an instant, session by session.
    pub fn push_targets(&self, at: Timestamp) -> impl Iterator<Item = (SessionId, &PushTarget)> {
        let open = self.sessions.iter().filter(move |(_, held)| self.active && held.lives(at));
        open.filter_map(|(id, held)| Some((*id, held.push.as_ref()?)))
    }

    pub(super) fn allow_push(&self, session: SessionId, target: &PushTarget) -> Decision {
        self.usable()?;
        let held = self.session(session, target.since).ok_or(UserRefusal::NoSession)?;
        if held.push.as_ref() == Some(target) {
            return Ok(Outcome::AlreadySo);
        }
        Ok(Outcome::one(UserEvent::PushAllowed { session, target: target.clone() }))
    }

    /// A browser gives its new address by itself, while its person may be taking it back from anywhere: then it stays taken back.
    pub(super) fn move_push(&self, session: SessionId, target: &PushTarget) -> Decision {
        let held = self.sessions.get(&session).ok_or(UserRefusal::NoSession)?;
        if held.push.is_none() { Ok(Outcome::AlreadySo) } else { self.allow_push(session, target) }
    }

    /// One that was allowed anew since somebody found it gone stays.
    pub(super) fn stop_push(&self, session: SessionId, gone: Option<&PushTarget>) -> Decision {
        let held = &self.sessions.get(&session).ok_or(UserRefusal::NoSession)?.push;
        let meant = held.as_ref().is_some_and(|held| gone.is_none_or(|gone| held == gone));
        Ok(if meant { Outcome::one(UserEvent::PushStopped { session }) } else { Outcome::AlreadySo })
    }
}
