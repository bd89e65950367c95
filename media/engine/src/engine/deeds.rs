//! What the back office is doing for the caller and the agent waits for. A thought that is given up leaves it going on: the next one is
//! to know what came of it, or it would book what is booked.

use std::time::Duration;

#[derive(Debug, Default)]
pub(super) struct Deeds {
    /// Under what id, and since when.
    under_way: Vec<(String, Duration)>,
}

impl Deeds {
    pub(super) fn begin(&mut self, id: String, now: Duration) {
        self.under_way.push((id, now));
    }

    pub(super) fn end(&mut self, id: &str) {
        self.under_way.retain(|(deed, _)| deed != id);
    }

    /// Nobody waits for them any longer.
    pub(super) fn forget(&mut self) {
        self.under_way.clear();
    }

    pub(super) fn are_under_way(&self) -> bool {
        !self.under_way.is_empty()
    }

    /// When nobody waits any longer, if none of them ends before.
    pub(super) fn over_at(&self, within: Duration) -> Option<Duration> {
        self.under_way.iter().map(|(_, since)| *since + within).max()
    }
}
