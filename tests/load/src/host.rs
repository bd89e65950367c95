//! When the machine's host had a processor for others: by the kernel's own count, looked at all the time. Whatever wants that processor
//! waits meanwhile, and is late by no fault of its own.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::{
    task::JoinSet,
    time::{Instant, interval},
};

use crate::process;

/// The count is in ticks of 10 ms.
const EVERY: Duration = Duration::from_millis(50);

/// Instants, and what had been taken of all processors by then.
type Looks = Arc<Mutex<Vec<(Instant, Duration)>>>;

/// What it took, from when on it is watched.
#[derive(Debug)]
pub(crate) struct Host {
    looks: Looks,
    /// Ends with it.
    _watching: JoinSet<()>,
}

impl Host {
    pub(crate) fn watch() -> Self {
        let (looks, mut watching) = (Looks::default(), JoinSet::new());
        let seen = looks.clone();
        watching.spawn(async move {
            let mut beat = interval(EVERY);
            while let Ok(stolen) = process::stolen() {
                seen.lock().unwrap_or_else(PoisonError::into_inner).push((Instant::now(), stolen));
                beat.tick().await;
            }
        });
        Self { looks, _watching: watching }
    }

    /// Whether something that came so late then was kept waiting by the host: for half of that time at least it had a processor. What it
    /// had is counted some milliseconds after it gives it back: the look is one that long after.
    pub(crate) fn delayed(&self, came: Instant, late: Duration) -> bool {
        let looks = self.looks.lock().unwrap_or_else(PoisonError::into_inner);
        let due = came.checked_sub(late).unwrap_or(came);
        let before = looks.iter().rfind(|(at, _)| *at <= due);
        let after = looks.iter().find(|(at, _)| *at >= came + EVERY);
        before.zip(after).is_some_and(|((_, before), (_, after))| after.saturating_sub(*before) >= late / 2)
    }
}
