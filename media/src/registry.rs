//! The calls that are live in this process.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
};

use call_engine::Gauges;
use domain::ids::CallSid;
use jiff::Timestamp;

/// One live call, as seen from outside.
#[derive(Debug, Clone, PartialEq)]
pub struct LiveCall {
    /// Which.
    pub call: CallSid,
    /// Since when.
    pub since: Timestamp,
    /// Queues and counters, a second old at most.
    pub gauges: Option<Gauges>,
}

/// All live calls. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    calls: Arc<Mutex<BTreeMap<CallSid, LiveCall>>>,
}

impl Registry {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.lock().len()
    }

    /// All of them, by call sid.
    pub fn list(&self) -> Vec<LiveCall> {
        self.lock().values().cloned().collect()
    }

    /// Adds a call until the guard is dropped.
    pub(crate) fn enter(&self, call: &CallSid, since: Timestamp) -> Entry {
        let live = LiveCall { call: call.clone(), since, gauges: None };
        self.lock().insert(call.clone(), live);
        self.measure();
        Entry { registry: self.clone(), call: call.clone() }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, BTreeMap<CallSid, LiveCall>> {
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
}

impl Entry {
    pub(crate) fn update(&self, gauges: Gauges) {
        if let Some(live) = self.registry.lock().get_mut(&self.call) {
            live.gauges = Some(gauges);
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.registry.lock().remove(&self.call);
        self.registry.measure();
    }
}
