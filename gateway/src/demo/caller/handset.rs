//! What the caller's ear has: Twilio's playback buffer, in frames of 20 ms.

use std::collections::VecDeque;

/// Bytes of mu-law in a frame of 20 ms at 8 kHz.
pub(super) const FRAME: usize = 160;
/// Silence in mu-law (G.711: the code of +0).
pub(super) const SILENCE: u8 = 0xff;

#[derive(Debug)]
enum Queued {
    Sound(u8),
    Mark(String),
}

/// Sound that arrived and has not been played yet, with the marks among it. Time passes only by [`Handset::play`].
#[derive(Debug, Default)]
pub(super) struct Handset {
    queue: VecDeque<Queued>,
    sound: usize,
}

/// What one frame of time brought.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Played {
    /// The sound heard, padded with silence; `None` when there was none at all.
    pub(super) frame: Option<[u8; FRAME]>,
    /// Marks reached: to be echoed.
    pub(super) marks: Vec<String>,
}

impl Handset {
    /// Sound arrives.
    pub(super) fn hear(&mut self, sound: &[u8]) {
        self.queue.extend(sound.iter().copied().map(Queued::Sound));
        self.sound += sound.len();
    }

    /// A mark arrives: it is reached when all sound before it is played.
    pub(super) fn mark(&mut self, name: String) {
        self.queue.push_back(Queued::Mark(name));
    }

    /// Everything unplayed is thrown away; its marks are echoed at once, as Twilio does.
    pub(super) fn clear(&mut self) -> Vec<String> {
        self.sound = 0;
        self.queue
            .drain(..)
            .filter_map(|queued| if let Queued::Mark(name) = queued { Some(name) } else { None })
            .collect()
    }

    /// Whether there is sound left to play.
    pub(super) fn is_playing(&self) -> bool {
        self.sound > 0
    }

    /// Lets 20 ms pass.
    pub(super) fn play(&mut self) -> Played {
        let mut frame = [SILENCE; FRAME];
        let mut filled = 0;
        let mut marks = Vec::new();
        while let Some(next) = self.queue.pop_front() {
            match next {
                Queued::Mark(name) => marks.push(name),
                Queued::Sound(sample) if filled < FRAME => {
                    frame[filled] = sample;
                    filled += 1;
                }
                Queued::Sound(_) => {
                    self.queue.push_front(next);
                    break;
                }
            }
        }
        self.sound -= filled;
        Played { frame: (filled > 0).then_some(frame), marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_reached_when_the_sound_before_it_is_played() {
        let mut handset = Handset::default();
        handset.hear(&[1; FRAME + 10]);
        handset.mark("end".into());
        assert_eq!(handset.play(), Played { frame: Some([1; FRAME]), marks: vec![] });
        let last = handset.play();
        assert_eq!((last.frame.unwrap()[9], last.frame.unwrap()[10]), (1, SILENCE));
        assert_eq!(last.marks, ["end"]);
        assert_eq!(handset.play(), Played { frame: None, marks: vec![] });
    }

    #[test]
    fn a_clear_echoes_what_was_pending_and_leaves_silence() {
        let mut handset = Handset::default();
        handset.mark("first".into());
        handset.hear(&[1; 4 * FRAME]);
        handset.mark("second".into());
        assert_eq!(handset.clear(), ["first", "second"]);
        assert!(!handset.is_playing());
        assert_eq!(handset.play().frame, None);
    }
}
