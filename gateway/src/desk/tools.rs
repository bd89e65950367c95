//! What the agent writes down of the caller, and how a call is closed.

use domain::{
    StreamId,
    call::{Call, CallCommand},
    ids::{CallSid, LeadId},
    lead::{Lead, LeadCommand, LeadFact},
    values::{Source, Span},
};
use eventlog::CommandError;
use media::{desk::DeskError, provider::ToolResult};

use super::{FrontDesk, OnTheLine, unavailable};
use crate::cause::Cause;

/// What people of the agency read when a caller asked for one of them.
const ASKED_FOR_A_PERSON: &str = "ביקש/ה בשיחה לדבר עם נציג אנושי. יש לחזור אל הפונה.";

/// What the agent is told when there is no number to hand a caller over to.
pub(super) const NOBODY_THERE: &str = "nobody can take the call now; take a message or promise a call back";

impl FrontDesk {
    pub(super) async fn capture(
        &self,
        on: &OnTheLine,
        cause: &Cause,
        call: &CallSid,
        facts: &[LeadFact],
        utterance: Option<u32>,
        source: Option<Source>,
    ) -> Result<ToolResult, DeskError> {
        let (Some(lead), Some(phone)) = (on.person, on.line.from.phone()) else {
            return Ok(ToolResult::Failed(
                "the caller's number is withheld: ask for one to call back".to_owned(),
            ));
        };
        let source = match source {
            Some(source) => source,
            // Without a source a fact would count as typed by a person.
            None => self.latest(call, utterance).await?,
        };
        let command = LeadCommand::Capture {
            business: on.line.business,
            phone: phone.clone(),
            facts: facts.to_vec(),
            source: Some(source),
            call: Some(call.clone()),
        };
        let context = cause.part("lead", "CaptureLead");
        match self.bus.execute::<Lead>(&StreamId::lead(lead), command, &context).await {
            Ok(_) => {}
            Err(CommandError::Refused(refusal)) => return Ok(ToolResult::Failed(refusal.to_string())),
            Err(error) => return Err(DeskError::Unavailable(error.to_string())),
        }
        self.tell(call, &cause.part("call", "AttachLead"), CallCommand::AttachLead { lead }).await?;
        Ok(ToolResult::Captured)
    }

    /// The utterance named, else the last one heard.
    async fn latest(&self, call: &CallSid, utterance: Option<u32>) -> Result<Source, DeskError> {
        let held = self.bus.state::<Call>(&StreamId::call(call)).await.map_err(unavailable)?;
        let last = held.utterances.last().copied().unwrap_or_default();
        Ok(Source { utterance: utterance.unwrap_or(last), ..somewhere_in(call) })
    }

    /// Leaves a note on the caller's lead, which is made when it is not there yet. Who showed no number has none: what they left is
    /// read in the call.
    pub(super) async fn leave_note(
        &self,
        on: &OnTheLine,
        cause: &Cause,
        call: &CallSid,
        text: &str,
        source: Option<Source>,
    ) -> Result<ToolResult, DeskError> {
        match on.person {
            Some(lead) => {
                self.capture(on, cause, call, &[], None, source).await?;
                self.note(lead, cause, text).await
            }
            None => self.end(cause, call, Some(text)).await,
        }
    }

    async fn note(&self, lead: LeadId, cause: &Cause, text: &str) -> Result<ToolResult, DeskError> {
        let note = LeadCommand::AddNote { key: cause.key().to_owned(), text: text.to_owned() };
        let context = cause.part("note", "AddLeadNote");
        match self.bus.execute::<Lead>(&StreamId::lead(lead), note, &context).await {
            Ok(_) => Ok(ToolResult::Done),
            Err(CommandError::Refused(refusal)) => Ok(ToolResult::Failed(refusal.to_string())),
            Err(error) => Err(DeskError::Unavailable(error.to_string())),
        }
    }

    /// Writes the request into the call, for the telephone company to be told of when the stream is closed. A business without
    /// a number to call, or whose number is the one that was dialled, calls back: that is noted, and the agent is told so.
    pub(super) async fn ask_for_a_person(
        &self,
        on: &OnTheLine,
        cause: &Cause,
        call: &CallSid,
    ) -> Result<ToolResult, DeskError> {
        let number = self.settings(on.line.business).await?.transfer_number;
        if let Some(to) = number.filter(|to| on.line.to.phone() != Some(to)) {
            let command = CallCommand::RequestTransfer { to, at: self.clock.now() };
            self.tell(call, &cause.part("transfer", "RequestTransfer"), command).await?;
            return Ok(ToolResult::Done);
        }
        if on.person.is_some() {
            self.leave_note(on, cause, call, ASKED_FOR_A_PERSON, None).await?;
        }
        Ok(ToolResult::Failed(NOBODY_THERE.to_owned()))
    }

    pub(super) async fn end(
        &self,
        cause: &Cause,
        call: &CallSid,
        summary: Option<&str>,
    ) -> Result<ToolResult, DeskError> {
        if let Some(summary) = summary.map(str::trim).filter(|summary| !summary.is_empty()) {
            let command = CallCommand::Summarise { summary: summary.to_owned() };
            self.tell(call, &cause.of("SummariseCall"), command).await?;
        }
        Ok(ToolResult::Done)
    }
}

/// Somewhere in the call, when nothing more is known.
pub(super) fn somewhere_in(call: &CallSid) -> Source {
    Source { call: call.clone(), utterance: 0, span: Span { start_ms: 0, end_ms: 0 } }
}
