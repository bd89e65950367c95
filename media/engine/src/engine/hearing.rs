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
    pub(super) provisional: Option<Provisional>,
    /// When the words that wait became final.
    pub(super) final_at: Option<Duration>,
    /// When the last word came.
    pub(super) words_at: Duration,
    /// Milliseconds of the stream before the recogniser's first frame, once it has had that: it counts from its own start.
    base_ms: Option<u32>,
    /// So often it was lost since there were words.
    pub(super) attempts: u32,
    /// When it is opened again.
    pub(super) again_at: Option<Duration>,
    /// Nobody understands the caller.
    pub(super) is_deaf: bool,
    /// The agent stopped for words that are not final yet: they may come to nothing.
    pub(super) stopped_for: bool,
    /// Voiced frames and frames it was fed since its last final.
    voiced: u64,
    fed: u64,
}

/// Words taken as they were last understood.
#[derive(Debug, Clone, Copy)]
pub(super) struct Provisional {
    number: u32,
    at: Duration,
}

impl Hearing {
    /// The recogniser takes a frame; those before its first it will never know of.
    pub(super) fn frame_taken(&mut self, counters: &Counters) {
        let before = (counters.rx_fed + counters.rx_dropped) * 20;
        self.base_ms.get_or_insert_with(|| u32::try_from(before).unwrap_or(u32::MAX));
        self.fed += 1;
    }

    /// The recogniser is gone, and with it what it had not said yet: at most so many voiced frames.
    pub(super) fn lost(&mut self) -> u64 {
        self.base_ms = None;
        self.attempts += 1;
        std::mem::take(&mut self.voiced).min(std::mem::take(&mut self.fed))
    }

    /// Words came: it works.
    fn works(&mut self, now: Duration) {
        (self.attempts, self.is_deaf, self.words_at) = (0, false, now);
    }

    fn in_stream(&self, span: Span) -> Span {
        let base_ms = self.base_ms.unwrap_or_default();
        Span { start_ms: span.start_ms.saturating_add(base_ms), end_ms: span.end_ms.saturating_add(base_ms) }
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
        self.hearing.voiced += u64::from(self.ear.frame(&sound, now));
        self.rx.push(sound, &mut self.counters);
    }

    pub(super) fn partial(&mut self, text: String, stable: bool, now: Duration) {
        let began = self.ear.last_spoken().map(|run| run.began);
        if text.trim().is_empty() || self.repeats_itself(&text, began, now) {
            return;
        }
        let is_news = self.ear.partial.as_ref().is_none_or(|held| held.text != text);
        let words_at = if is_news { now } else { self.hearing.words_at };
        self.hearing.works(words_at);
        self.caller_there(now);
        // A recogniser says again what it understood; that is being answered.
        if self.taken().is_some_and(|taken| ear::same_words(taken, &text)) {
            return;
        }
        let word = !self.takes_no_turn(&text);
        self.ear.partial(text, stable, now);
        if word {
            if self.has_spoken_since() {
                self.stay();
            }
            self.word_heard(now);
        }
    }

    pub(super) fn final_text(&mut self, text: &str, confidence: Option<f32>, span: Span, now: Duration) {
        let text = text.trim().to_owned();
        self.ear.partial = None;
        (self.hearing.voiced, self.hearing.fed) = (0, 0);
        let span = self.hearing.in_stream(span);
        let stopped_for = std::mem::take(&mut self.hearing.stopped_for);
        if text.is_empty() || self.repeats_itself(&text, Some(self.at_stream_ms(span.start_ms)), now) {
            self.drop_provisional();
            self.drop_thought_ahead();
            // Nothing was said after all: what the agent stopped in the middle of is still to be said.
            self.hearing.unanswered |= stopped_for && self.thinking.is_none() && !self.mouth.is_busy();
            return;
        }
        self.caller_there(now);
        self.hearing.works(now);
        if self.taken().is_some_and(|taken| ear::same_words(taken, &text)) {
            // These are the words that are being answered.
            self.drop_thought_ahead();
            self.utterance(text, confidence, span);
            self.hearing.provisional = None;
            return;
        }
        let spoken_since = self.has_spoken_since();
        if spoken_since && self.taken().is_some_and(|taken| !ear::are_alike(taken, &text)) {
            // The final of the words before was lost; these are others.
            self.keep_provisional();
        }
        let meanwhile = (self.is_speaking(now) || self.closing.is_some()) && self.takes_no_turn(&text);
        if meanwhile {
            // No need to wait for a word: this was it.
            self.drop_thought_ahead();
            self.go_on();
            self.utterance(text, confidence, span);
            self.hearing.provisional = None;
            return;
        }
        if spoken_since {
            self.stay();
            self.word_heard(now);
        } else {
            // Better understood than before: an answer that is under way is not broken off for it.
            self.rethink(now);
        }
        let number = self.utterance(text, confidence, span);
        self.hearing.provisional = None;
        if !spoken_since && !self.hearing.unanswered {
            return;
        }
        self.hearing.final_at = Some(now);
        if !self.adopt_thought_ahead(number) {
            self.hearing.unanswered = true;
        }
    }

    /// Nothing was taken from a partial, or the caller's voice was heard after it was.
    fn has_spoken_since(&self) -> bool {
        self.hearing.provisional.is_none_or(|taken| self.ear.last_voice > Some(taken.at))
    }

    /// The words that were taken from a partial and are being answered.
    fn taken(&self) -> Option<&str> {
        self.words_of(self.hearing.provisional?.number).map(|(text, _)| text)
    }

    /// An utterance as it stands in the conversation.
    pub(super) fn words_of(&self, number: u32) -> Option<(&str, Span)> {
        let (_, text, span) = self.messages[self.place_of(number)?].of_caller()?;
        Some((text, span))
    }

    /// Where in the conversation it stands. What is looked for was said lately.
    fn place_of(&self, number: u32) -> Option<usize> {
        let of = |held: &Message| held.of_caller().is_some_and(|(utterance, ..)| utterance == number);
        self.messages.iter().rposition(of)
    }

    /// The agent has the word: audible, stopped for a moment, or with its next sentence on the way.
    fn is_speaking(&self, now: Duration) -> bool {
        let stopped = self.mouth.paused_at.is_some();
        self.mouth.is_audible(now) || stopped || (self.mouth.is_busy() && self.thinking.is_none())
    }

    /// "I am listening", and a goodbye to a goodbye.
    pub(super) fn takes_no_turn(&self, text: &str) -> bool {
        ear::is_back_channel(text) || (self.closing.is_some() && ear::is_farewell(text))
    }

    /// Keeps an utterance: in the conversation and in the call's log. Its final replaces what was taken from a partial.
    fn utterance(&mut self, text: String, confidence: Option<f32>, span: Span) -> u32 {
        let number = self.hearing.provisional.map_or(self.hearing.next, |taken| taken.number);
        let goes_on = self.has_spoken_since();
        self.put_words(Message::Caller { utterance: number, text: text.clone(), span }, number, goes_on);
        self.hearing.next = self.hearing.next.max(number + 1);
        let utterance = Utterance { number, text, span, confidence };
        self.outputs.push_back(Output::Record(CallCommand::RecordUtterance { utterance }));
        number
    }

    /// The caller's words in the conversation. More of them than before come behind what was said in between: they are the last word.
    /// The same sound understood otherwise stays where it was: behind a question it would be the answer to that.
    fn put_words(&mut self, words: Message, number: u32, goes_on: bool) {
        let Some(at) = self.place_of(number) else { return self.messages.push(words) };
        let is_longer = match (self.messages[at].of_caller(), words.of_caller()) {
            (Some((_, before, _)), Some((_, text, _))) => !ear::same_words(before, text),
            (_, _) => false,
        };
        if goes_on && is_longer && !self.keypad.takes_message() {
            self.remove_message(at);
            self.messages.push(words);
        } else {
            self.messages[at] = words;
        }
    }

    /// The partial as it stands, taken as said: in the conversation now, in the log when its final comes.
    pub(super) fn take_partial(&mut self, now: Duration) {
        let Some(partial) = self.ear.partial.take() else { return };
        if !self.taken().is_some_and(|taken| ear::goes_on(taken, &partial.text)) {
            self.keep_provisional();
        }
        let number = self.hearing.provisional.map_or(self.hearing.next, |taken| taken.number);
        self.hearing.next = self.hearing.next.max(number + 1);
        self.hearing.provisional = Some(Provisional { number, at: now });
        let span = self.voiced_span(now);
        self.put_words(Message::Caller { utterance: number, text: partial.text, span }, number, true);
        self.hearing.final_at = Some(now);
    }

    /// The line goes down with words still in the air: they are kept as they were last understood.
    pub(super) fn keep_last_words(&mut self, now: Duration) {
        if let Some(partial) = &self.ear.partial
            && self.taken().is_some_and(|taken| ear::goes_on(taken, &partial.text))
        {
            // One utterance, in as many words as were understood.
            self.take_partial(now);
        }
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
        if let Some(Provisional { number, .. }) = self.hearing.provisional.take()
            && let Some((text, span)) = self.words_of(number)
        {
            let utterance = Utterance { number, text: text.to_owned(), span, confidence: None };
            self.outputs.push_back(Output::Record(CallCommand::RecordUtterance { utterance }));
        }
    }

    fn drop_provisional(&mut self) {
        if let Some(Provisional { number, .. }) = self.hearing.provisional.take()
            && let Some(at) = self.place_of(number)
        {
            self.remove_message(at);
        }
    }

    /// Those behind it move up, also for who remembers where they are.
    fn remove_message(&mut self, at: usize) {
        self.messages.remove(at);
        self.message_removed(at);
        self.keypad.message_removed(at);
    }

    /// Where the caller's voice was, by our own ear.
    fn voiced_span(&self, now: Duration) -> Span {
        let (began, ended) = self.ear.last_spoken().map_or((now, now), |run| (run.began, run.ended));
        Span { start_ms: self.stream_ms(began), end_ms: self.stream_ms(ended) }
    }

    pub(super) fn digit(&mut self, digit: char, now: Duration) {
        self.caller_there(now);
        if self.has_parted() {
            // Their message is written down; whoever goes on pressing is told so to the end.
            return self.messages.push(Message::Key { digit });
        }
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
