//! Sentences that carry their names: what this Google's voices said, its ears know by the sound alone.
//!
//! Every 20 ms of a sentence begin with the sentence's name and their own number in it. Ears look for them at every byte, so that nothing
//! hangs on how the sound was cut into frames on its way. A word is heard when all of its frames came, in their order: what was lost on the
//! line is not understood.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::Larynx;
use super::ears::Understood;
use crate::twilio::{handset::FRAME, phone::voice};

/// Bytes of a sentence's name, and of a name with the frame's number.
const NAME: usize = 8;
const NAMED: usize = NAME + 4;
/// Frames of the shortest and the longest sentence; half as many again as it has letters between.
const SHORTEST: usize = 15;
const LONGEST: usize = 200;
/// Bytes of the silence that ends an utterance: 600 ms.
const PAUSE: usize = 4_800;

/// Words as they are written with points, and as people and recognisers write them.
const FULLY_WRITTEN: [(&str, &str); 6] = [
    ("הצהרים", "הצהריים"),
    ("בצהרים", "בצהריים"),
    ("בבקר", "בבוקר"),
    ("לשכר", "לשכור"),
    ("למכר", "למכור"),
    ("ששי", "שישי"),
];

/// All that was said, by its name.
#[derive(Debug, Default)]
pub struct Sentences {
    said: Mutex<HashMap<u64, Arc<Sentence>>>,
    garbles: Mutex<bool>,
}

#[derive(Debug)]
struct Sentence {
    words: Vec<String>,
    frames: u32,
}

fn held<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sentences {
    /// From here on the voices mumble: as loud and as long, and every byte of it a little off.
    pub fn garble(&self) {
        *held(&self.garbles) = true;
    }

    fn of(&self, name: u64) -> Option<Arc<Sentence>> {
        held(&self.said).get(&name).cloned()
    }
}

impl Larynx for Sentences {
    fn sound(&self, ssml: &str) -> Vec<u8> {
        let name = hash(ssml);
        let frames = (ssml.chars().count() * 3 / 2).clamp(SHORTEST, LONGEST);
        let mut sound = voice(frames * 20);
        for (number, frame) in (0_u32..).zip(sound.chunks_mut(FRAME)) {
            frame[..NAME].copy_from_slice(&name.to_le_bytes());
            frame[NAME..NAMED].copy_from_slice(&number.to_le_bytes());
        }
        let frames = u32::try_from(frames).unwrap_or(u32::MAX);
        held(&self.said).insert(name, Arc::new(Sentence { words: words_of(ssml), frames }));
        if *held(&self.garbles) {
            for byte in &mut sound {
                *byte ^= 3;
            }
        }
        sound
    }

    fn spoken(&self, _: &str) {}
}

impl Sentence {
    /// The frames of one of its words.
    fn frames_of(&self, word: usize) -> std::ops::Range<u32> {
        let (all, word) = (self.words.len().max(1), word.min(self.words.len()));
        let at = |word: usize| u32::try_from(self.frames as usize * word / all).unwrap_or(self.frames);
        at(word)..at(word + 1)
    }
}

/// A sentence as it is written: without mark-up and points.
fn words_of(ssml: &str) -> Vec<String> {
    let mut text = String::new();
    let mut is_inside = false;
    for sign in ssml.chars() {
        match sign {
            '<' => is_inside = true,
            '>' => is_inside = false,
            // Hebrew's points and accents; the signs among them that join and part words stay.
            '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}' | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' => {
            }
            sign if !is_inside => text.push(sign),
            _ => {}
        }
    }
    let escapes = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    let text = escapes.iter().fold(text, |text, (escaped, sign)| text.replace(escaped, sign));
    text.split_whitespace().map(fully_written).collect()
}

fn fully_written(word: &str) -> String {
    FULLY_WRITTEN.iter().fold(word.to_owned(), |word, (pointed, full)| word.replace(pointed, full))
}

/// What one stream has heard of sentences since the last final.
#[derive(Debug, Default)]
pub(super) struct Overheard {
    /// Where a frame began, of which sentence it is, and its number there.
    frames: Vec<(usize, u64, u32)>,
    /// The bytes before were looked at.
    known: usize,
}

impl Overheard {
    /// What is new, with all the audio so far; `ended`: no more will come.
    pub(super) fn listen(&mut self, all: &Sentences, audio: &[u8], ended: bool) -> Option<Understood> {
        self.look(all, audio);
        let &(last, ..) = self.frames.last()?;
        let (mut end, mut words) = (last + FRAME, self.words(all));
        let is_final = ended || audio.len() >= end + PAUSE;
        if is_final {
            self.frames.clear();
            end = audio.len();
        } else if words.len() > 1 {
            // The last one only once it is final.
            words.pop();
        }
        (!words.is_empty()).then_some(Understood { words, end, is_final })
    }

    fn look(&mut self, all: &Sentences, audio: &[u8]) {
        let said = held(&all.said);
        for (at, bytes) in audio[self.known..].windows(NAMED).enumerate() {
            let (name, number) = bytes.split_at(NAME);
            let name = u64::from_le_bytes(name.try_into().unwrap_or_default());
            if said.contains_key(&name) {
                let number = u32::from_le_bytes(number.try_into().unwrap_or_default());
                self.frames.push((self.known + at, name, number));
            }
        }
        self.known = self.known.max((audio.len() + 1).saturating_sub(NAMED));
    }

    /// The words that came whole, and from which byte to which.
    fn words(&self, all: &Sentences) -> Vec<(String, usize, usize)> {
        let mut words = Vec::new();
        // A sentence goes on as long as its frames' numbers grow.
        for heard in self.frames.chunk_by(|one, next| one.1 == next.1 && one.2 < next.2) {
            let Some(sentence) = heard.first().and_then(|(_, name, _)| all.of(*name)) else { continue };
            for (index, word) in sentence.words.iter().enumerate() {
                let wanted = sentence.frames_of(index);
                let of_it: Vec<_> = heard.iter().filter(|(.., number)| wanted.contains(number)).collect();
                let (Some(first), Some(last)) = (of_it.first(), of_it.last()) else { continue };
                if of_it.len() == wanted.len() {
                    words.push((word.clone(), first.0, last.0 + FRAME));
                }
            }
        }
        words
    }
}

/// FNV-1a: only has to tell sentences apart.
pub(super) fn hash(text: &str) -> u64 {
    text.bytes()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::twilio::handset::SILENCE;

    const SSML: &str = "<speak>שָׁלוֹם, אני &quot;מחפשת&quot; דִּירָה אַחַר הַצָּהֳרַיִם</speak>";
    const WORDS: [&str; 6] = ["שלום,", "אני", "\"מחפשת\"", "דירה", "אחר", "הצהריים"];

    fn texts(understood: &Understood) -> Vec<&str> {
        understood.words.iter().map(|(text, ..)| text.as_str()).collect()
    }

    /// What is heard of this when nothing more comes.
    fn heard(all: &Sentences, audio: &[u8]) -> Vec<String> {
        let understood = Overheard::default().listen(all, audio, true);
        understood.map(|said| texts(&said).iter().map(ToString::to_string).collect()).unwrap_or_default()
    }

    #[test]
    fn a_sentence_is_known_wherever_it_begins_and_ends_with_a_pause() {
        let all = Sentences::default();
        let sound = all.sound(SSML);
        let mut ear = Overheard::default();
        let mut audio = [vec![SILENCE; 1_003], sound[..sound.len() / 2].to_vec()].concat();
        let partial = ear.listen(&all, &audio, false).expect("some words");
        assert_eq!((texts(&partial), partial.is_final), (WORDS[..2].to_vec(), false));
        audio.extend(&sound[sound.len() / 2..]);
        audio.extend([SILENCE; PAUSE]);
        let said = ear.listen(&all, &audio, false).expect("all words");
        assert_eq!((texts(&said), said.is_final, said.words[0].1), (WORDS.to_vec(), true, 1_003));
        assert_eq!(ear.listen(&all, &audio, true), None, "once");
    }

    #[test]
    fn what_was_lost_or_damaged_is_not_understood() {
        let all = Sentences::default();
        let sound = all.sound(SSML);
        let lost = [&sound[..3 * FRAME], &sound[4 * FRAME..]].concat();
        assert_eq!(heard(&all, &lost), WORDS[1..]);
        let mut late = sound.clone();
        late.rotate_left(sound.len() / 2 / FRAME * FRAME);
        assert_ne!(heard(&all, &late), WORDS);
        assert_eq!(heard(&all, &sound), WORDS);
        all.garble();
        let mumbled = all.sound(SSML);
        assert_eq!((mumbled.len(), heard(&all, &mumbled)), (sound.len(), vec![]));
        assert_eq!(heard(&Sentences::default(), &sound), Vec::<String>::new(), "nobody here said it");
    }
}
