//! One stream to Google, as the session sees it: where in the call it began, and how far it has been fed.

use std::time::Duration;

use super::tape::CHUNK_MS;

/// Tells a call's streams apart.
pub(super) type LineId = u32;

/// What is sent at once when something was held back, before the pace counts.
const BURST: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) struct Line {
    pub(super) id: LineId,
    /// The number of the chunk it began with.
    pub(super) base: u64,
    /// The number of the chunk it gets next.
    pub(super) next: u64,
    /// Since when it can be fed.
    pub(super) opened: Option<Duration>,
    /// When it was asked for.
    pub(super) began: Duration,
    /// It gave words.
    pub(super) answered: bool,
    /// It was told that no more audio comes.
    pub(super) finished: bool,
    /// Before this nothing is sent.
    due: Duration,
}

impl Line {
    pub(super) fn new(id: LineId, base: u64, began: Duration) -> Self {
        Self {
            id,
            base,
            next: base,
            opened: None,
            began,
            answered: false,
            finished: false,
            due: Duration::ZERO,
        }
    }

    /// Where it began, in the call's milliseconds.
    pub(super) fn base_ms(&self) -> u32 {
        u32::try_from(self.base * u64::from(CHUNK_MS)).unwrap_or(u32::MAX)
    }

    /// How long Google has had it.
    pub(super) fn age(&self, now: Duration) -> Duration {
        now.saturating_sub(self.opened.unwrap_or(self.began))
    }

    /// When it may be fed; `None` when it cannot be.
    pub(super) fn due(&self) -> Option<Duration> {
        self.opened.filter(|_| !self.finished).map(|opened| self.due.max(opened))
    }

    /// As long as it got nothing it may begin later: what is final meanwhile it need not hear.
    pub(super) fn begin_at(&mut self, chunk: u64) {
        if self.next == self.base {
            self.base = self.base.max(chunk);
            self.next = self.base;
        }
    }

    /// A chunk went out. What was held back follows at `speed` times the pace of speech: Google refuses audio that comes in a flood.
    pub(super) fn fed(&mut self, now: Duration, speed: u32) {
        self.next += 1;
        let chunk = Duration::from_millis(u64::from(CHUNK_MS)) / speed.max(1);
        self.due = self.due.max(now.saturating_sub(BURST)) + chunk;
    }
}
