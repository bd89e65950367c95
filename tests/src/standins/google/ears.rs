//! How the stand-in understands audio: it knows no Hebrew.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use super::sentences::{Overheard, Sentences};
use crate::twilio::handset::SILENCE;

/// Bytes of a coded word: 400 ms.
const WORD: usize = 3_200;
/// Bytes of the gap after it: 100 ms.
const GAP: usize = 800;

/// Coded speech: each word 400 ms of a byte of its own, loud, and 100 ms of silence after it.
pub fn coded(words: impl IntoIterator<Item = u8>) -> Vec<u8> {
    words.into_iter().flat_map(|n| [vec![0x80 | n; WORD], vec![SILENCE; GAP]].concat()).collect()
}

/// The ears of all streams.
#[derive(Debug, Clone)]
pub enum Ears {
    /// Coded words: `w7`, and `?7` where only a part of one was heard. A final after so many words.
    Coded {
        /// Words of a final.
        words: usize,
    },
    /// Any speech: the next line for every utterance, by loudness alone.
    Lines(Lines),
    /// Any speech, and every stream is somebody of its own.
    Each(Lips),
    /// What this Google's own voices said, by the bytes that came.
    Sentences(Arc<Sentences>),
}

/// What the people on the streams say.
pub trait Speech: Send + Sync + std::fmt::Debug {
    /// The words of a stream's utterance, both counted from 0.
    fn words(&self, stream: usize, utterance: usize) -> String;
    /// Told right before a final goes out.
    fn understood(&self, words: &str);
}

/// People, and how the recogniser follows them.
#[derive(Debug, Clone)]
pub struct Lips {
    /// What they say.
    pub speech: Arc<dyn Speech>,
    /// So much silence ends an utterance.
    pub pause: Duration,
}

/// Lines, in the order they will be said.
#[derive(Debug, Clone, Default)]
pub struct Lines(Arc<Mutex<VecDeque<String>>>);

impl Ears {
    /// Hears these lines.
    pub fn lines(lines: &[&str]) -> Self {
        let lines = lines.iter().map(|&line| line.to_owned()).collect();
        Self::Lines(Lines(Arc::new(Mutex::new(lines))))
    }

    pub(super) fn of_a_stream(&self, stream: usize) -> Ear {
        let (voiced, overheard) = (Voiced::default(), Overheard::default());
        Ear { ears: self.clone(), done: 0, stream, utterance: 0, voiced, overheard }
    }
}

impl Lines {
    fn first(&self) -> Option<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).front().cloned()
    }

    fn said(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
    }
}

/// What was understood. Times are bytes of the stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Understood {
    pub(super) words: Vec<(String, usize, usize)>,
    pub(super) end: usize,
    pub(super) is_final: bool,
}

impl Understood {
    pub(super) fn text(&self) -> String {
        self.words.iter().map(|(text, ..)| text.as_str()).collect::<Vec<_>>().join(" ")
    }
}

/// One stream's.
#[derive(Debug)]
pub(super) struct Ear {
    ears: Ears,
    /// The last final ended here.
    done: usize,
    stream: usize,
    /// Finals so far.
    utterance: usize,
    voiced: Voiced,
    overheard: Overheard,
}

impl Ear {
    /// What is new, with all the audio so far; `ended`: no more will come.
    pub(super) fn listen(&mut self, audio: &[u8], ended: bool) -> Option<Understood> {
        let news = match &self.ears {
            Ears::Coded { words } => decode(audio, self.done, *words, ended),
            Ears::Lines(lines) => {
                self.voiced.listen(audio, self.done);
                let news = self.voiced.understand(PAUSE, || lines.first(), ended);
                news.inspect(|news| {
                    if news.is_final {
                        lines.said();
                    }
                })
            }
            Ears::Each(lips) => {
                let words = || Some(lips.speech.words(self.stream, self.utterance));
                self.voiced.listen(audio, self.done);
                let news = self.voiced.understand(windows(lips.pause), words, ended);
                news.inspect(|news| {
                    if news.is_final {
                        lips.speech.understood(&news.text());
                    }
                })
            }
            Ears::Sentences(all) => self.overheard.listen(all, audio, ended),
        }?;
        if news.is_final {
            self.done = news.end;
            self.utterance += 1;
        }
        Some(news)
    }
}

fn decode(audio: &[u8], from: usize, most: usize, ended: bool) -> Option<Understood> {
    let mut words = Vec::new();
    let mut at = from;
    while at < audio.len() {
        let run = audio[at..].iter().take_while(|byte| **byte == audio[at]).count();
        let (byte, end) = (audio[at], at + run);
        // The last run may go on.
        if byte != SILENCE && (end < audio.len() || ended) {
            let sign = if run == WORD { 'w' } else { '?' };
            words.push((format!("{sign}{}", byte & 0x7f), at, end));
        } else if words.len() >= most && run >= GAP / 2 {
            return Some(Understood { words, end, is_final: true });
        }
        at = end;
    }
    (!words.is_empty()).then_some(Understood { words, end: audio.len(), is_final: ended })
}

/// Bytes of 20 ms; louder than a quiet line is voice.
const WINDOW: usize = 160;
/// 600 ms of silence end an utterance.
const PAUSE: usize = 30;
/// 200 ms of voice make one.
const VOICE: usize = 10;

fn windows(time: Duration) -> usize {
    usize::try_from(time.as_millis() / 20).unwrap_or(usize::MAX)
}

/// Which windows were voice, since the last final: each is listened to once.
#[derive(Debug, Default)]
struct Voiced {
    windows: Vec<bool>,
    from: usize,
}

impl Voiced {
    fn listen(&mut self, audio: &[u8], from: usize) {
        if self.from != from {
            *self = Self { windows: Vec::new(), from };
        }
        let known = from + self.windows.len() * WINDOW;
        self.windows.extend(audio[known..].chunks_exact(WINDOW).map(is_voice));
    }

    fn understand(
        &self,
        pause: usize,
        words: impl Fn() -> Option<String>,
        ended: bool,
    ) -> Option<Understood> {
        let Self { windows: voiced, from } = self;
        let first = voiced.iter().position(|voice| *voice)?;
        let last = voiced.iter().rposition(|voice| *voice)?;
        let count = voiced.iter().filter(|voice| **voice).count();
        if count < VOICE {
            return None;
        }
        let text = words()?;
        let is_final = ended || voiced.len() - last > pause;
        let all: Vec<&str> = text.split_whitespace().collect();
        // A word every 300 ms; the last one only once it is final.
        let known =
            if is_final { all.len() } else { (count / 15).clamp(1, all.len().saturating_sub(1).max(1)) };
        let (start, end) = (from + first * WINDOW, from + (last + 1) * WINDOW);
        let length = (end - start) / all.len().max(1);
        let words = all.iter().take(known).enumerate();
        let words = words
            .map(|(n, word)| ((*word).to_owned(), start + n * length, start + (n + 1) * length))
            .collect();
        Some(Understood { words, end: from + voiced.len() * WINDOW, is_final })
    }
}

/// Mu-law's lower seven bits, inverted, grow with loudness: 0x30 is about a tenth of the range, on a logarithmic scale the middle.
fn is_voice(window: &[u8]) -> bool {
    window.iter().filter(|byte| !**byte & 0x7f > 0x30).count() > window.len() / 8
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(understood: &Understood) -> Vec<&str> {
        understood.words.iter().map(|(text, ..)| text.as_str()).collect()
    }

    #[test]
    fn coded_words_are_heard_whole_or_as_a_part() {
        let audio = coded([1, 2, 3]);
        let mut ear = Ears::Coded { words: 2 }.of_a_stream(0);
        let first = ear.listen(&audio, false).expect("two words");
        assert_eq!((texts(&first), first.is_final, first.end), (vec!["w1", "w2"], true, 8_000));
        let rest = ear.listen(&audio, true).expect("the third");
        assert_eq!((texts(&rest), rest.is_final), (vec!["w3"], true));
        let cut = Ears::Coded { words: 9 }.of_a_stream(0).listen(&audio[800..], true).expect("words");
        assert_eq!(texts(&cut), ["?1", "w2", "w3"]);
    }

    #[test]
    fn lines_follow_the_voice() {
        let voice = crate::twilio::phone::voice(1_500);
        let mut ear = Ears::lines(&["שלום לכם", "תודה"]).of_a_stream(0);
        assert_eq!(ear.listen(&[SILENCE; 8_000], false), None);
        let partial = ear.listen(&voice, false).expect("a partial");
        assert_eq!((texts(&partial), partial.is_final), (vec!["שלום"], false));
        let said = ear.listen(&[voice, vec![SILENCE; 8_000]].concat(), false).expect("a final");
        assert_eq!((texts(&said), said.is_final), (vec!["שלום", "לכם"], true));
    }
}
