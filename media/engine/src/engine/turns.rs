//! Whose turn it is: the end of the caller's words, interruptions true and false, and silence.

use std::time::Duration;

use domain::call::EndReason;

use super::Engine;
use crate::{Message, Output, ear};

/// Its words are among the last messages.
const LATELY: usize = 6;
/// Our voice that begins to come back later than this after its end is not ours.
const COMES_BACK: Duration = Duration::from_millis(300);
/// A voice that is heard holds a question whether anybody is there back for so many times as long as silence: it may be a television.
const DESPITE_VOICE: u32 = 3;
/// The same of a message that is left: a minute and a half of speech.
const MESSAGE_DESPITE_VOICE: u32 = 11;
/// So often in a row an answer gives way before a sound is heard: what never comes is to be missed, however often somebody calls.
const GIVES_WAY: u32 = 3;

impl Engine {
    /// A word of the caller's: the agent stops, and does not go on; what it has not begun to say it thinks over.
    pub(super) fn word_heard(&mut self, now: Duration) {
        let paused = self.mouth.paused_at.is_some();
        let voiced =
            self.ear.voiced_lately(now, self.settings.word_after_voice) >= self.settings.interrupt_with_word;
        if paused || (self.mouth.is_audible(now) && voiced && !self.hears_itself(now)) {
            self.hearing.stopped_for = true;
            self.give_up_reply(now);
        } else if voiced {
            self.rethink(now);
        }
    }

    /// Nothing of the answer is said yet, or no more of it: it is thought about anew when all words are there.
    pub(super) fn rethink(&mut self, now: Duration) {
        if self.closing.is_some() || self.given_way >= GIVES_WAY {
            return;
        }
        let thinks = self.thinking.as_ref().is_some_and(|thinking| !thinking.is_ahead());
        let is_unsaid = self.is_answer_unsaid();
        if is_unsaid || (thinks && self.mouth.waiting().is_none() && !self.mouth.is_audible(now)) {
            self.given_way += 1;
            self.cancel_thinking();
            if is_unsaid {
                self.abandon_reply(false, now);
            }
            self.hearing.unanswered = true;
        }
    }

    /// What sounds like somebody is our own voice, come back over the line.
    pub(super) fn hears_itself(&mut self, now: Duration) -> bool {
        let echo = self.resembles_itself();
        if echo {
            self.echoed(now);
        }
        echo
    }

    fn resembles_itself(&self) -> bool {
        self.ear.echo.likeness() >= self.settings.echo_likeness
    }

    fn echoed(&mut self, now: Duration) {
        self.counters.echoes += 1;
        self.ear.echoed(now);
    }

    /// These words, whose sound began then, are the agent's own, heard by the recogniser over the line.
    pub(super) fn repeats_itself(&mut self, text: &str, began: Option<Duration>, now: Duration) -> bool {
        // Who chooses among what was offered says the same words, and says them when the agent is done.
        if began.is_some_and(|began| began >= self.mouth.play_until() + COMES_BACK) {
            return false;
        }
        let lately = self.ear.echoed_at.is_some_and(|at| now < at + self.settings.echo_words);
        // Every partial comes by here, and few of them while there is an echo: words are compared last.
        let repeats =
            (lately || (self.mouth.is_audible(now) && self.resembles_itself())) && self.said_lately(text);
        if repeats && !lately {
            self.echoed(now);
        }
        repeats
    }

    fn said_lately(&self, text: &str) -> bool {
        self.messages.iter().rev().take(LATELY).any(|message| match message {
            Message::Agent { text: said } => ear::are_part(said, text),
            Message::Caller { .. }
            | Message::Key { .. }
            | Message::Silence
            | Message::ToolCall(_)
            | Message::ToolResult { .. } => false,
        })
    }

    /// Voice alone stops the agent; without a word it goes on from where it stopped.
    pub(super) fn watch_interruption(&mut self, now: Duration) {
        let voiced = self.ear.voiced_alone_for(now) >= self.settings.interrupt_alone;
        match self.mouth.paused_at {
            None if voiced && self.mouth.is_audible(now) => {
                if !self.hears_itself(now) {
                    self.mouth.pause(now);
                    self.outputs.push_back(Output::Clear);
                }
            }
            Some(_) if self.interruption_due().is_some_and(|due| now >= due) => self.go_on(),
            None | Some(_) => {}
        }
    }

    /// The interruption was none: the agent goes on from where it stopped.
    pub(super) fn go_on(&mut self) {
        if self.mouth.paused_at.is_some() {
            self.counters.false_interruptions += 1;
            self.ear.take_for_noise();
            self.mouth.resume();
        }
    }

    /// A voice that goes on is waited for, but not for ever: it may be a television.
    pub(super) fn interruption_due(&self) -> Option<Duration> {
        let (paused, wait) = (self.mouth.paused_at?, self.settings.false_interruption);
        let quiet = self.ear.silent_at(self.settings.turn_silence);
        Some(quiet.clamp(paused + wait, paused + wait * 2))
    }

    /// The caller is done: answers. The caller may be done: thinks ahead.
    pub(super) fn watch_turn(&mut self, now: Duration) {
        if self.ear.voiced_for(now) >= self.settings.interrupt_with_word {
            self.drop_thought_ahead();
        }
        let Some(partial) = &self.ear.partial else {
            if self.answer_due().is_some_and(|due| now >= due) {
                self.think(None, now);
            }
            return;
        };
        if self.mouth.is_busy() || self.is_parting(&partial.text) {
            return;
        }
        if now >= self.turn_at(self.settings.partial_silence) {
            self.take_partial(now);
            self.hearing.unanswered = !self.adopt_thought_ahead(self.hearing.next - 1);
            if self.answer_due().is_some_and(|due| now >= due) {
                self.think(None, now);
            }
        } else if self.think_ahead_at(partial).is_some_and(|due| now >= due) {
            let text = partial.text.clone();
            self.counters.thought_ahead += 1;
            self.think(Some(text), now);
        }
    }

    /// When words that are final are answered: with what was being done for the caller, once it is known.
    fn answer_due(&self) -> Option<Duration> {
        let waits = self.hearing.unanswered && self.thinking.is_none();
        let turn = self.turn_at(self.settings.turn_silence);
        waits.then(|| self.deeds.over_at(self.settings.think_within).map_or(turn, |over| turn.max(over)))
    }

    /// A goodbye to a goodbye: nobody answers it.
    fn is_parting(&self, text: &str) -> bool {
        self.closing.is_some() && self.takes_no_turn(text)
    }

    /// When the caller will have been silent for so long; or, over a line that is never silent, have added no word for long.
    fn turn_at(&self, silence: Duration) -> Duration {
        self.ear.silent_at(silence).min(self.hearing.words_at + self.settings.turn_despite_voice)
    }

    /// When a partial may be thought about; nobody thinks about a message that is left.
    fn think_ahead_at(&self, partial: &crate::ear::Partial) -> Option<Duration> {
        let waits = self.thinking.is_some() || self.deeds.are_under_way();
        if waits || partial.thought_about || self.keypad.takes_message() {
            return None;
        }
        let settled =
            if partial.stable { partial.since } else { partial.since + self.settings.stable_partial };
        Some(settled.max(self.ear.silent_at(self.settings.think_ahead_silence)))
    }

    pub(super) fn turn_due(&self) -> Option<Duration> {
        let Some(partial) = &self.ear.partial else { return self.answer_due() };
        if self.mouth.is_busy() || self.is_parting(&partial.text) {
            return None;
        }
        let taken = self.turn_at(self.settings.partial_silence);
        Some(self.think_ahead_at(partial).map_or(taken, |ahead| ahead.min(taken)))
    }

    /// Nobody says anything: the caller is asked whether they are there, and in the end let go.
    pub(super) fn watch_silence(&mut self, now: Duration) {
        if self.is_floor_taken() {
            self.quiet_since = now;
            return;
        }
        if now < self.quiet_until() {
            return;
        }
        self.quiet_since = now;
        if self.keypad.takes_message() {
            return self.message_left(now);
        }
        self.silence_prompts += 1;
        if self.silence_prompts > self.settings.silence_prompts {
            self.closing = Some(EndReason::Silence);
            return;
        }
        if self.hearing.is_deaf {
            return self.offer_keypad(now);
        }
        self.messages.push(Message::Silence);
        self.think(None, now);
    }

    pub(super) fn silence_due(&self) -> Option<Duration> {
        (!self.is_floor_taken()).then(|| self.quiet_until())
    }

    /// When nobody will have said anything for long, with words or without: a recogniser may be gone, and a message needs none.
    fn quiet_until(&self) -> Duration {
        let wait = self.settings.silence_prompt;
        let despite = if self.keypad.takes_message() { MESSAGE_DESPITE_VOICE } else { DESPITE_VOICE };
        self.ear.silent_at(wait).clamp(self.quiet_since + wait, self.quiet_since + wait * despite)
    }

    fn is_floor_taken(&self) -> bool {
        self.mouth.is_busy()
            || self.thinking.is_some()
            || self.hearing.unanswered
            || self.ear.partial.is_some()
            || self.closing.is_some()
    }
}
