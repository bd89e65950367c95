use std::{ops::Deref, time::Duration};

use bytes::{BufMut as _, Bytes, BytesMut};
use jiff::Zoned;

use super::{FORMAT, Head, code, format};
use crate::{Engine, EngineSettings, Input, Output};
use format::Chain;

/// What may wait to be taken away. Beyond, nobody does: the tape ends and the call goes on.
const MOST: usize = 1024 * 1024;
/// What is allocated at a time: not half a second of a call.
const STRIP: usize = 4 * 1024;
/// Room for what a frame brings. With less left another strip begins: a full one would be copied to twice its size.
const ENTRY: usize = 256;
/// A sound so long is not copied: the mouth has it anyway, for as long as it is spoken.
const LONG: usize = 2 * 1024;

/// An engine that writes down what it is told and what it gives. Everything that only looks is the [`Engine`]'s own.
#[derive(Debug)]
pub struct TapedEngine {
    engine: Engine,
    tape: Option<Tape>,
}

#[derive(Debug, Default)]
struct Tape {
    /// What was not taken away yet, in order; `written` comes last.
    strips: Vec<Bytes>,
    written: BytesMut,
    last: Duration,
    chain: Chain,
}

impl Deref for TapedEngine {
    type Target = Engine;

    fn deref(&self) -> &Engine {
        &self.engine
    }
}

impl TapedEngine {
    /// [`Engine::new`], with a tape running when one is `kept`.
    pub fn new(settings: EngineSettings, opened_at: Zoned, kept: bool) -> Self {
        let head = Head { format: FORMAT, code: code(), opened_at, settings };
        let tape = if kept { Tape::begin(&head) } else { None };
        Self { engine: Engine::new(head.settings, head.opened_at), tape }
    }

    /// [`Engine::handle`]
    pub fn handle(&mut self, input: Input, now: Duration) {
        self.write(|tape| tape.input(&input, now));
        self.engine.handle(input, now);
    }

    /// [`Engine::poll_output`]
    pub fn poll_output(&mut self) -> Option<Output> {
        let output = self.engine.poll_output()?;
        self.write(|tape| tape.output(&output));
        Some(output)
    }

    /// [`Engine::frame_taken`]
    pub fn frame_taken(&mut self) {
        self.write(|tape| {
            tape.written.put_u8(format::TOOK);
            Ok(())
        });
        self.engine.frame_taken();
    }

    /// What was written since the last time, in strips, once it is this much.
    pub fn tape(&mut self, at_least: usize) -> Option<Vec<Bytes>> {
        self.tape.as_mut().filter(|tape| tape.length() >= at_least).map(Tape::take)
    }

    /// The end of the call: the rest of the tape. None is written from here on.
    pub fn end_of_tape(&mut self) -> Option<Vec<Bytes>> {
        let mut tape = self.tape.take()?;
        tape.written.put_u8(format::END);
        format::put_number(&mut tape.written, tape.chain.count);
        tape.written.extend_from_slice(&tape.chain.digest);
        Some(tape.take())
    }

    /// Writes no more; the call goes on.
    pub fn stop_tape(&mut self) {
        self.tape = None;
    }

    fn write(&mut self, entry: impl FnOnce(&mut Tape) -> Result<(), serde_json::Error>) {
        // What cannot be written ends the tape, never the call: it then reads as one that broke off.
        let goes_on = |tape: &mut Tape| {
            entry(tape)?;
            tape.wind();
            Ok::<_, serde_json::Error>(tape.length() <= MOST)
        };
        if self.tape.as_mut().is_some_and(|tape| !goes_on(tape).unwrap_or(false)) {
            self.tape = None;
        }
    }
}

impl Tape {
    fn begin(head: &Head) -> Option<Self> {
        let json = serde_json::to_vec(head).ok()?;
        let mut tape = Self::default();
        format::put_number(&mut tape.written, json.len() as u64);
        tape.written.extend_from_slice(&json);
        Some(tape)
    }

    /// After an entry: what is full is a strip.
    fn wind(&mut self) {
        if self.written.capacity() - self.written.len() < ENTRY {
            self.cut();
        }
    }

    fn length(&self) -> usize {
        self.strips.iter().map(Bytes::len).sum::<usize>() + self.written.len()
    }

    fn cut(&mut self) {
        if !self.written.is_empty() {
            self.strips.push(self.written.split().freeze());
        }
        if self.written.capacity() < ENTRY {
            self.written = BytesMut::with_capacity(STRIP);
        }
    }

    fn take(&mut self) -> Vec<Bytes> {
        self.cut();
        std::mem::take(&mut self.strips)
    }

    /// A sound as it is.
    fn sound(&mut self, sound: &Bytes) {
        if !format::put_sound(&mut self.written, sound) {
            return;
        }
        if sound.len() < LONG {
            self.written.extend_from_slice(sound);
        } else {
            self.cut();
            self.strips.push(sound.clone());
        }
    }

    fn input(&mut self, input: &Input, now: Duration) -> Result<(), serde_json::Error> {
        let since = u64::try_from(now.saturating_sub(self.last).as_nanos()).unwrap_or(u64::MAX);
        self.last = now;
        let begin = |tape: &mut BytesMut, kind: u8| {
            tape.put_u8(kind);
            format::put_number(tape, since);
        };
        if let Input::Media { chunk, sound } = input {
            begin(&mut self.written, format::MEDIA);
            format::put_number(&mut self.written, chunk.map_or(0, |chunk| chunk.saturating_add(1)));
            self.sound(sound);
        } else if let Input::Speech { id, sound } = input {
            begin(&mut self.written, format::SPEECH);
            format::put_number(&mut self.written, u64::from(*id));
            self.sound(sound);
        } else if matches!(input, Input::Timeout) {
            begin(&mut self.written, format::TIMEOUT);
        } else {
            begin(&mut self.written, format::OTHER);
            let json = serde_json::to_vec(input)?;
            format::put_number(&mut self.written, json.len() as u64);
            self.written.extend_from_slice(&json);
        }
        Ok(())
    }

    fn output(&mut self, output: &Output) -> Result<(), serde_json::Error> {
        let short = self.chain.add(output)?;
        self.written.extend_from_slice(&[format::OUTPUT, format::kind(output)]);
        self.written.extend_from_slice(&short);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_strip_is_outgrown_by_what_frames_bring() {
        let (mut tape, frame) = (Tape::default(), (0..160).collect::<Bytes>());
        for number in 0..1_000 {
            let sound = frame.slice(..160 - number % 7);
            let media = Input::Media { chunk: Some(number as u64), sound };
            assert!(tape.input(&media, Duration::from_millis(20)).is_ok());
            tape.wind();
            assert!(tape.written.capacity() <= STRIP);
        }
        assert!(
            tape.strips.len() > 1_000 * 160 / STRIP && tape.strips.iter().all(|strip| strip.len() <= STRIP)
        );
    }
}
