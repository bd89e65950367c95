//! Whether what the line brings is our own voice coming back.
//!
//! What was sent last is laid beside what is heard, at every delay a line has: an echo is like it, sample by sample, however quiet; a
//! caller is not, even when they speak at the same time. Looked at only when somebody seems to interrupt: a tenth of a
//! millisecond then (release, one core), nothing otherwise. Whole numbers throughout, so that a tape replays alike on every machine.

use std::collections::VecDeque;

use crate::mulaw;

/// One sample in four is kept, the mean of eight, which leaves pitch and first formant and little to alias.
const EVERY: usize = 4;
/// Samples kept of a frame.
const KEPT: usize = 160 / EVERY;
/// What was said, 1.2 s: our lead, the network both ways, and the line's own delay.
const SAID: usize = 60 * KEPT;
/// What is heard, 200 ms: as much as an interruption needs.
const HEARD: usize = 10 * KEPT;

#[derive(Debug)]
pub(crate) struct Echo {
    said: Track,
    heard: Track,
}

#[derive(Debug)]
struct Track {
    kept: VecDeque<i16>,
    /// Samples kept.
    most: usize,
    /// The sum of the last four samples.
    last: i32,
}

impl Default for Echo {
    fn default() -> Self {
        Self { said: Track::of(SAID), heard: Track::of(HEARD) }
    }
}

impl Echo {
    /// A frame of ours was sent.
    pub(crate) fn said(&mut self, sound: &[u8]) {
        self.said.keep(sound);
    }

    /// A frame came in.
    pub(crate) fn heard(&mut self, sound: &[u8]) {
        self.heard.keep(sound);
    }

    /// How like something we said it is what was heard last, in hundredths: 100 is the same but for its loudness.
    pub(crate) fn likeness(&self) -> u32 {
        if self.heard.kept.len() < HEARD || self.said.kept.len() < HEARD {
            return 0;
        }
        let (said, heard) = (level(&self.said.kept), level(&self.heard.kept));
        let loud = i64::from(product(&heard, &heard));
        let mut energy = i64::from(product(&said[..HEARD], &said[..HEARD]));
        let mut most = 0;
        for (at, part) in said.windows(HEARD).enumerate() {
            most = most.max(hundredths(i64::from(product(part, &heard)), loud, energy));
            let next = said.get(at + HEARD).map_or(0, |next| square(*next));
            energy += next - square(part[0]);
        }
        most
    }
}

/// Samples of at most this: their products, summed over a stretch, fit 32 bits.
const PEAK: i32 = 2047;

/// The same sound with its loudest sample at the peak.
fn level(samples: &VecDeque<i16>) -> Vec<i16> {
    let peak = samples.iter().map(|sample| i32::from(*sample).abs()).max().unwrap_or(0).max(1);
    samples.iter().map(|sample| i16::try_from(i32::from(*sample) * PEAK / peak).unwrap_or_default()).collect()
}

impl Track {
    /// Has room for a frame more than is kept: it is added before as much is forgotten.
    fn of(most: usize) -> Self {
        Self { kept: VecDeque::with_capacity(most + KEPT), most, last: 0 }
    }

    fn keep(&mut self, sound: &[u8]) {
        for part in sound.chunks_exact(EVERY) {
            let sum: i32 = part.iter().map(|code| i32::from(mulaw::decode(*code))).sum();
            self.kept.push_back(i16::try_from((self.last + sum) / 8).unwrap_or_default());
            self.last = sum;
        }
        self.kept.drain(..self.kept.len().saturating_sub(self.most));
    }
}

fn product(one: &[i16], other: &[i16]) -> i32 {
    one.iter().zip(other).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum()
}

fn square(sample: i16) -> i64 {
    i64::from(sample) * i64::from(sample)
}

/// The cosine of the angle between two stretches of sound, times a hundred. An echo may be upside down.
fn hundredths(both: i64, one: i64, other: i64) -> u32 {
    let lengths = u128::from(one.unsigned_abs()) * u128::from(other.unsigned_abs());
    let both = u128::from(both.unsigned_abs());
    // The square root of the squares' quotient, in hundredths.
    (both * both * 10_000)
        .checked_div(lengths)
        .map_or(0, |square| u32::try_from(square.isqrt()).unwrap_or(100))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three seconds of spoken Hebrew.
    const SPEECH: &[u8] = include_bytes!("../tests/it/data/speech.ulaw");

    fn quieter(sound: &[u8], by: i16) -> Vec<u8> {
        sound.iter().map(|code| mulaw::encode(mulaw::decode(*code) / by)).collect()
    }

    /// The likeness every 100 ms of what is heard while we speak.
    fn likenesses(heard: &[u8], delay: usize) -> Vec<u32> {
        let mut echo = Echo::default();
        let mut found = Vec::new();
        for (number, frame) in SPEECH.chunks_exact(160).enumerate() {
            echo.said(frame);
            if let Some(at) = number.checked_sub(delay) {
                echo.heard(&heard[at * 160..(at + 1) * 160]);
            }
            if number > delay + 15 && number % 5 == 0 {
                found.push(echo.likeness());
            }
        }
        found
    }

    #[test]
    fn our_own_voice_is_known_again_late_and_quiet() {
        // The quietest is near the line's own noise, and falls between our samples: most of it is known.
        for (by, delay, samples, least) in [(2, 3, 0, 100), (8, 17, 1, 100), (16, 30, 2, 70)] {
            let late = [vec![mulaw::SILENCE; samples], quieter(SPEECH, by)].concat();
            let found = likenesses(&late, delay);
            let known = found.iter().filter(|likeness| **likeness >= 85).count();
            assert!(known * 100 >= found.len() * least, "{by} times quieter, {delay} late: {found:?}");
        }
    }

    #[test]
    fn another_voice_is_not_ours_even_of_the_same_speaker() {
        let other: Vec<u8> = SPEECH.iter().rev().copied().collect();
        let found = likenesses(&other, 3);
        assert!(found.iter().all(|likeness| *likeness < 85), "{found:?}");
    }
}
