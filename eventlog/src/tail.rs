//! The end of the log, read once a process: whoever follows it here shares what was fetched.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::store::Pool;
use crate::vault::Vault;
use crate::{Appended, LogError, Position, Recorded};

/// Events kept: a second of a busy day, and whoever follows is milliseconds behind.
const KEPT: usize = 1_024;
/// Events fetched at once.
const FETCHED: u32 = 512;
/// Bounds of the pause between looks when nobody tells of news.
const POLL: (Duration, Duration) = (Duration::from_millis(10), Duration::from_millis(250));

/// The newest events, as they come. Cheap to clone.
#[derive(Clone)]
pub struct Tail {
    shared: Arc<Shared>,
}

struct Shared {
    pool: Pool,
    vault: Arc<Vault>,
    recent: Mutex<Recent>,
    /// The newest event there is to read.
    tip: watch::Sender<Position>,
}

#[derive(Default)]
struct Recent {
    /// Without holes, oldest first; the last of them is the tip, or there are none.
    events: VecDeque<Arc<Recorded>>,
    /// The newest erasure when they were read.
    epoch: u64,
}

impl std::fmt::Debug for Tail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tail").field("tip", &self.tip()).finish_non_exhaustive()
    }
}

impl Tail {
    /// Begins at a position that is on disk.
    pub(crate) fn new(pool: Pool, vault: Arc<Vault>, from: Position) -> Self {
        let shared = Shared { pool, vault, recent: Mutex::default(), tip: watch::Sender::new(from) };
        Self { shared: Arc::new(shared) }
    }

    /// Fetches what is new until `stop`: at once when told of some, else after a pause that grows while nothing happens.
    pub(crate) async fn watch(self, mut appended: Appended, stop: CancellationToken) {
        let mut pause = POLL.0;
        while !stop.is_cancelled() {
            match self.fetch().await {
                Ok(0) => pause = (pause * 2).min(POLL.1),
                Ok(fetched) => {
                    pause = POLL.0;
                    if fetched == FETCHED as usize {
                        continue;
                    }
                }
                Err(error) => {
                    tracing::warn!(%error, "the log's end cannot be read");
                    self.skip().await;
                    pause = POLL.1;
                }
            }
            tokio::select! { _ = appended.wait(pause) => {}, () = stop.cancelled() => {} }
        }
    }

    async fn fetch(&self) -> Result<usize, LogError> {
        let epoch = self.shared.vault.epoch();
        let news = self.read_log(self.tip(), FETCHED).await?;
        let (fetched, last) = (news.len(), news.last().map(|event| event.position));
        if let Some(last) = last {
            let mut recent = self.recent(epoch);
            if recent.epoch == epoch {
                recent.events.extend(news);
            } else {
                // Somebody was erased while it was read.
                recent.events.clear();
            }
            let surplus = recent.events.len().saturating_sub(KEPT);
            recent.events.drain(..surplus);
            drop(recent);
            self.shared.tip.send_replace(last);
        }
        Ok(fetched)
    }

    /// Something stands in the way of what is new: whoever wants it reads it for themselves, and finds out what.
    async fn skip(&self) {
        if let Ok(tip) = self.shared.pool.tip().await
            && tip > self.tip()
        {
            self.recent(0).events.clear();
            self.shared.tip.send_replace(tip);
        }
    }

    /// What is kept; nothing, when somebody was erased since.
    fn recent(&self, epoch: u64) -> MutexGuard<'_, Recent> {
        let mut recent = self.shared.recent.lock().unwrap_or_else(PoisonError::into_inner);
        if recent.epoch < epoch {
            *recent = Recent { events: VecDeque::new(), epoch };
        }
        recent
    }

    /// The position of the newest event there is to read.
    pub fn tip(&self) -> Position {
        *self.shared.tip.borrow()
    }

    /// Returns when there is something after `position`, or when `at_most` has passed.
    pub async fn beyond(&self, position: Position, at_most: Duration) {
        let mut tip = self.shared.tip.subscribe();
        let _ = tokio::time::timeout(at_most, tip.wait_for(|tip| *tip > position)).await;
    }

    /// Up to `limit` events after a position, in order and without holes: from memory when they are new, else from the log.
    pub async fn read_after(&self, after: Position, limit: u32) -> Result<Vec<Arc<Recorded>>, LogError> {
        if self.tip() <= after {
            return Ok(Vec::new());
        }
        match self.kept_after(after, limit) {
            Some(events) => Ok(events),
            None => self.read_log(after, limit).await,
        }
    }

    async fn read_log(&self, after: Position, limit: u32) -> Result<Vec<Arc<Recorded>>, LogError> {
        let Shared { pool, vault, .. } = &*self.shared;
        let events = vault.recorded(pool.rows_after(after, limit).await?).await?;
        Ok(events.into_iter().map(Arc::new).collect())
    }

    /// `None`: they are older than what is kept.
    fn kept_after(&self, after: Position, limit: u32) -> Option<Vec<Arc<Recorded>>> {
        let recent = self.recent(self.shared.vault.epoch());
        let first = recent.events.front()?.position;
        // Dense: an event's place follows from its position.
        let skip = (after.as_u64() + 1).checked_sub(first.as_u64())?;
        let (skip, limit) = (usize::try_from(skip).ok()?, usize::try_from(limit).ok()?);
        Some(recent.events.iter().skip(skip).take(limit).cloned().collect())
    }
}
