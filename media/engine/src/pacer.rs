//! What goes out, at the pace of speech: one bounded queue, absolute deadlines 20 ms apart, a little ahead of real time.

use std::{collections::VecDeque, time::Duration};

use crate::{Counters, EngineSettings};

/// A frame's length.
pub(crate) const FRAME: Duration = Duration::from_millis(20);
/// How much before its time a frame may go: a timer of whole milliseconds, set to the instant itself, rings up to one late.
const EARLY: Duration = Duration::from_millis(1);
/// Frames are due at multiples of this: hundreds of calls that count from one instant share at most a thousand wake-ups a second.
const GRAIN: u64 = 1_000_000;

/// How speech goes out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TxMode {
    /// There is none.
    #[default]
    Idle,
    /// A frame every 20 ms.
    Flowing,
    /// The same, and the queue is full: the rest waits at its source.
    Full,
    /// Stopped, until it is known whether the caller meant to interrupt.
    Held,
}

/// Something to be sent: a frame by its place in its sentence's sound. Marks keep their place among the frames.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Paced {
    Sound { sentence: u32, at: usize },
    Mark(String),
}

#[derive(Debug)]
pub(crate) struct Pacer {
    queue: VecDeque<Paced>,
    sounds: usize,
    most: usize,
    lead: Duration,
    resync_after: Duration,
    /// The line takes nothing for now.
    is_held: bool,
    /// When the next frame is due; `None` while nothing runs, so that the first frame goes at once.
    due: Option<Duration>,
    /// Until when the line has sound to play, were it to play all it was sent.
    play_until: Duration,
}

impl Pacer {
    pub(crate) fn new(settings: &EngineSettings) -> Self {
        Self {
            queue: VecDeque::new(),
            sounds: 0,
            most: settings.tx_frames,
            lead: FRAME * settings.tx_lead_frames,
            resync_after: settings.resync_after,
            is_held: false,
            due: None,
            play_until: Duration::ZERO,
        }
    }

    /// Sound waits, or no longer. A pace that was missed meanwhile begins anew.
    pub(crate) fn hold(&mut self, is_held: bool) {
        self.is_held = is_held;
    }

    /// Whether speech may come in: below 90 % of the bound.
    pub(crate) fn has_room(&self) -> bool {
        self.sounds * 10 < self.most * 9
    }

    pub(crate) fn push(&mut self, paced: Paced) {
        self.sounds += usize::from(matches!(paced, Paced::Sound { .. }));
        self.queue.push_back(paced);
    }

    /// When something is to be sent next.
    pub(crate) fn next_due(&self) -> Option<Duration> {
        match self.queue.front()? {
            Paced::Mark(_) => Some(Duration::ZERO),
            Paced::Sound { .. } if self.is_held => None,
            Paced::Sound { .. } => Some(self.due.unwrap_or_default().saturating_sub(EARLY)),
        }
    }

    /// What is due now, one at a time.
    pub(crate) fn pop(&mut self, now: Duration, counters: &mut Counters) -> Option<Paced> {
        if let Paced::Sound { .. } = self.queue.front()? {
            // After a pause the first frames go ahead of time, to fill the line's own buffer.
            let mut due = self.due.unwrap_or_else(|| self.ahead_of(now));
            if self.is_held || due > now + EARLY {
                return None;
            }
            if self.due.is_some() && now.saturating_sub(due) > self.resync_after + self.lead {
                due = self.ahead_of(now);
                counters.resyncs += 1;
            }
            self.due = Some(due + FRAME);
            self.play_until = self.play_until.max(now) + FRAME;
            self.sounds -= 1;
            counters.sent += 1;
        }
        self.queue.pop_front()
    }

    /// Where a pace begins: by the lead before now, at a multiple of [`GRAIN`].
    fn ahead_of(&self, now: Duration) -> Duration {
        let nanos = u64::try_from(now.saturating_sub(self.lead).as_nanos()).unwrap_or(u64::MAX);
        Duration::from_nanos(nanos - nanos % GRAIN)
    }

    /// Nothing more is coming for now: the next frame starts a new pace.
    pub(crate) fn rest(&mut self) {
        if self.queue.is_empty() {
            self.due = None;
        }
    }

    /// Throws everything away; marks with it, as they announce sound that will not be heard.
    pub(crate) fn clear(&mut self, now: Duration) {
        self.queue.clear();
        self.sounds = 0;
        self.due = None;
        self.play_until = now;
    }

    /// Sent, but not heard yet.
    pub(crate) fn unheard(&self, now: Duration) -> Duration {
        self.play_until.saturating_sub(now)
    }

    pub(crate) fn play_until(&self) -> Duration {
        self.play_until
    }

    pub(crate) fn has_sound(&self) -> bool {
        self.sounds > 0
    }

    pub(crate) fn mode(&self) -> TxMode {
        match (self.has_sound(), self.has_room()) {
            (false, _) => TxMode::Idle,
            (true, true) => TxMode::Flowing,
            (true, false) => TxMode::Full,
        }
    }

    /// Frames of sound waiting.
    pub(crate) fn len(&self) -> usize {
        self.sounds
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.queue.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sound(n: u8) -> Paced {
        Paced::Sound { sentence: 0, at: usize::from(n) * 160 }
    }

    fn at(ms: u64) -> Duration {
        Duration::from_millis(ms)
    }

    fn filled(frames: u8) -> Pacer {
        let mut pacer = Pacer::new(&EngineSettings::default());
        (0..frames).for_each(|n| pacer.push(sound(n)));
        pacer
    }

    #[test]
    fn the_first_frames_go_ahead_and_the_rest_every_20_ms() {
        let (mut pacer, mut counters) = (filled(100), Counters::default());
        let burst = std::iter::from_fn(|| pacer.pop(at(1000), &mut counters)).count();
        assert_eq!(burst, 5, "four ahead and the one that is due");
        for step in 1..50 {
            // A millisecond before its time.
            let rings = 1000 + step * 20 - 1;
            assert_eq!(pacer.next_due(), Some(at(rings)));
            assert!(pacer.pop(at(rings - 1), &mut counters).is_none());
            assert!(pacer.pop(at(rings), &mut counters).is_some());
            assert!(pacer.pop(at(1000 + step * 20), &mut counters).is_none());
        }
        assert_eq!(counters.resyncs, 0);
    }

    #[test]
    fn frames_are_due_at_whole_milliseconds_whenever_their_pace_began() {
        let (mut pacer, mut counters) = (filled(100), Counters::default());
        let began = Duration::from_micros(1_000_777);
        while pacer.pop(began, &mut counters).is_some() {}
        assert_eq!(pacer.next_due(), Some(at(1019)));
    }

    #[test]
    fn a_small_delay_is_made_up_and_a_long_one_is_not() {
        let (mut pacer, mut counters) = (filled(100), Counters::default());
        while pacer.pop(at(1000), &mut counters).is_some() {}
        let made_up = std::iter::from_fn(|| pacer.pop(at(1050), &mut counters)).count();
        assert_eq!((made_up, counters.resyncs), (2, 0));
        let after = std::iter::from_fn(|| pacer.pop(at(3000), &mut counters)).count();
        assert_eq!((after, counters.resyncs), (5, 1));
    }

    #[test]
    fn sound_waits_while_the_line_takes_none_and_its_pace_begins_anew() {
        let (mut pacer, mut counters) = (filled(100), Counters::default());
        while pacer.pop(at(1000), &mut counters).is_some() {}
        pacer.hold(true);
        assert_eq!((pacer.next_due(), pacer.pop(at(2000), &mut counters)), (None, None));
        pacer.hold(false);
        let after = std::iter::from_fn(|| pacer.pop(at(3000), &mut counters)).count();
        assert_eq!((after, counters.resyncs), (5, 1));
    }

    #[test]
    fn a_mark_goes_right_behind_the_sound_before_it() {
        let (mut pacer, mut counters) = (filled(1), Counters::default());
        pacer.push(Paced::Mark("end".into()));
        assert_eq!(pacer.pop(at(0), &mut counters), Some(sound(0)));
        assert_eq!(pacer.pop(at(0), &mut counters), Some(Paced::Mark("end".into())));
    }
}
