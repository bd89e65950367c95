use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ids::{BusinessId, CallSid, LeadId, SessionId, UserId};
use domain::policy::memory::{Kind, Remembered};
use domain::ports::{Clock, Entropy};
use domain::user::{Feed, Grant, GrantHash, PasswordHash, PushTarget};
use eventlog::LogError;
use graphql::live::{LiveCall, LiveCalls};
use graphql::memory::Memories;
use graphql::{Checked, Credentials, NotOpened, PushSubscription};
use jiff::{SignedDuration, Timestamp};

/// A clock that is set, and moves on by a millisecond whenever it is looked at, so that no two events share an instant.
pub(crate) struct SetClock(Mutex<Timestamp>);

impl SetClock {
    pub(crate) fn at(text: &str) -> Self {
        Self(Mutex::new(text.parse().unwrap()))
    }

    pub(crate) fn set(&self, text: &str) {
        *self.0.lock().unwrap() = text.parse().unwrap();
    }
}

impl Clock for SetClock {
    fn now(&self) -> Timestamp {
        let mut held = self.0.lock().unwrap();
        *held += SignedDuration::from_millis(1);
        *held
    }
}

/// Chance that is the same every time.
#[derive(Default)]
pub(crate) struct Dice(AtomicU64);

impl Entropy for Dice {
    fn fill(&self, buffer: &mut [u8]) {
        for chunk in buffer.chunks_mut(8) {
            let n = self.0.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            chunk.copy_from_slice(&n.to_le_bytes()[..chunk.len()]);
        }
    }
}

/// Calls that are held by being said to be.
#[derive(Default)]
pub(crate) struct Held {
    calls: Mutex<Vec<(BusinessId, LiveCall)>>,
    hung_up: Mutex<Vec<CallSid>>,
    handed_over: Mutex<Vec<CallSid>>,
}

impl Held {
    pub(crate) fn hold(&self, business: BusinessId, call: LiveCall) {
        self.calls.lock().unwrap().push((business, call));
    }

    pub(crate) fn hung_up(&self) -> Vec<CallSid> {
        self.hung_up.lock().unwrap().clone()
    }
}

impl Held {
    pub(crate) fn handed_over(&self) -> Vec<CallSid> {
        self.handed_over.lock().unwrap().clone()
    }
}

impl LiveCalls for Held {
    fn of(&self, business: BusinessId) -> Vec<LiveCall> {
        let calls = self.calls.lock().unwrap();
        calls.iter().filter(|(whose, _)| *whose == business).map(|(_, call)| call.clone()).collect()
    }

    fn hang_up(&self, business: BusinessId, call: &CallSid) -> bool {
        let held = self.of(business).iter().any(|live| live.call == *call);
        if held {
            self.hung_up.lock().unwrap().push(call.clone());
        }
        held
    }

    fn hand_over(&self, business: BusinessId, call: &CallSid) -> bool {
        let held = self.of(business).iter().any(|live| live.call == *call);
        if held {
            self.handed_over.lock().unwrap().push(call.clone());
        }
        held
    }
}

/// Remembers one thing of everybody: who they are.
pub(crate) struct Remembering;

#[async_trait::async_trait]
impl Memories for Remembering {
    async fn of(&self, person: LeadId, until: Option<Timestamp>) -> Result<Vec<Remembered>, LogError> {
        let at = until.unwrap_or(Timestamp::UNIX_EPOCH);
        Ok(vec![Remembered { at, kind: Kind::Note, text: format!("זה {person}"), call: None }])
    }
}

/// A session by number; the rig's people ask with the first.
pub(crate) fn session(n: u8) -> SessionId {
    format!("00000000-0000-0000-0000-{n:012}").parse().unwrap()
}

/// Proofs one can read: a password is its own hash, a code its own time step, and a guess of `wait` was one too many.
pub(crate) struct PlainCredentials;

#[async_trait::async_trait]
impl Credentials for PlainCredentials {
    fn invitation(&self, _: UserId) -> Grant {
        let expires_at = "2026-12-01T00:00:00Z".parse().unwrap();
        Grant { nonce: "nonce".to_owned(), hash: GrantHash::from_hex("hash"), expires_at }
    }

    fn may_invite(&self, _: BusinessId, user: UserId) -> Result<(), i64> {
        if user == UserId::of_email("flooded@example.com") { Err(30) } else { Ok(()) }
    }

    async fn hash(&self, password: String) -> Option<PasswordHash> {
        Some(PasswordHash::from_phc(password))
    }

    async fn verify(&self, _: UserId, password: String, held: PasswordHash) -> Checked {
        match password.as_str() {
            "wait" => Checked::Wait { seconds: 30 },
            guess if guess == held.as_phc() => Checked::Right,
            _ => Checked::Wrong,
        }
    }

    fn nonce(&self) -> String {
        "nonce".to_owned()
    }

    fn codes_uri(&self, _: UserId, email: &str, nonce: &str) -> Option<String> {
        Some(format!("otpauth://totp/{email}?secret={nonce}"))
    }

    fn code_step(&self, _: UserId, _: &str, code: &str) -> Option<u64> {
        code.parse().ok()
    }

    fn feed(&self, _: UserId) -> Feed {
        let issued_at = "2026-11-22T08:00:00Z".parse().unwrap();
        Feed { nonce: "nonce".to_owned(), hash: GrantHash::from_hex("hash"), issued_at }
    }

    fn feed_url(&self, user: UserId, feed: &Feed) -> Option<String> {
        Some(format!("https://example.com/calendar/{user}.{}.ics", feed.nonce))
    }

    fn push_key(&self) -> String {
        "key".to_owned()
    }

    fn push_target(
        &self,
        _: UserId,
        _: SessionId,
        given: PushSubscription,
    ) -> Result<PushTarget, &'static str> {
        let service = given.endpoint.strip_prefix("https://").ok_or("endpoint")?.to_owned();
        let since = "2026-11-22T08:00:00Z".parse().unwrap();
        Ok(PushTarget { sealed: "sealed".to_owned(), service, since })
    }

    async fn open_business(&self, _: BusinessId, _: &str) -> Result<(), NotOpened> {
        Ok(())
    }
}
