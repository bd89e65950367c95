//! The caller's audio since the last words that are final: what a new stream has to hear again.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

use super::super::settings::Hearing;
use crate::mulaw;

/// What goes into one request: 100 ms, as Google advises.
pub(super) const CHUNK_MS: u32 = 100;
/// The same in bytes of mu-law at 8 kHz.
pub(super) const CHUNK: usize = 800;
/// Silence kept before what is kept, in chunks: words begin softly.
const LEAD_IN: usize = 5;

/// Chunks, numbered from the call's first; number `n` begins at `n * CHUNK_MS`.
#[derive(Debug)]
pub(super) struct Tape {
    chunks: VecDeque<Chunk>,
    /// The number of the oldest.
    start: u64,
    /// Not a whole chunk yet: the line's frames were not of the usual length.
    filling: BytesMut,
    quiet_below: u32,
    most: usize,
}

#[derive(Debug)]
struct Chunk {
    audio: Bytes,
    quiet: bool,
}

impl Tape {
    pub(super) fn new(settings: &Hearing) -> Self {
        Self {
            chunks: VecDeque::new(),
            start: 0,
            filling: BytesMut::new(),
            quiet_below: settings.quiet_below,
            most: usize::try_from(settings.most_kept.as_millis() / u128::from(CHUNK_MS))
                .unwrap_or(usize::MAX),
        }
    }

    pub(super) fn push(&mut self, mut audio: Bytes) {
        if self.filling.is_empty() && audio.len() == CHUNK {
            return self.keep(audio);
        }
        while !audio.is_empty() {
            let now = audio.split_to(audio.len().min(CHUNK - self.filling.len()));
            self.filling.extend_from_slice(&now);
            if self.filling.len() == CHUNK {
                self.cut();
            }
        }
    }

    /// The audio has ended: what is left is the last chunk, shorter than the others.
    pub(super) fn finish(&mut self) {
        if !self.filling.is_empty() {
            self.cut();
        }
    }

    fn cut(&mut self) {
        let audio = self.filling.split().freeze();
        self.keep(audio);
    }

    fn keep(&mut self, audio: Bytes) {
        let sum: u32 = audio.iter().map(|byte| u32::from(mulaw::decode(*byte).unsigned_abs())).sum();
        let length = u32::try_from(audio.len()).unwrap_or(u32::MAX).max(1);
        self.chunks.push_back(Chunk { quiet: sum / length < self.quiet_below, audio });
    }

    /// The number of the oldest chunk.
    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The number the next chunk will have.
    pub(super) fn end(&self) -> u64 {
        self.start + self.chunks.len() as u64
    }

    pub(super) fn is_empty(&self) -> bool {
        self.chunks.is_empty()
    }

    pub(super) fn get(&self, number: u64) -> Option<&Bytes> {
        self.chunk(number).map(|chunk| &chunk.audio)
    }

    pub(super) fn is_voiced(&self, number: u64) -> bool {
        self.chunk(number).is_some_and(|chunk| !chunk.quiet)
    }

    fn chunk(&self, number: u64) -> Option<&Chunk> {
        self.chunks.get(usize::try_from(number.checked_sub(self.start)?).ok()?)
    }

    /// Whether the last chunks, so many, were all silence.
    pub(super) fn is_quiet(&self, chunks: usize) -> bool {
        self.chunks.len() >= chunks && self.chunks.iter().rev().take(chunks).all(|chunk| chunk.quiet)
    }

    /// Whether another frame finds room.
    pub(super) fn has_room(&self) -> bool {
        self.chunks.len() <= self.most
    }

    /// Forgets what nobody needs again: what was understood, silence before the first voice, and what is too much to keep. Chunks
    /// from `unsent` on are always kept.
    pub(super) fn forget(&mut self, understood: u64, unsent: u64) {
        while self.start < unsent
            && (self.start < understood || self.begins_with_silence() || self.chunks.len() > self.most)
        {
            self.chunks.pop_front();
            self.start += 1;
        }
    }

    /// Forgets the oldest until there is room; so many chunks.
    pub(super) fn make_room(&mut self) -> u32 {
        let mut gone = 0;
        while self.chunks.len() > self.most {
            self.chunks.pop_front();
            self.start += 1;
            gone += 1;
        }
        gone
    }

    fn begins_with_silence(&self) -> bool {
        self.chunks.len() > LEAD_IN && self.chunks.iter().take(LEAD_IN + 1).all(|chunk| chunk.quiet)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOUD: u8 = 0x80;

    fn tape(pattern: &str) -> Tape {
        let mut tape = Tape::new(&Hearing::default());
        for sign in pattern.chars() {
            tape.push(Bytes::from(vec![if sign == '.' { mulaw::SILENCE } else { LOUD }; CHUNK]));
        }
        tape
    }

    #[test]
    fn frames_become_chunks_and_none_of_their_bytes_is_lost() {
        let mut tape = Tape::new(&Hearing::default());
        let audio: Vec<u8> = (0..2_000).map(|n| u8::try_from(n % 251).expect("small")).collect();
        audio.chunks(160).for_each(|frame| tape.push(Bytes::copy_from_slice(frame)));
        assert_eq!(tape.end(), 2);
        tape.finish();
        let held: Vec<u8> = (0..tape.end()).flat_map(|n| tape.get(n).expect("kept").to_vec()).collect();
        assert_eq!(held, audio);
    }

    #[test]
    fn silence_before_the_first_voice_is_not_kept_but_for_its_end() {
        let mut tape = tape("........##..");
        tape.forget(0, 12);
        assert_eq!((tape.start(), tape.end()), (3, 12));
        tape.forget(10, 12);
        assert_eq!(tape.start(), 10);
    }

    #[test]
    fn what_was_not_sent_is_kept() {
        let mut tape = tape("..........");
        tape.forget(9, 2);
        assert_eq!(tape.start(), 2);
    }

    #[test]
    fn a_monologue_is_kept_up_to_the_bound() {
        let mut tape = tape(&"#".repeat(400));
        assert!(!tape.has_room());
        tape.forget(0, 400);
        assert_eq!((tape.start(), tape.end(), tape.has_room()), (100, 400, true));
        assert!(!tape.is_quiet(1) && tape.is_voiced(399));
    }
}
