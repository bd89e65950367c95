//! The calls that are live in this process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use call_engine::{Floor, Gauges};
use domain::ids::{BusinessId, CallSid};
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

/// One live call, as seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveCall {
    /// Which.
    pub call: CallSid,
    /// Whose.
    pub business: BusinessId,
    /// Since when.
    pub since: Timestamp,
    /// Who has the word, a second ago at most.
    pub floor: Floor,
    /// Queues and counters, a second old at most.
    pub gauges: Gauges,
}

/// All live calls. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    calls: Arc<Mutex<BTreeMap<CallSid, Held>>>,
}

#[derive(Debug)]
struct Held {
    seen: LiveCall,
    hang_up: CancellationToken,
    hand_over: CancellationToken,
}

impl Registry {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// All of them, by call sid.
    pub fn list(&self) -> Vec<LiveCall> {
        self.lock().values().map(|held| held.seen.clone()).collect()
    }

    /// Has the agent say goodbye and close a business's call; whether the call is here.
    pub fn hang_up(&self, business: BusinessId, call: &CallSid) -> bool {
        self.tell(business, call, |held| held.hang_up.cancel())
    }

    /// Has the agent say that a person takes a business's call over, and close; whether the call is here.
    pub fn hand_over(&self, business: BusinessId, call: &CallSid) -> bool {
        self.tell(business, call, |held| held.hand_over.cancel())
    }

    fn tell(&self, business: BusinessId, call: &CallSid, what: impl FnOnce(&Held)) -> bool {
        let calls = self.lock();
        calls.get(call).filter(|held| held.seen.business == business).inspect(|held| what(held)).is_some()
    }

    /// Adds a call that was let in, until the guard is dropped.
    pub(crate) fn enter(&self, seen: LiveCall) -> Entry {
        let (hang_up, hand_over) = (CancellationToken::new(), CancellationToken::new());
        let call = seen.call.clone();
        let held = Held { seen, hang_up: hang_up.clone(), hand_over: hand_over.clone() };
        self.lock().insert(call.clone(), held);
        self.measure();
        Entry { registry: self.clone(), call, hang_up, hand_over }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<CallSid, Held>> {
        // A panic elsewhere leaves the map whole: every change is one insert or one removal.
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn measure(&self) {
        metrics::gauge!("agentlocator_calls_live")
            .set(f64::from(u32::try_from(self.count()).unwrap_or(u32::MAX)));
    }
}

/// A call's place in the registry.
#[derive(Debug)]
pub(crate) struct Entry {
    registry: Registry,
    call: CallSid,
    /// Cancelled when somebody wants the call to end.
    pub(crate) hang_up: CancellationToken,
    /// Cancelled when a person takes the call over.
    pub(crate) hand_over: CancellationToken,
}

impl Entry {
    pub(crate) fn update(&self, floor: Floor, gauges: Gauges) {
        if let Some(held) = self.registry.lock().get_mut(&self.call) {
            held.seen.floor = floor;
            held.seen.gauges = gauges;
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.registry.lock().remove(&self.call);
        self.registry.measure();
    }
}
