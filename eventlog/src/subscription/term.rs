use std::time::Duration;

use tokio::time::Instant;

use crate::Position;

/// How old a lease may be when a reaction begins: with the longest reaction it stays within its length.
const FRESH: Duration = Duration::from_secs(1);

/// The time during which this node has a reactor.
pub(super) struct Term {
    /// Everything up to here is reacted to, or concerns it not.
    pub(super) done: Position,
    /// The same as it is written down.
    pub(super) saved: Position,
    /// When the lease was last renewed.
    leased: Instant,
    /// When letters and deferred events were last seen to; `None`: not yet.
    tended: Option<Instant>,
}

impl Term {
    pub(super) fn new(checkpoint: Position) -> Self {
        Self { done: checkpoint, saved: checkpoint, leased: Instant::now(), tended: None }
    }

    pub(super) fn is_stale(&self) -> bool {
        self.leased.elapsed() > FRESH
    }

    pub(super) fn renewed(&mut self) {
        self.leased = Instant::now();
    }

    pub(super) fn wants_tending(&self) -> bool {
        self.tended.is_none_or(|at| at.elapsed() > FRESH)
    }

    pub(super) fn tended(&mut self) {
        self.tended = Some(Instant::now());
    }

    pub(super) fn is_saved(&self) -> bool {
        self.saved == self.done
    }
}
