//! The caller's frames on their way to the recogniser: bounded, in order, never in the way of the line.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::{Counters, EngineSettings};

/// How fast the recogniser is fed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum RxMode {
    /// A frame at a time.
    #[default]
    Normal,
    /// As fast as it takes them.
    Drain,
}

/// The queue. What cannot be kept is dropped from its old end and counted.
#[derive(Debug)]
pub(crate) struct RxQueue {
    frames: VecDeque<Bytes>,
    mode: RxMode,
    most: usize,
    drain_at: usize,
    normal_at: usize,
    batch: usize,
}

impl RxQueue {
    pub(crate) fn new(settings: &EngineSettings) -> Self {
        Self {
            // A frame or two, most of the time: the bound's worth is 6 kB.
            frames: VecDeque::new(),
            mode: RxMode::Normal,
            most: settings.rx_frames,
            drain_at: settings.rx_drain_at,
            normal_at: settings.rx_normal_at,
            batch: settings.rx_drain_batch,
        }
    }

    pub(crate) fn push(&mut self, frame: Bytes, counters: &mut Counters) {
        if self.frames.len() >= self.most {
            self.frames.pop_front();
            counters.rx_dropped += 1;
        }
        self.frames.push_back(frame);
        if self.mode == RxMode::Normal && self.frames.len() >= self.drain_at {
            self.mode = RxMode::Drain;
            counters.drains += 1;
        }
    }

    /// The oldest frame; it stays here until the recogniser took it.
    pub(crate) fn peek(&self) -> Option<&Bytes> {
        self.frames.front()
    }

    pub(crate) fn taken(&mut self, counters: &mut Counters) {
        if self.frames.pop_front().is_some() {
            counters.rx_fed += 1;
        }
        if self.frames.len() <= self.normal_at {
            self.mode = RxMode::Normal;
        }
    }

    /// How many frames may be handed over in one go.
    pub(crate) fn burst(&self) -> usize {
        match self.mode {
            RxMode::Normal => 2,
            RxMode::Drain => self.batch,
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.frames.len()
    }

    pub(crate) fn mode(&self) -> RxMode {
        self.mode
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(number: u16) -> Bytes {
        Bytes::copy_from_slice(&number.to_be_bytes())
    }

    fn number(frame: &Bytes) -> u16 {
        u16::from_be_bytes([frame[0], frame[1]])
    }

    #[test]
    fn it_drains_at_a_hundred_and_calms_at_twenty() {
        let (mut rx, mut counters) = (RxQueue::new(&EngineSettings::default()), Counters::default());
        (0..99).for_each(|n| rx.push(frame(n), &mut counters));
        assert_eq!((rx.mode(), rx.burst()), (RxMode::Normal, 2));
        rx.push(frame(99), &mut counters);
        assert_eq!((rx.mode(), rx.burst(), counters.drains), (RxMode::Drain, 50, 1));
        (0..79).for_each(|_| rx.taken(&mut counters));
        assert_eq!((rx.mode(), rx.len()), (RxMode::Drain, 21));
        rx.taken(&mut counters);
        assert_eq!(rx.mode(), RxMode::Normal);
    }

    proptest! {
        #[test]
        fn every_frame_is_fed_in_order_or_counted_as_dropped(steps in proptest::collection::vec(any::<bool>(), 0..2000)) {
            let (mut rx, mut counters) = (RxQueue::new(&EngineSettings::default()), Counters::default());
            let (mut pushed, mut last) = (0_u16, None);
            for push in steps {
                if push {
                    rx.push(frame(pushed), &mut counters);
                    pushed += 1;
                } else if let Some(next) = rx.peek().map(number) {
                    prop_assert!(last.is_none_or(|last| last < next));
                    last = Some(next);
                    rx.taken(&mut counters);
                }
                prop_assert!(rx.len() <= 200);
                prop_assert_eq!(u64::from(pushed), counters.rx_fed + counters.rx_dropped + rx.len() as u64);
            }
        }
    }
}
