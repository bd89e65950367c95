use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use domain::ids::CallSid;

/// Calls a demonstration keeps scripts for at once; the oldest gives way.
const MOST_CALLS: usize = 1_000;

type Script = (CallSid, Vec<String>);

/// What callers are going to say, by call. Filled by the demo route only, which is there with `serve --demo` and for loopback.
#[derive(Debug, Clone, Default)]
pub struct ScriptBook {
    scripts: Arc<Mutex<VecDeque<Script>>>,
}

impl ScriptBook {
    /// Takes a call's lines; replaces those it had.
    pub fn put(&self, call: &CallSid, lines: Vec<String>) {
        let mut scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.retain(|(held, _)| held != call);
        if scripts.len() >= MOST_CALLS {
            scripts.pop_front();
        }
        scripts.push_back((call.clone(), lines));
    }

    /// A line, counted from 0.
    pub(super) fn line(&self, call: &CallSid, number: usize) -> Option<String> {
        let scripts = self.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        scripts.iter().find(|(held, _)| held == call).and_then(|(_, lines)| lines.get(number).cloned())
    }

    /// The call is over.
    pub(super) fn forget(&self, call: &CallSid) {
        self.scripts.lock().unwrap_or_else(PoisonError::into_inner).retain(|(held, _)| held != call);
    }
}
