//! Streams that break: when another is opened, and what is told of it meanwhile.

use std::time::Duration;

use super::super::{
    line::{Line, LineId},
    model::Model,
    tape::CHUNK_MS,
};
use super::{Closing, NAME, Output, Session, Stage};
use crate::provider::{
    Heard, ProviderError,
    google::{retry, settings::Hearing},
};

impl Session {
    /// A stream is no more.
    pub(in super::super) fn closed(&mut self, id: LineId, closing: Closing, now: Duration) {
        if self.relief.as_ref().is_some_and(|relief| relief.id == id) {
            self.relief = None;
            // The old one serves on: it is not urgent.
            self.renew_not_before = now + self.backoff(u32::MAX);
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
        // Whoever comes next has not been silent yet.
        (self.unanswered, self.suspected) = (None, false);
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
        if self.failures >= self.settings.attempts && self.stage != Stage::Troubled {
            self.stage = Stage::Troubled;
            self.outputs.push_back(Output::Heard(Heard::Troubled(error)));
        }
        self.reopen_at = Some(now + self.backoff(self.failures));
    }

    /// When a stream that was opened in trouble is believed to hear, though it has not said a word. That it could be opened says
    /// nothing: it is opened on a connection that may be gone, and Google may say nothing at all before somebody speaks.
    pub(super) fn mended_at(&self) -> Option<Duration> {
        let opened = self.lead.as_ref().filter(|_| self.stage == Stage::Troubled)?.opened?;
        Some(opened + self.settings.mended_after)
    }

    pub(super) fn mend(&mut self, now: Duration) {
        if self.mended_at().is_some_and(|at| now >= at) {
            self.ready();
        }
    }

    /// While no stream is open the oldest audio goes when there is no room. Were the newest turned away, it would go at the engine's
    /// door, where later spans would be wrong by it, and what was said last is of most use when Google is back. A stream that is
    /// open has heard what came before and is to hear it in one piece: then it is the intake that says no.
    pub(super) fn make_room(&mut self) {
        if self.lead.as_ref().is_some_and(|lead| lead.opened.is_some()) {
            return;
        }
        let lost = self.tape.make_room();
        if lost > 0 {
            self.outputs.push_back(Output::Lost(Duration::from_millis(u64::from(CHUNK_MS)) * lost));
        }
        if let Some(lead) = &mut self.lead {
            lead.begin_at(self.tape.start());
        }
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

    fn backoff(&self, failures: u32) -> Duration {
        let Hearing { backoff, longest_backoff, .. } = self.settings;
        retry::wait_at_most(longest_backoff, backoff, failures, self.spread)
    }

    fn fail(&mut self, error: ProviderError) {
        self.outputs.push_back(Output::Heard(Heard::Failed(error)));
        self.end();
    }
}
