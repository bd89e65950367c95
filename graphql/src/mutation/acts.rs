//! Acts that are no commands of the log, remembered by their idempotency keys: a rebuild, a dead letter seen to, a call ended.
//!
//! # Contract
//! This process remembers the last [`MOST`] of them, which is longer than anybody tries again. Another server, or this one after a
//! restart, does not: there a repeat does the act again, which each of them bears.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use eventlog::DeadLetter;

/// How many are remembered. A person does a few a day.
const MOST: usize = 1_000;

/// What was done, and the letter it was done to.
#[derive(Default)]
pub(crate) struct Acts(Mutex<VecDeque<(String, Option<DeadLetter>)>>);

impl Acts {
    /// Whether it was done already.
    pub(crate) fn done(&self, act: &'static str, command_id: &str) -> bool {
        let named = name(act, command_id);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().any(|(name, _)| *name == named)
    }

    /// The letter it was done to already.
    pub(crate) fn letter(&self, act: &'static str, command_id: &str) -> Option<DeadLetter> {
        let named = name(act, command_id);
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.iter().find(|(name, _)| *name == named).and_then(|(_, letter)| letter.clone())
    }

    /// Remembers what was done.
    pub(crate) fn keep(&self, act: &'static str, command_id: &str, letter: Option<DeadLetter>) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.truncate(MOST - 1);
        kept.push_front((name(act, command_id), letter));
    }
}

/// One key may be used for different acts.
fn name(act: &'static str, command_id: &str) -> String {
    format!("{act} {command_id}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ones_are_remembered_each_by_its_act() {
        let acts = Acts::default();
        acts.keep("endCall", "a", None);
        assert!(acts.done("endCall", "a"));
        assert!(!acts.done("rebuildProjection", "a"));
        for number in 0..MOST {
            acts.keep("endCall", &number.to_string(), None);
        }
        assert!(!acts.done("endCall", "a"));
        assert!(acts.done("endCall", "0"));
    }
}
