//! What of the streams' answers is new, and what of it is believed.

use std::time::Duration;

use domain::values::Span;

use super::super::{
    belief,
    line::LineId,
    tape::CHUNK_MS,
    words::{self, Answer, Border},
};
use super::{Output, Session, Stage};
use crate::provider::Heard;

/// A stream with more than this still to be sent, in chunks, hears again what was held back for it.
const BEHIND: u64 = 5;

impl Session {
    /// What a stream made of its audio. Finals count from either stream, whichever has them first; interim results from the lead.
    pub(in super::super) fn answers(&mut self, id: LineId, answers: &[Answer], now: Duration) {
        let Some(line) = self.line(id) else { return };
        line.answered |= answers.iter().any(|answer| !answer.text.trim().is_empty());
        let base_ms = line.base_ms();
        if line.answered {
            self.failures = 0;
        }
        if self.stage == Stage::Troubled {
            self.ready();
        }
        (self.unanswered, self.suspected) = (None, false);
        for answer in answers.iter().filter(|answer| answer.is_final) {
            self.final_words(id, base_ms, answer);
        }
        if self.lead.as_ref().is_some_and(|lead| lead.id == id) {
            let interim: Vec<&Answer> = answers.iter().filter(|answer| !answer.is_final).collect();
            self.interim(id, base_ms, &interim);
        }
        self.move_on(now);
    }

    /// Where another stream's finals end, for a stream that goes over the same audio.
    fn border(&self, id: LineId) -> Option<Border<'_>> {
        (self.said_by != id && self.heard_to > 0).then_some(Border { ms: self.heard_to, said: &self.said })
    }

    fn final_words(&mut self, id: LineId, base_ms: u32, answer: &Answer) {
        let Some(new) = answer.unheard(base_ms, self.border(id)) else { return };
        let end_ms = answer.end_ms(base_ms);
        let begin_ms =
            u32::try_from(self.tape.start() * u64::from(CHUNK_MS)).unwrap_or(u32::MAX).max(self.heard_to);
        let (start_ms, end) = new.span.unwrap_or((begin_ms.min(end_ms), end_ms));
        let text = if self.is_believed(answer, &new.text) {
            new.text
        } else {
            self.outputs.push_back(Output::Disbelieved);
            String::new()
        };
        self.said = text.split_whitespace().map(str::to_owned).collect();
        (self.said_by, self.heard_to) = (id, end_ms.max(self.heard_to));
        // An empty final takes back the interim results before it.
        if !text.is_empty() || self.partial {
            let span = Span { start_ms, end_ms: end.max(start_ms) };
            self.outputs.push_back(Output::Heard(Heard::Final { text, confidence: answer.confidence, span }));
        }
        self.partial = false;
        self.stable.clear();
    }

    /// More is asked of a short final, unless something depends on it, or Google was of the same mind before.
    fn is_believed(&self, answer: &Answer, new: &str) -> bool {
        let short = answer.text.split_whitespace().count() <= self.settings.short_words;
        let doubtful = answer.confidence.is_some_and(|sure| sure < self.settings.short_confidence);
        !(short && doubtful) || belief::decides(new) || words::same(new, &self.stable)
    }

    /// Google gives the beginning that stands and the end that may change as results of their own.
    fn interim(&mut self, id: LineId, base_ms: u32, interim: &[&Answer]) {
        let Some(last) = interim.last() else { return };
        let border = self.border(id);
        if border.is_some_and(|border| last.end_ms(base_ms) <= border.ms) {
            return;
        }
        let text = interim.iter().map(|answer| answer.text.trim()).collect::<Vec<_>>().join(" ");
        let text = words::after(&text, border.map_or(&[], |border| border.said)).to_owned();
        let stable = interim.iter().all(|answer| answer.stability >= self.settings.stable_from);
        if text.is_empty() {
            return;
        }
        if stable {
            self.stable.clone_from(&text);
        }
        // Whoever hears a partial takes it for what is being said: of what was said long ago only finals are told.
        if !self.is_behind() {
            self.partial = true;
            self.outputs.push_back(Output::Heard(Heard::Partial { text, stable }));
        }
    }

    fn is_behind(&self) -> bool {
        self.lead.as_ref().is_some_and(|lead| lead.next + BEHIND < self.tape.end())
    }
}
