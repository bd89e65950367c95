use std::{ops::Deref, time::Duration};

use jiff::Zoned;

use super::{FORMAT, Head, code, format};
use crate::{Engine, EngineSettings, Input, Output};
use format::Chain;

/// What may wait to be taken away. Beyond, nobody does: the tape ends and the call goes on.
const MOST: usize = 1024 * 1024;

/// An engine that writes down what it is told and what it gives. Everything that only looks is the [`Engine`]'s own.
#[derive(Debug)]
pub struct TapedEngine {
    engine: Engine,
    tape: Option<Tape>,
}

#[derive(Debug, Default)]
struct Tape {
    /// What was not taken away yet.
    written: Vec<u8>,
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
            tape.written.push(format::TOOK);
            Ok(())
        });
        self.engine.frame_taken();
    }

    /// What was written since the last time, once it is this much.
    pub fn tape(&mut self, at_least: usize) -> Option<Vec<u8>> {
        let tape = self.tape.as_mut().filter(|tape| tape.written.len() >= at_least)?;
        // The next will be as long: it need not grow there step by step.
        let next = Vec::with_capacity(tape.written.len());
        Some(std::mem::replace(&mut tape.written, next))
    }

    /// The end of the call: the rest of the tape. None is written from here on.
    pub fn end_of_tape(&mut self) -> Option<Vec<u8>> {
        let mut tape = self.tape.take()?;
        tape.written.push(format::END);
        format::put_number(&mut tape.written, tape.chain.count);
        tape.written.extend_from_slice(&tape.chain.digest);
        Some(tape.written)
    }

    /// Writes no more; the call goes on.
    pub fn stop_tape(&mut self) {
        self.tape = None;
    }

    fn write(&mut self, entry: impl FnOnce(&mut Tape) -> Result<(), serde_json::Error>) {
        // What cannot be written ends the tape, never the call: it then reads as one that broke off.
        if self.tape.as_mut().is_some_and(|tape| entry(tape).is_err() || tape.written.len() > MOST) {
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

    fn input(&mut self, input: &Input, now: Duration) -> Result<(), serde_json::Error> {
        let since = u64::try_from(now.saturating_sub(self.last).as_nanos()).unwrap_or(u64::MAX);
        self.last = now;
        let written = &mut self.written;
        let mut begin = |kind: u8| {
            written.push(kind);
            format::put_number(written, since);
        };
        if let Input::Media { chunk, sound } = input {
            begin(format::MEDIA);
            format::put_number(written, chunk.map_or(0, |chunk| chunk.saturating_add(1)));
            format::put_sound(written, sound);
        } else if let Input::Speech { id, sound } = input {
            begin(format::SPEECH);
            format::put_number(written, u64::from(*id));
            format::put_sound(written, sound);
        } else if matches!(input, Input::Timeout) {
            begin(format::TIMEOUT);
        } else {
            begin(format::OTHER);
            let json = serde_json::to_vec(input)?;
            format::put_number(written, json.len() as u64);
            written.extend_from_slice(&json);
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
