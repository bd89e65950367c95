//! The end of a call, whichever side goes first.

use std::time::Duration;

use domain::call::{CallCommand, EndReason};

use super::{Engine, Phase};
use crate::{CloseCode, Output, phrases};

impl Engine {
    pub(super) fn summarise(&mut self, summary: Option<String>) {
        if let Some(summary) = summary.filter(|summary| !summary.trim().is_empty()) {
            self.outputs.push_back(Output::Record(CallCommand::Summarise { summary }));
        }
    }

    /// All was said and heard, and the agent had meant to close.
    pub(super) fn watch_goodbye(&mut self, now: Duration) {
        if let Some(reason) = self.closing
            && self.thinking.is_none()
            && !self.mouth.is_busy()
        {
            let code =
                if reason == EndReason::ServerStopped { CloseCode::GoingAway } else { CloseCode::Normal };
            self.end(reason, code, now);
        }
    }

    /// The server is told to stop: a last sentence, and the line is closed when it was heard.
    pub(super) fn shut_down(&mut self, now: Duration) {
        if self.known().is_none() {
            return self.end(EndReason::ServerStopped, CloseCode::GoingAway, now);
        }
        self.give_up_reply(now);
        self.say(phrases::SHUTDOWN.to_owned(), now);
        self.closing = Some(EndReason::ServerStopped);
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
