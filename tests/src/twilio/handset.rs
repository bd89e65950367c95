//! What the caller hears: Twilio's playback buffer, emptied in real time.

use std::collections::VecDeque;

/// Bytes of 20 ms of mu-law at 8 kHz.
pub const FRAME: usize = 160;
/// Mu-law's silence.
pub const SILENCE: u8 = 0xff;

#[derive(Debug)]
enum Held {
    Sound(Vec<u8>),
    Mark(String),
}

/// Sound waiting to be played, and the marks between it.
#[derive(Debug, Default)]
pub struct Handset {
    held: VecDeque<Held>,
}

impl Handset {
    /// Sound comes in, of any length.
    pub fn sound(&mut self, bytes: Vec<u8>) {
        self.held.push_back(Held::Sound(bytes));
    }

    /// A mark comes in.
    pub fn mark(&mut self, name: String) {
        self.held.push_back(Held::Mark(name));
    }

    /// Throws away what was not played; its marks are echoed at once.
    pub fn clear(&mut self) -> Vec<String> {
        let marks = self.held.drain(..).filter_map(|held| match held {
            Held::Mark(name) => Some(name),
            Held::Sound(_) => None,
        });
        marks.collect()
    }

    /// Milliseconds not played yet.
    pub fn waiting_ms(&self) -> usize {
        let bytes: usize =
            self.held.iter().map(|held| if let Held::Sound(sound) = held { sound.len() } else { 0 }).sum();
        bytes / (FRAME / 20)
    }

    /// Plays 20 ms: what is heard (`None`: nothing), and the marks passed.
    pub fn play(&mut self) -> (Option<Vec<u8>>, Vec<String>) {
        let (mut heard, mut marks) = (Vec::new(), Vec::new());
        while let Some(next) = self.held.pop_front() {
            match next {
                Held::Mark(name) => marks.push(name),
                Held::Sound(sound) if heard.len() == FRAME => {
                    self.held.push_front(Held::Sound(sound));
                    break;
                }
                Held::Sound(mut sound) => {
                    let rest = sound.split_off(sound.len().min(FRAME - heard.len()));
                    heard.extend(sound);
                    if !rest.is_empty() {
                        self.held.push_front(Held::Sound(rest));
                    }
                }
            }
        }
        ((!heard.is_empty()).then_some(heard), marks)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_come_back_when_the_sound_before_them_was_played() {
        let mut handset = Handset::default();
        handset.sound(vec![1; FRAME + 80]);
        handset.mark("a".into());
        handset.sound(vec![2; 100]);
        assert_eq!(handset.waiting_ms(), 42);
        assert_eq!(handset.play(), (Some(vec![1; FRAME]), vec![]));
        let (heard, marks) = handset.play();
        assert_eq!((heard.unwrap()[79..81].to_vec(), marks), (vec![1, 2], vec!["a".to_owned()]));
        handset.mark("b".into());
        assert_eq!(handset.clear(), ["b"]);
        assert_eq!(handset.play(), (None, vec![]));
    }
}
