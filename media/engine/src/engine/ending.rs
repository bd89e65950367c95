//! The end of a call, whichever side goes first.

use std::time::Duration;

use domain::call::{CallCommand, EndReason};

use super::{Engine, Phase};
use crate::{CloseCode, Output, phrases};

/// The longest a goodbye at the maximum length may take.
const LAST_WORDS: Duration = Duration::from_secs(20);

impl Engine {
    pub(super) fn summarise(&mut self, summary: Option<String>) {
        if let Some(summary) = summary.filter(|summary| !summary.trim().is_empty()) {
            self.outputs.push_back(Output::Record(CallCommand::Summarise { summary }));
        }
    }

    /// All was said and heard, and the agent had meant to close.
    pub(super) fn watch_goodbye(&mut self, now: Duration) {
        if let Some(reason) = self.closing
            && self.goodbye_due().is_some_and(|due| now >= due)
        {
            let code =
                if reason == EndReason::ServerStopped { CloseCode::GoingAway } else { CloseCode::Normal };
            self.end(reason, code, now);
        }
    }

    /// The longest call is over: the agent says so, and does not wait for ever to be heard.
    pub(super) fn watch_length(&mut self, now: Duration) {
        if self.length_due().is_none_or(|due| now < due) {
            return;
        }
        if self.closing == Some(EndReason::MaximumDuration) {
            return self.end(EndReason::MaximumDuration, CloseCode::Normal, now);
        }
        self.say_goodbye(phrases::HANG_UP, EndReason::MaximumDuration, now);
    }

    pub(super) fn length_due(&self) -> Option<Duration> {
        let longest = self.known()?.started + self.settings.maximum;
        let is_told = self.closing == Some(EndReason::MaximumDuration);
        Some(if is_told { longest + LAST_WORDS } else { longest })
    }

    /// When the line may be closed: nobody is cut off in the middle of a word, when it was the agent who meant to go.
    pub(super) fn goodbye_due(&self) -> Option<Duration> {
        let reason = self.closing.filter(|_| self.thinking.is_none() && !self.mouth.is_busy())?;
        let last = self.ear.last_voice.filter(|_| reason == EndReason::AgentHungUp);
        // A line that is never silent is not waited for.
        let longest = self.mouth.play_until() + self.settings.turn_despite_voice;
        Some(last.map_or(Duration::ZERO, |last| (last + self.settings.partial_silence).min(longest)))
    }

    /// The caller has something else to say: nobody hangs up on a question.
    pub(super) fn stay(&mut self) {
        if self.closing == Some(EndReason::AgentHungUp) && self.failures == 0 {
            self.closing = None;
        }
    }

    /// Somebody else ends the call: a last sentence, and the line is closed when it was heard.
    pub(super) fn say_goodbye(&mut self, words: &str, reason: EndReason, now: Duration) {
        if self.known().is_none() {
            return self.end(reason, CloseCode::GoingAway, now);
        }
        if self.closing == Some(reason) {
            return;
        }
        self.give_up_reply(now);
        self.hearing.unanswered = false;
        self.say(words.to_owned(), now);
        self.closing = Some(reason);
    }

    /// The end, now: what was heard of a sentence and what was understood of the caller's last words is kept.
    pub(super) fn end(&mut self, reason: EndReason, code: CloseCode, now: Duration) {
        self.cancel_thinking();
        if self.mouth.is_busy() {
            let heard = self.mouth.abandon(now);
            self.record_reply(heard, true, now);
        }
        self.keep_last_words(now);
        self.keep_message();
        // A stream the back office did not let in has no say in how the call ended.
        if matches!(self.phase, Phase::Asked | Phase::Talking(_)) && code != CloseCode::Policy {
            let at = self.present(now).timestamp();
            self.outputs.push_back(Output::Record(CallCommand::End { reason, at }));
        }
        self.outputs.push_back(Output::Close(code));
        self.phase = Phase::Ended;
    }
}
