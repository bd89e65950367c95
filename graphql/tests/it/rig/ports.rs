use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ids::{BusinessId, CallSid};
use domain::ports::{Clock, Entropy};
use graphql::live::{LiveCall, LiveCalls};
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
}

impl Held {
    pub(crate) fn hold(&self, business: BusinessId, call: LiveCall) {
        self.calls.lock().unwrap().push((business, call));
    }

    pub(crate) fn hung_up(&self) -> Vec<CallSid> {
        self.hung_up.lock().unwrap().clone()
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
}
