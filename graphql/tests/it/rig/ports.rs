use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

use domain::ports::{Clock, Entropy};
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
