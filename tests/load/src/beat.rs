//! The beat of a line: a frame is due every 20 ms, however late the one before was.

use std::time::Duration;

use tokio::time::{Instant, Interval, MissedTickBehavior, interval_at};

use crate::samples::Samples;

/// 20 ms.
pub(crate) const FRAME: Duration = Duration::from_millis(20);

/// It, and how late we were for it.
#[derive(Debug)]
pub(crate) struct Beat {
    ticks: Interval,
    due: Instant,
    late: Samples,
}

impl Beat {
    /// From now on.
    pub(crate) fn new() -> Self {
        let due = Instant::now() + FRAME;
        let mut ticks = interval_at(due, FRAME);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        Self { ticks, due, late: Samples::default() }
    }

    /// Waits for the next; what it is now.
    pub(crate) async fn next(&mut self) -> Instant {
        self.ticks.tick().await;
        let now = Instant::now();
        self.late.add(now.saturating_duration_since(self.due));
        self.due += FRAME;
        now
    }

    /// How late we were, every time.
    pub(crate) fn lateness(self) -> Samples {
        self.late
    }
}
