//! When a part of the agent fails, the caller hears of it and is given something to do.

use std::time::Duration;

use super::Engine;
use crate::{Output, phrases};

impl Engine {
    /// Opened again a few times without a word in between; the frames wait meanwhile. After that there is the keypad.
    pub(super) fn recogniser_failed(&mut self, now: Duration) {
        self.hearing.attempts += 1;
        self.keep_unfinished(now);
        if self.hearing.attempts <= self.settings.recogniser_attempts {
            self.hearing.reopened();
            self.outputs.push_back(Output::OpenRecogniser);
        } else {
            self.offer_keypad(now);
        }
    }

    /// It opens itself again, and may take a while: the caller is given something to do meanwhile.
    pub(super) fn recogniser_troubled(&mut self, now: Duration) {
        self.keep_unfinished(now);
        self.offer_keypad(now);
    }

    pub(super) fn thinking_failed(&mut self, id: u32, now: Duration) {
        if self.thinking.as_ref().is_none_or(|thinking| thinking.id != id) {
            return;
        }
        self.thinking = None;
        self.failures += 1;
        if self.failures == 1 {
            self.say(phrases::SAY_AGAIN.to_owned(), now);
        } else {
            self.offer_keypad(now);
        }
    }

    /// Thoughts and sounds that do not come.
    pub(super) fn watch_patience(&mut self, now: Duration) {
        if let Some(thinking) = &self.thinking
            && self.thinking_since().is_some_and(|since| now >= since + self.settings.think_within)
        {
            let id = thinking.id;
            self.outputs.push_back(Output::CancelThinking { id });
            self.thinking_failed(id, now);
        }
        if let Some(sentence) = self.mouth.waiting()
            && now >= sentence.asked_at + self.settings.speech_within
        {
            let id = sentence.id;
            self.mouth.sound(id, bytes::Bytes::new());
        }
    }

    pub(super) fn patience_due(&self) -> Option<Duration> {
        let thought = self.thinking_since().map(|since| since + self.settings.think_within);
        let sound = self.mouth.waiting().map(|sentence| sentence.asked_at + self.settings.speech_within);
        [thought, sound].into_iter().flatten().min()
    }
}
