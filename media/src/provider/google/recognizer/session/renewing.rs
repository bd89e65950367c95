//! A stream is followed by another before Google ends it, and when it seems to hear nothing.

use std::time::Duration;

use super::{Output, Session, Why};

/// Silence at the end of which a stream may be renewed, in chunks.
const PAUSE: usize = 3;
/// A new stream has caught up when so few chunks are left to be sent.
const NEARLY: u64 = 1;

impl Session {
    /// When a stream that gives no answer is renewed.
    pub(super) fn deaf_at(&self) -> Option<Duration> {
        self.unanswered.filter(|_| !self.suspected).map(|since| since + self.settings.unanswered_after)
    }

    pub(super) fn renew(&mut self, now: Duration) {
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
    pub(super) fn hand_over(&mut self) {
        let end = self.tape.end();
        if let Some(relief) =
            self.relief.take_if(|relief| relief.opened.is_some() && relief.next + NEARLY >= end)
            && let Some(old) = self.lead.replace(relief)
        {
            self.outputs.push_back(Output::Drop(old.id));
        }
    }
}
