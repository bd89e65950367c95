//! When a part of the agent fails, the caller hears of it and is given something to do.

use std::time::Duration;

use bytes::Bytes;

use super::Engine;
use crate::{Output, phrases};

impl Engine {
    /// Opened again a few times without a word in between; the frames wait meanwhile. After that there is the keypad, and another try
    /// every few seconds.
    pub(super) fn recogniser_failed(&mut self, now: Duration) {
        self.counters.rx_lost += self.hearing.lost();
        self.keep_unfinished(now);
        if self.hearing.attempts <= self.settings.recogniser_attempts {
            self.outputs.push_back(Output::OpenRecogniser);
        } else {
            self.hearing.again_at = Some(now + self.settings.recogniser_again);
            self.deafened(now);
        }
    }

    /// It keeps what it is given and goes on trying, and its finals are still to come; the caller does not know that, and waits for an
    /// answer.
    pub(super) fn recogniser_troubled(&mut self, now: Duration) {
        self.deafened(now);
    }

    /// One that was troubled hears again. One that fails over and over is ready in between: only words tell that it works.
    pub(super) fn recogniser_ready(&mut self) {
        if self.hearing.attempts <= self.settings.recogniser_attempts {
            self.hearing.is_deaf = false;
        }
    }

    fn deafened(&mut self, now: Duration) {
        if !std::mem::replace(&mut self.hearing.is_deaf, true) {
            self.offer_keypad(now);
        }
    }

    pub(super) fn thinking_failed(&mut self, id: u32, now: Duration) {
        let Some(thinking) = self.thinking.take_if(|thinking| thinking.id == id) else { return };
        if thinking.is_ahead() {
            // Nobody waits for it yet: the caller may still be speaking.
            self.counters.thought_in_vain += 1;
            if let Some(partial) = &mut self.ear.partial {
                partial.thought_about = true;
            }
            return;
        }
        self.failures += 1;
        if self.failures == 1 {
            self.say(phrases::SAY_AGAIN.to_owned(), now);
        } else {
            self.offer_keypad(now);
        }
    }

    /// A sentence has no sound.
    pub(super) fn speech_failed(&mut self, id: u32) {
        if self.mouth.sound(id, Bytes::new()) {
            self.counters.unspoken += 1;
        }
    }

    /// Nothing of what was to be said had a sound. The keys may have theirs at hand; if not even they are heard, a person is called.
    pub(super) fn voiceless(&mut self, now: Duration) {
        self.unheard += 1;
        if self.closing.is_some() {
            return;
        }
        if self.unheard == 1 {
            self.offer_keypad(now);
        } else {
            self.ask_for_a_person(phrases::NOTE_FAULT);
        }
    }

    /// Thoughts, sounds and recognisers that do not come.
    pub(super) fn watch_patience(&mut self, now: Duration) {
        if let Some(id) = self.thinking.as_ref().map(|thinking| thinking.id)
            && self.thought_due().is_some_and(|due| now >= due)
        {
            self.outputs.push_back(Output::CancelThinking { id });
            self.thinking_failed(id, now);
        }
        while let Some(sentence) = self.mouth.waiting()
            && now >= sentence.asked_at + self.settings.speech_within
        {
            self.speech_failed(sentence.id);
        }
        if self.hearing.again_at.take_if(|due| now >= *due).is_some() {
            self.outputs.push_back(Output::OpenRecogniser);
        }
    }

    pub(super) fn patience_due(&self) -> Option<Duration> {
        let sound = self.mouth.waiting().map(|sentence| sentence.asked_at + self.settings.speech_within);
        [self.thought_due(), sound, self.hearing.again_at].into_iter().flatten().min()
    }
}
