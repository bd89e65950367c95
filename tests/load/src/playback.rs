//! What the line still has to play, as instants: a call's buffer at Twilio without its bytes.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// The buffer.
#[derive(Debug, Default)]
pub(crate) struct Playback {
    until: Option<Instant>,
    marks: VecDeque<(Instant, String)>,
}

impl Playback {
    /// 20 ms of sound came.
    pub(crate) fn sound(&mut self, now: Instant) {
        self.until = Some(self.until.map_or(now, |until| until.max(now)) + Duration::from_millis(20));
    }

    /// A mark came: it is passed when everything before it was played.
    pub(crate) fn mark(&mut self, name: String, now: Instant) {
        self.marks.push_back((self.until.map_or(now, |until| until.max(now)), name));
    }

    /// The next mark that was passed.
    pub(crate) fn passed(&mut self, now: Instant) -> Option<String> {
        self.marks.pop_front_if(|(at, _)| *at <= now).map(|(_, name)| name)
    }

    /// Nothing more is played; every mark is passed.
    pub(crate) fn clear(&mut self, now: Instant) {
        self.until = self.until.map(|until| until.min(now));
        self.marks.iter_mut().for_each(|(at, _)| *at = now);
    }

    /// How long there has been nothing to hear; `None`: never anything yet.
    pub(crate) fn quiet_for(&self, now: Instant) -> Option<Duration> {
        self.until.map(|until| now.saturating_duration_since(until))
    }
}
