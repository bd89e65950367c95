//! The end of the log, read once a process: seven followers and the herald share what one of them fetched.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use eventlog::{EventLog, LogError, Position, Recorded};
use tokio::sync::{Mutex, watch};
use tokio_util::sync::CancellationToken;

/// Events kept: some seconds of a busy day.
const KEPT: usize = 4_096;
/// Bounds of the pause between looks when nobody tells of news.
const POLL: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// The newest events and the position of the last.
pub(crate) struct Tail {
    log: EventLog,
    /// Without holes, oldest first.
    recent: Mutex<VecDeque<Arc<Recorded>>>,
    tip: watch::Sender<Position>,
}

impl Tail {
    pub(super) fn new(log: EventLog, tip: Position) -> Self {
        Self { log, recent: Mutex::new(VecDeque::new()), tip: watch::Sender::new(tip) }
    }

    /// Looks for news until `stop`: at once when told of some, else after a pause that grows while nothing happens.
    pub(super) async fn watch(&self, stop: &CancellationToken) {
        let mut appended = self.log.appended();
        let mut pause = POLL.0;
        while !stop.is_cancelled() {
            match self.log.tip().await {
                Ok(tip) => {
                    let news = self.tip.send_if_modified(|held| {
                        let news = *held < tip;
                        *held = tip.max(*held);
                        news
                    });
                    pause = if news { POLL.0 } else { (pause * 2).min(POLL.1) };
                }
                Err(error) => {
                    tracing::warn!(%error, "the log's end cannot be seen");
                    pause = POLL.1;
                }
            }
            tokio::select! { _ = appended.wait(pause) => {}, () = stop.cancelled() => {} }
        }
    }

    pub(super) fn tip(&self) -> Position {
        *self.tip.borrow()
    }

    /// Returns when there is something after `position`, or when `at_most` has passed.
    pub(super) async fn beyond(&self, position: Position, at_most: Duration) {
        let mut tip = self.tip.subscribe();
        let _ = tokio::time::timeout(at_most, tip.wait_for(|tip| *tip > position)).await;
    }

    /// Up to `limit` events after a position, in order and without holes.
    pub(super) async fn read_after(
        &self,
        after: Position,
        limit: u32,
    ) -> Result<Vec<Arc<Recorded>>, LogError> {
        if self.tip() <= after {
            return Ok(Vec::new());
        }
        // Held while the log is read: whoever else wants the same events finds them here.
        let mut recent = self.recent.lock().await;
        let take = usize::try_from(limit).unwrap_or(usize::MAX);
        let first = recent.front().map(|event| event.position);
        match first {
            Some(first) if after < first && after.next() != first => {
                drop(recent);
                // Far behind: what it reads is of no use to the others.
                return Ok(self.log.read_after(after, limit).await?.into_iter().map(Arc::new).collect());
            }
            Some(_) | None => {}
        }
        let last = recent.back().map(|event| event.position);
        if last.is_none_or(|last| last < self.tip() && last <= after) {
            // Nobody needs what lies between: the list begins anew where this reader stands.
            if last != Some(after) {
                recent.clear();
            }
            recent.extend(self.log.read_after(after, limit).await?.into_iter().map(Arc::new));
            let surplus = recent.len().saturating_sub(KEPT);
            let read = recent.iter().filter(|event| event.position > after).take(take).cloned().collect();
            recent.drain(..surplus);
            return Ok(read);
        }
        Ok(recent.iter().filter(|event| event.position > after).take(take).cloned().collect())
    }
}
