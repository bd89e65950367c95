//! One call's hearing as a state machine: which streams there are, what each is fed, and what of their answers is new.
//!
//! # Knows
//! The tape, the streams' ages, Google's limits. Instants are `Duration`s since the session began.
//! # Must not know
//! gRPC, tasks, a clock.
//! # Contract
//! After every call take all outputs ([`Session::poll_output`]), feed the streams ([`Session::request`]) as far as they take it, and
//! call [`Session::tick`] at [`Session::next_due`]. No audio taken in is forgotten before the words in it are final, within the
//! bounds of the settings; no word is given twice.

use std::{collections::VecDeque, time::Duration};

use bytes::Bytes;

use super::{
    line::{Line, LineId},
    tape::{CHUNK_MS, Tape},
    words::{self, Answer, Border},
};
use crate::provider::{Heard, ProviderError, google::settings::Hearing};
use domain::values::Span;

/// Silence at the end of which a stream may be renewed, in chunks.
const PAUSE: usize = 3;
/// A new stream has caught up when so few chunks are left to be sent.
const NEARLY: u64 = 1;
/// A renewal that failed is not urgent: it waits as long as a stream does that failed so often.
const RENEWAL_BACKOFF: u32 = 4;
/// Google's name in errors.
pub(super) const NAME: &str = "google-speech";

/// Which model a stream is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    Chosen,
    Fallback,
}

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
                self.stage = Stage::Ready;
                self.outputs.push_back(Output::Heard(Heard::Ready));
            }
        }
        self.move_on(now);
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

    /// What a stream made of its audio. Finals count from either stream, whichever has them first; interim results from the lead.
    pub(super) fn answers(&mut self, id: LineId, answers: &[Answer], now: Duration) {
        let Some(line) = self.line(id) else { return };
        line.answered |= answers.iter().any(|answer| !answer.text.trim().is_empty());
        let base_ms = line.base_ms();
        if line.answered {
            self.failures = 0;
        }
        (self.unanswered, self.suspected) = (None, false);
        for answer in answers.iter().filter(|answer| answer.is_final) {
            self.final_words(id, base_ms, answer);
        }
        if self.lead.as_ref().is_some_and(|lead| lead.id == id) {
            let interim: Vec<&Answer> = answers.iter().filter(|answer| !answer.is_final).collect();
            self.interim(id, base_ms, &interim);
        }
        self.move_on(now);
    }

    /// Where another stream's finals end, for a stream that goes over the same audio.
    fn border(&self, id: LineId) -> Option<Border<'_>> {
        (self.said_by != id && self.heard_to > 0).then_some(Border { ms: self.heard_to, said: &self.said })
    }

    fn final_words(&mut self, id: LineId, base_ms: u32, answer: &Answer) {
        let Some(new) = answer.unheard(base_ms, self.border(id)) else { return };
        let end_ms = answer.end_ms(base_ms);
        let begin_ms =
            u32::try_from(self.tape.start() * u64::from(CHUNK_MS)).unwrap_or(u32::MAX).max(self.heard_to);
        let (start_ms, end) = new.span.unwrap_or((begin_ms.min(end_ms), end_ms));
        let short = new.words <= self.settings.short_words;
        let doubtful = answer.confidence.is_some_and(|sure| sure < self.settings.short_confidence);
        let text = if short && doubtful {
            self.outputs.push_back(Output::Disbelieved);
            String::new()
        } else {
            new.text
        };
        self.said = text.split_whitespace().map(str::to_owned).collect();
        (self.said_by, self.heard_to) = (id, end_ms.max(self.heard_to));
        // An empty final takes back the interim results before it.
        if !text.is_empty() || self.partial {
            let span = Span { start_ms, end_ms: end.max(start_ms) };
            self.outputs.push_back(Output::Heard(Heard::Final { text, confidence: answer.confidence, span }));
        }
        self.partial = false;
    }

    /// Google gives the beginning that stands and the end that may change as results of their own.
    fn interim(&mut self, id: LineId, base_ms: u32, interim: &[&Answer]) {
        let Some(last) = interim.last() else { return };
        let border = self.border(id);
        if border.is_some_and(|border| last.end_ms(base_ms) <= border.ms) {
            return;
        }
        let text = interim.iter().map(|answer| answer.text.trim()).collect::<Vec<_>>().join(" ");
        let text = words::after(&text, border.map_or(&[], |border| border.said)).to_owned();
        let stable = interim.iter().all(|answer| answer.stability >= self.settings.stable_from);
        if !text.is_empty() {
            self.partial = true;
            self.outputs.push_back(Output::Heard(Heard::Partial { text, stable }));
        }
    }

    /// A stream is no more.
    pub(super) fn closed(&mut self, id: LineId, closing: Closing, now: Duration) {
        if self.relief.as_ref().is_some_and(|relief| relief.id == id) {
            self.relief = None;
            self.renew_not_before = now + self.backoff(RENEWAL_BACKOFF);
            self.refused_model(&closing, false);
        } else if let Some(lead) = self.lead.take_if(|lead| lead.id == id) {
            self.lead = self.relief.take();
            if self.lead.is_none() {
                self.lead_lost(&lead, closing, now);
            }
        }
        self.move_on(now);
    }

    fn lead_lost(&mut self, lead: &Line, closing: Closing, now: Duration) {
        if lead.finished && closing == Closing::Complete {
            return self.end();
        }
        if self.refused_model(&closing, lead.answered) {
            self.reopen_at = Some(now);
            return;
        }
        let error = match closing {
            Closing::Refused(reason) | Closing::Invalid(reason) => {
                return self.fail(ProviderError::Refused { provider: NAME, reason });
            }
            Closing::Complete => {
                ProviderError::Unavailable { provider: NAME, reason: "it ended the stream".to_owned() }
            }
            Closing::Broken(error) => error,
        };
        if lead.answered || (lead.opened.is_some() && lead.age(now) >= self.settings.proven_after) {
            self.failures = 0;
        }
        self.failures += 1;
        if self.failures >= self.settings.attempts {
            return self.fail(error);
        }
        self.reopen_at = Some(now + self.backoff(self.failures));
    }

    /// The chosen model is not to be had: the other one is taken. That is no failed attempt.
    fn refused_model(&mut self, closing: &Closing, answered: bool) -> bool {
        let refused = matches!(closing, Closing::Invalid(_)) && self.model == Model::Chosen && !answered;
        if refused {
            self.model = Model::Fallback;
            self.outputs.push_back(Output::ModelRefused);
        }
        refused
    }

    /// Four times as long each time, three quarters to five quarters of it.
    fn backoff(&self, failures: u32) -> Duration {
        let times = 4_u32.saturating_pow(failures.saturating_sub(1));
        (self.settings.backoff * times).mul_f64(0.75 + self.spread / 2.0)
    }

    fn fail(&mut self, error: ProviderError) {
        self.outputs.push_back(Output::Heard(Heard::Failed(error)));
        self.end();
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
        [reopen, renewal, self.linger_until].into_iter().flatten().min()
    }

    /// When a stream that gives no answer is renewed.
    fn deaf_at(&self) -> Option<Duration> {
        self.unanswered.filter(|_| !self.suspected).map(|since| since + self.settings.unanswered_after)
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

    fn renew(&mut self, now: Duration) {
        if self.relief.is_some() || self.linger_until.is_some() || now < self.renew_not_before {
            return;
        }
        let Some(lead) = self.lead.as_ref().filter(|lead| lead.opened.is_some()) else { return };
        let age = lead.age(now);
        let pause = !self.partial && self.tape.is_quiet(PAUSE);
        let deaf = self.deaf_at().is_some_and(|at| now >= at);
        if age >= self.settings.renew_by || (age >= self.settings.renew_from && pause) || deaf {
            self.suspected |= deaf;
            self.relief = Some(self.open(Why::Renewal, now));
        }
    }

    /// The new stream has heard everything that is not final: it is the lead, and the old one is not listened to any more.
    fn hand_over(&mut self) {
        let end = self.tape.end();
        if let Some(relief) =
            self.relief.take_if(|relief| relief.opened.is_some() && relief.next + NEARLY >= end)
            && let Some(old) = self.lead.replace(relief)
        {
            self.outputs.push_back(Output::Drop(old.id));
        }
    }

    pub(super) fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }
}

#[cfg(test)]
mod tests;
