//! How many events are taken at once: few when they trickle (each is visible at once), many when they pour.

use std::time::Duration;

/// Fewer at once would not be quicker: a batch of these is a few milliseconds' work, so what is slow about it is waiting for the disk
/// and for other writers, and that takes as long for one event.
const LEAST: u32 = 64;

/// A batch size that follows the load.
#[derive(Debug)]
pub(super) struct Window {
    size: u32,
    most: u32,
    /// A batch longer than this is too long: readers wait for its end, and on `SQLite` writers too.
    slow: Duration,
}

impl Window {
    pub(super) fn new(most: u32, slow: Duration) -> Self {
        Self { size: most.min(256), most, slow }
    }

    pub(super) fn size(&self) -> u32 {
        self.size
    }

    /// Learns from a batch that went well.
    pub(super) fn went(&mut self, events: usize, took: Duration) {
        let full = u32::try_from(events).is_ok_and(|events| events >= self.size);
        if took > self.slow && self.size > LEAST {
            self.size = (self.size / 2).max(LEAST);
        } else if full {
            self.size = self.size.saturating_mul(2).min(self.most);
        }
    }

    /// One event at a time: to find the one that fails, and to take those before it.
    pub(super) fn one_by_one(&mut self) {
        self.size = 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_widens_while_batches_are_full_and_quick_and_narrows_when_they_are_slow() {
        let mut window = Window::new(1_000, Duration::from_millis(100));
        window.went(256, Duration::from_millis(10));
        assert_eq!(window.size(), 512);
        window.went(3, Duration::from_millis(10));
        assert_eq!(window.size(), 512);
        window.went(512, Duration::from_millis(200));
        assert_eq!(window.size(), 256);
        window.one_by_one();
        window.went(1, Duration::from_millis(1));
        assert_eq!(window.size(), 2);
    }

    #[test]
    fn while_others_write_without_pause_it_does_not_narrow_until_it_stands_still() {
        let mut window = Window::new(1_000, Duration::from_millis(50));
        window.one_by_one();
        for _ in 0..20 {
            let full = usize::try_from(window.size()).unwrap();
            window.went(full, Duration::from_millis(500));
        }
        assert!((LEAST..=2 * LEAST).contains(&window.size()), "{}", window.size());
    }
}
