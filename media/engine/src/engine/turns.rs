//! Whose turn it is: the end of the caller's words, interruptions true and false, and silence.

use std::time::Duration;

use domain::call::EndReason;

use super::Engine;
use crate::{Message, Output, ear};

/// An echo's words come no later after its sound.
const ECHO_WORDS: Duration = Duration::from_secs(3);
/// Its words are among the last messages.
const LATELY: usize = 6;

impl Engine {
    /// A word of the caller's: the agent stops, and does not go on.
    pub(super) fn word_heard(&mut self, now: Duration) {
        let paused = self.mouth.paused_at.is_some();
        let voiced = self.ear.voiced_for(now) >= self.settings.interrupt_with_word;
        if paused || (self.mouth.is_audible(now) && voiced && !self.hears_itself(now)) {
            self.give_up_reply(now);
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

    /// These words are the agent's own, heard by the recogniser over the line.
    pub(super) fn repeats_itself(&mut self, text: &str, now: Duration) -> bool {
        let lately = self.ear.echoed_at.is_some_and(|at| now < at + ECHO_WORDS);
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
        let voiced = self.ear.voiced_for(now) >= self.settings.interrupt_alone;
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
            self.mouth.resume();
        }
    }

    pub(super) fn interruption_due(&self) -> Option<Duration> {
        let paused = self.mouth.paused_at?;
        Some(paused.max(self.ear.last_voice.unwrap_or_default()) + self.settings.false_interruption)
    }

    /// The caller is done: answers. The caller may be done: thinks ahead.
    pub(super) fn watch_turn(&mut self, now: Duration) {
        if self.hearing.unanswered
            && self.thinking.is_none()
            && now >= self.ear.silent_at(self.settings.turn_silence)
        {
            self.hearing.unanswered = false;
            self.think(None, now);
        }
        if self.ear.voiced_for(now) >= self.settings.interrupt_with_word {
            self.drop_thought_ahead();
        }
        let Some(partial) = &self.ear.partial else { return };
        if self.mouth.is_busy() || self.hearing.unanswered {
            return;
        }
        if now >= self.ear.silent_at(self.settings.partial_silence) {
            self.take_partial(now);
            if !self.adopt_thought_ahead(self.hearing.next - 1) {
                self.think(None, now);
            }
        } else if self.thinking.is_none() && now >= self.think_ahead_at(partial) {
            let text = partial.text.clone();
            self.counters.thought_ahead += 1;
            self.think(Some(text), now);
        }
    }

    fn think_ahead_at(&self, partial: &crate::ear::Partial) -> Duration {
        let settled =
            if partial.stable { partial.since } else { partial.since + self.settings.stable_partial };
        settled.max(self.ear.silent_at(self.settings.think_ahead_silence))
    }

    pub(super) fn turn_due(&self) -> Option<Duration> {
        if self.hearing.unanswered {
            return self.thinking.is_none().then(|| self.ear.silent_at(self.settings.turn_silence));
        }
        let partial = self.ear.partial.as_ref().filter(|_| !self.mouth.is_busy())?;
        let taken = self.ear.silent_at(self.settings.partial_silence);
        if self.thinking.is_none() { Some(taken.min(self.think_ahead_at(partial))) } else { Some(taken) }
    }

    /// Nobody says anything: the caller is asked whether they are there, and in the end let go.
    pub(super) fn watch_silence(&mut self, now: Duration) {
        if self.is_floor_taken() {
            self.quiet_since = now;
            return;
        }
        if now < self.quiet_since + self.settings.silence_prompt {
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
        self.messages.push(Message::Silence);
        self.think(None, now);
    }

    pub(super) fn silence_due(&self) -> Option<Duration> {
        (!self.is_floor_taken()).then(|| self.quiet_since + self.settings.silence_prompt)
    }

    fn is_floor_taken(&self) -> bool {
        self.mouth.is_busy()
            || self.thinking.is_some()
            || self.hearing.unanswered
            || self.ear.partial.is_some()
            || self.closing.is_some()
    }
}
