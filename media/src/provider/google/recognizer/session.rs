//! One call's hearing as a state machine: which streams there are, what each is fed, and what of their answers is new.
//!
//! # Knows
//! The tape, the streams' ages, Google's limits. Instants are `Duration`s since the session began.
//! # Must not know
//! gRPC, tasks, a clock.
//! # Contract
//! After every call take all outputs ([`Session::poll_output`]), feed the streams ([`Session::request`]) as far as they take it, and
//! call [`Session::tick`] at [`Session::next_due`]. No audio taken in is forgotten before the words in it are final, within the
//! bounds of the settings; no word is given twice. `Ready` comes once at the start, and once after each `Troubled`.

mod answering;
mod breaking;
mod renewing;

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{
    line::{Line, LineId},
    model::Model,
    tape::{CHUNK_MS, Tape},
};
use crate::provider::{Heard, ProviderError, google::settings::Hearing};

/// Google's name in errors.
pub(super) const NAME: &str = "google-speech";

/// Why a stream is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Why {
    Start,
    Retry,
    Renewal,
}

/// What the session wants done.
#[derive(Debug, PartialEq)]
pub(super) enum Output {
    Open {
        line: LineId,
        model: Model,
        why: Why,
    },
    /// Nothing of it is wanted any more.
    Drop(LineId),
    Heard(Heard),
    /// A final was too short and too uncertain to be believed.
    Disbelieved,
    /// So much of the oldest audio went unheard: no stream was open, and there was no room for more.
    Lost(Duration),
    ModelRefused,
    /// The session is over.
    End,
}

/// What a stream is fed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Request {
    Audio(Bytes),
    /// No more comes.
    End,
}

/// How a stream ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Closing {
    /// By itself.
    Complete,
    /// Another attempt may do better.
    Broken(ProviderError),
    /// The request was not one Google takes: the model, perhaps.
    Invalid(String),
    /// No attempt will do better.
    Refused(String),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// No stream was open yet.
    Opening,
    Ready,
    /// Too many streams broke in a row, and none is known to hear since.
    Troubled,
    Over,
}

#[derive(Debug)]
pub(super) struct Session {
    settings: Hearing,
    /// 0 to 1, this session's own: what breaks many calls at once does not bring them back at once.
    spread: f64,
    tape: Tape,
    /// What is final reaches so far, in the call's milliseconds; by which stream, and its last words.
    heard_to: u32,
    said_by: LineId,
    said: Vec<String>,
    lead: Option<Line>,
    /// The stream that is to follow the lead, catching up.
    relief: Option<Line>,
    lines: LineId,
    model: Model,
    /// Streams that broke in a row.
    failures: u32,
    reopen_at: Option<Duration>,
    renew_not_before: Duration,
    /// An interim result was given, and no final since.
    partial: bool,
    /// The last interim result that was unlikely to change, since the last final.
    stable: String,
    /// Since when there is voice without an answer; whether the stream was already renewed for it.
    unanswered: Option<Duration>,
    suspected: bool,
    linger_until: Option<Duration>,
    stage: Stage,
    outputs: VecDeque<Output>,
}

impl Session {
    pub(super) fn new(settings: Hearing, model: Model, spread: f64) -> Self {
        let mut session = Self {
            tape: Tape::new(&settings),
            settings,
            spread,
            heard_to: 0,
            said_by: 0,
            said: Vec::new(),
            lead: None,
            relief: None,
            lines: 0,
            model,
            failures: 0,
            reopen_at: None,
            renew_not_before: Duration::ZERO,
            partial: false,
            stable: String::new(),
            unanswered: None,
            suspected: false,
            linger_until: None,
            stage: Stage::Opening,
            outputs: VecDeque::new(),
        };
        session.lead = Some(session.open(Why::Start, Duration::ZERO));
        session
    }

    fn open(&mut self, why: Why, now: Duration) -> Line {
        self.lines += 1;
        self.outputs.push_back(Output::Open { line: self.lines, model: self.model, why });
        Line::new(self.lines, self.tape.start(), now)
    }

    /// Whether there is room for more audio; otherwise it is to stay with whoever has it.
    pub(super) fn takes_audio(&self) -> bool {
        self.linger_until.is_none() && self.tape.has_room()
    }

    /// The first chunk some stream has still to get.
    fn unsent(&self) -> u64 {
        let lines = [&self.lead, &self.relief];
        lines.iter().filter_map(|line| line.as_ref()).map(|line| line.next).min().unwrap_or(self.tape.start())
    }

    pub(super) fn audio(&mut self, audio: Bytes, now: Duration) {
        self.tape.push(audio);
        self.move_on(now);
    }

    /// No more audio comes: the last words are waited for.
    pub(super) fn audio_ended(&mut self, now: Duration) {
        self.tape.finish();
        self.linger_until = Some(now + self.settings.linger);
        if self.lead.is_some() {
            self.drop_relief();
        }
        self.move_on(now);
    }

    /// A stream can be fed from here on.
    pub(super) fn opened(&mut self, id: LineId, now: Duration) {
        if let Some(line) = self.line(id) {
            line.opened.get_or_insert(now);
            if self.stage == Stage::Opening {
                self.ready();
            }
        }
        self.move_on(now);
    }

    fn ready(&mut self) {
        self.stage = Stage::Ready;
        self.outputs.push_back(Output::Heard(Heard::Ready));
    }

    fn line(&mut self, id: LineId) -> Option<&mut Line> {
        [&mut self.lead, &mut self.relief].into_iter().flatten().find(|line| line.id == id)
    }

    /// When a stream may get its next request.
    pub(super) fn request_due(&mut self, id: LineId) -> Option<Duration> {
        let (end, ending) = (self.tape.end(), self.linger_until.is_some());
        let line = self.line(id)?;
        let due = line.due()?;
        (line.next < end || ending).then_some(due)
    }

    /// The next request of a stream, once it is due.
    pub(super) fn request(&mut self, id: LineId, now: Duration) -> Option<Request> {
        if self.request_due(id)? > now {
            return None;
        }
        let speed = self.settings.replay_speed;
        let line = [&mut self.lead, &mut self.relief].into_iter().flatten().find(|line| line.id == id)?;
        let Some(audio) = self.tape.get(line.next).cloned() else {
            line.finished = true;
            return Some(Request::End);
        };
        if self.tape.is_voiced(line.next) {
            self.unanswered.get_or_insert(now);
        }
        line.fed(now, speed);
        self.move_on(now);
        Some(Request::Audio(audio))
    }

    fn end(&mut self) {
        for line in [self.lead.take(), self.relief.take()].into_iter().flatten() {
            self.outputs.push_back(Output::Drop(line.id));
        }
        self.stage = Stage::Over;
        self.outputs.push_back(Output::End);
    }

    fn drop_relief(&mut self) {
        if let Some(relief) = self.relief.take() {
            self.outputs.push_back(Output::Drop(relief.id));
        }
    }

    /// Time has passed.
    pub(super) fn tick(&mut self, now: Duration) {
        self.move_on(now);
    }

    /// When [`Session::tick`] is to be called.
    pub(super) fn next_due(&self) -> Option<Duration> {
        // A lost stream is opened again when there is something to hear.
        let reopen = self.reopen_at.filter(|_| !self.tape.is_empty());
        let renewable = self.lead.as_ref().filter(|_| self.relief.is_none() && self.linger_until.is_none());
        let renewal = renewable.and_then(|lead| lead.opened).map(|opened| {
            let by_age = opened + self.settings.renew_by;
            by_age.min(self.deaf_at().unwrap_or(by_age)).max(self.renew_not_before)
        });
        [reopen, renewal, self.mended_at(), self.linger_until].into_iter().flatten().min()
    }

    fn move_on(&mut self, now: Duration) {
        if self.stage == Stage::Over {
            return;
        }
        let understood = u64::from(self.heard_to / CHUNK_MS).min(self.tape.end());
        for line in [&mut self.lead, &mut self.relief].into_iter().flatten() {
            line.begin_at(understood);
        }
        self.tape.forget(understood, self.unsent());
        self.make_room();
        self.mend(now);
        let nothing_more = self.lead.is_none() && self.tape.is_empty();
        if self.linger_until.is_some_and(|until| now >= until || nothing_more) {
            return self.end();
        }
        if !self.tape.is_empty() && self.reopen_at.take_if(|due| *due <= now).is_some() {
            self.lead = Some(self.open(Why::Retry, now));
        }
        self.renew(now);
        self.hand_over();
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }
}

#[cfg(test)]
mod tests;
