//! What the agent writes down of the caller, and how a call is closed.

use domain::{
    StreamId,
    call::{Call, CallCommand},
    ids::CallSid,
    lead::{Lead, LeadCommand, LeadFact},
    values::{Source, Span},
};
use eventlog::CommandError;
use media::{desk::DeskError, provider::ToolResult};

use super::{FrontDesk, OnTheLine, unavailable};
use crate::cause::Cause;

/// What people of the agency read when a caller asked for one of them.
const ASKED_FOR_A_PERSON: &str = "ביקש/ה בשיחה לדבר עם נציג אנושי. יש לחזור אל הפונה.";

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

    /// No business has a number to hand calls to; the wish is written down and the agent is told to take a call-back.
    pub(super) async fn ask_for_a_person(
        &self,
        on: &OnTheLine,
        cause: &Cause,
    ) -> Result<ToolResult, DeskError> {
        if let Some(lead) = on.person {
            let note =
                LeadCommand::AddNote { key: cause.key().to_owned(), text: ASKED_FOR_A_PERSON.to_owned() };
            let context = cause.part("note", "AddLeadNote");
            if let Err(error) = self.bus.execute::<Lead>(&StreamId::lead(lead), note, &context).await {
                return Err(DeskError::Unavailable(error.to_string()));
            }
        }
        Ok(ToolResult::Failed("nobody can take the call now; promise a call back".to_owned()))
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
