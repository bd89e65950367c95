//! From frames to utterances.

use std::time::Duration;

use bytes::Bytes;
use domain::call::{CallCommand, Utterance};
use domain::values::Span;

use super::{Engine, Phase};
use crate::{Counters, Message, Output, ear};

/// What has been heard and not answered yet.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    /// The number the next utterance gets.
    pub(super) next: u32,
    /// Words wait for an answer.
    pub(super) unanswered: bool,
    /// An utterance taken from a partial: its final is still to come.
    pub(super) provisional: Option<u32>,
    /// When the words that wait became final.
    pub(super) final_at: Option<Duration>,
    /// Milliseconds of the stream before the recogniser's first frame: it counts from its own start.
    base_ms: u32,
    /// This recogniser has had a frame.
    begun: bool,
    /// So often it was opened again since there were words.
    pub(super) attempts: u32,
}

impl Hearing {
    /// The recogniser takes a frame; those before its first it will never know of.
    pub(super) fn frame_taken(&mut self, counters: &Counters) {
        if !std::mem::replace(&mut self.begun, true) {
            let before = (counters.rx_fed + counters.rx_dropped) * 20;
            self.base_ms = u32::try_from(before).unwrap_or(u32::MAX);
        }
    }

    /// Another recogniser is asked for.
    pub(super) fn reopened(&mut self) {
        self.begun = false;
    }

    fn in_stream(&self, span: Span) -> Span {
        Span {
            start_ms: span.start_ms.saturating_add(self.base_ms),
            end_ms: span.end_ms.saturating_add(self.base_ms),
        }
    }
}

impl Engine {
    pub(super) fn media(&mut self, chunk: Option<u64>, sound: Bytes, now: Duration) {
        if matches!(self.phase, Phase::Opened) {
            self.counters.early_media += 1;
            return;
        }
        self.counters.received += 1;
        if let (Some(last), Some(this)) = (self.last_chunk, chunk) {
            self.counters.line_gaps += this.saturating_sub(last.saturating_add(1));
        }
        // A frame that comes again or late is no gap, and what follows it is none either.
        self.last_chunk = self.last_chunk.max(chunk);
        self.ear.frame(&sound, now);
        self.rx.push(sound, &mut self.counters);
    }

    pub(super) fn partial(&mut self, text: String, stable: bool, now: Duration) {
        if text.trim().is_empty() || self.repeats_itself(&text, now) {
            return;
        }
        let word = !self.takes_no_turn(&text);
        self.hearing.attempts = 0;
        self.ear.partial(text, stable, now);
        self.caller_there(now);
        if word {
            self.stay();
            self.word_heard(now);
        }
    }

    pub(super) fn final_text(&mut self, text: &str, confidence: Option<f32>, span: Span, now: Duration) {
        let text = text.trim().to_owned();
        self.ear.partial = None;
        if text.is_empty() || self.repeats_itself(&text, now) {
            self.drop_provisional();
            return;
        }
        self.caller_there(now);
        self.hearing.attempts = 0;
        let span = self.hearing.in_stream(span);
        let meanwhile = (self.is_speaking(now) || self.closing.is_some()) && self.takes_no_turn(&text);
        if meanwhile {
            // No need to wait for a word: this was it.
            self.go_on();
            self.utterance(text, confidence, span);
            return;
        }
        self.stay();
        self.word_heard(now);
        let number = self.utterance(text, confidence, span);
        self.hearing.final_at = Some(now);
        if self.hearing.provisional.take().is_some() {
            // It is being answered already, from the same words as a partial.
            return;
        }
        if !self.adopt_thought_ahead(number) {
            self.hearing.unanswered = true;
        }
    }

    /// The agent has the word: audible, stopped for a moment, or with its next sentence on the way.
    fn is_speaking(&self, now: Duration) -> bool {
        let stopped = self.mouth.paused_at.is_some();
        self.mouth.is_audible(now) || stopped || (self.mouth.is_busy() && self.thinking.is_none())
    }

    /// "I am listening", and a goodbye to a goodbye.
    fn takes_no_turn(&self, text: &str) -> bool {
        ear::is_back_channel(text) || (self.closing.is_some() && ear::is_farewell(text))
    }

    /// Keeps an utterance: in the conversation and in the call's log. Its final replaces what was taken from a partial.
    fn utterance(&mut self, text: String, confidence: Option<f32>, span: Span) -> u32 {
        let number = self.hearing.provisional.unwrap_or(self.hearing.next);
        let message = Message::Caller { utterance: number, text: text.clone(), span };
        let held = self
            .messages
            .iter_mut()
            .find(|held| matches!(held, Message::Caller { utterance, .. } if *utterance == number));
        match held {
            Some(held) => *held = message,
            None => self.messages.push(message),
        }
        self.hearing.next = self.hearing.next.max(number + 1);
        let utterance = Utterance { number, text, span, confidence };
        self.outputs.push_back(Output::Record(CallCommand::RecordUtterance { utterance }));
        number
    }

    /// The partial as it stands, taken as said: in the conversation now, in the log when its final comes.
    pub(super) fn take_partial(&mut self, now: Duration) {
        let Some(partial) = self.ear.partial.take() else { return };
        self.keep_provisional();
        let number = self.hearing.next;
        self.hearing.next += 1;
        self.hearing.provisional = Some(number);
        let span = self.voiced_span(now);
        self.messages.push(Message::Caller { utterance: number, text: partial.text, span });
        self.hearing.final_at = Some(now);
    }

    /// The line goes down with words still in the air: they are kept as they were last understood.
    pub(super) fn keep_last_words(&mut self, now: Duration) {
        self.keep_provisional();
        if let Some(partial) = self.ear.partial.take() {
            let span = self.voiced_span(now);
            self.utterance(partial.text, None, span);
        }
    }

    /// The recogniser is gone: no final comes for what it understood so far, which is answered as it is.
    pub(super) fn keep_unfinished(&mut self, now: Duration) {
        let words = self.ear.partial.is_some();
        self.keep_last_words(now);
        if words && !self.adopt_thought_ahead(self.hearing.next - 1) {
            self.hearing.unanswered = true;
            self.hearing.final_at = Some(now);
        }
    }

    /// The final of what was taken from a partial does not come: it is written down as it was understood.
    fn keep_provisional(&mut self) {
        if let Some(number) = self.hearing.provisional.take() {
            let held = self.messages.iter().find_map(|held| match held {
                Message::Caller { utterance, text, span } if *utterance == number => {
                    Some((text.clone(), *span))
                }
                Message::Caller { .. }
                | Message::Agent { .. }
                | Message::Key { .. }
                | Message::Silence
                | Message::ToolCall(_)
                | Message::ToolResult { .. } => None,
            });
            if let Some((text, span)) = held {
                let utterance = Utterance { number, text, span, confidence: None };
                self.outputs.push_back(Output::Record(CallCommand::RecordUtterance { utterance }));
            }
        }
    }

    fn drop_provisional(&mut self) {
        if let Some(number) = self.hearing.provisional.take() {
            self.messages
                .retain(|held| !matches!(held, Message::Caller { utterance, .. } if *utterance == number));
        }
    }

    /// Where the caller's voice was, by our own ear.
    fn voiced_span(&self, now: Duration) -> Span {
        let end = self.ear.last_voice.unwrap_or(now);
        let start = end.saturating_sub(self.ear.voiced_for(now).max(Duration::from_millis(20)));
        Span { start_ms: self.stream_ms(start), end_ms: self.stream_ms(end) }
    }

    pub(super) fn digit(&mut self, digit: char, now: Duration) {
        self.caller_there(now);
        self.give_up_reply(now);
        self.messages.push(Message::Key { digit });
        if self.took_key(digit, now) {
            return;
        }
        self.hearing.unanswered = false;
        self.think(None, now);
    }

    pub(super) fn caller_there(&mut self, now: Duration) {
        self.quiet_since = now;
        self.silence_prompts = 0;
    }
}
