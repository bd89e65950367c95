//! The agency's back office, as a call's worker sees it: [`media::desk::Desk`] over the command bus.
//!
//! # Contract
//! Every deed is keyed by the call and the tool call (`tool:{call_sid}:{id}`) or by what is written down
//! (`media:{call_sid}:{what}`), so a repeat is the same deed. Nothing here is called between two frames.

mod admit;
mod booking;
mod rehearsal;
#[cfg(test)]
mod tests;
mod tools;

pub use rehearsal::NotTried;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    StreamId,
    call::{Call, CallCommand, CallRefusal, Line},
    ids::{CallSid, LeadId},
    ports::Clock,
    values::Source,
};
use eventlog::{CommandBus, CommandError, Committed, LogError};
use media::{
    Brief, StreamStart,
    desk::{Desk, DeskError},
    provider::{Tool, ToolCall, ToolResult},
};

use crate::{agency, auth::StreamTokens, cause::Cause, memory::Memory, switchboard};

/// The back office.
#[derive(Clone)]
pub struct FrontDesk {
    bus: CommandBus,
    clock: Arc<dyn Clock>,
    tokens: StreamTokens,
    memory: Memory,
}

/// A call whose line is known, and the person on it.
struct OnTheLine {
    line: Line,
    /// The lead, when their number can be called back.
    person: Option<LeadId>,
    /// Whose key their words are under.
    subject: LeadId,
}

impl FrontDesk {
    /// Over the bus; tokens are the ones the voice webhook gives out.
    pub fn new(bus: CommandBus, clock: Arc<dyn Clock>, tokens: StreamTokens) -> Self {
        let memory = Memory::new(bus.clone());
        Self { bus, clock, tokens, memory }
    }

    async fn on_the_line(&self, call: &CallSid) -> Result<OnTheLine, DeskError> {
        let held = self.bus.state::<Call>(&StreamId::call(call)).await.map_err(unavailable)?;
        let line = held.line.ok_or_else(|| DeskError::Refused("nobody reported this call".to_owned()))?;
        let subject = switchboard::subject_of(call, &line);
        Ok(OnTheLine { person: switchboard::person_of(&line), subject, line })
    }

    async fn tell(
        &self,
        call: &CallSid,
        context: &eventlog::Context,
        command: CallCommand,
    ) -> Result<Committed, DeskError> {
        match self.bus.execute::<Call>(&StreamId::call(call), command, context).await {
            Ok(committed) => Ok(committed),
            Err(CommandError::Refused(refusal @ CallRefusal::StreamTaken { .. })) => {
                Err(DeskError::Refused(refusal.to_string()))
            }
            Err(error) => Err(DeskError::Unavailable(error.to_string())),
        }
    }
}

impl OnTheLine {
    fn cause(&self, kind: &str, call: &CallSid, what: &str) -> Cause {
        Cause::agent(kind, call, what).within(self.line.business).about(Some(self.subject))
    }
}

#[async_trait]
impl Desk for FrontDesk {
    async fn admit(&self, start: &StreamStart) -> Result<Brief, DeskError> {
        self.admit_stream(start).await
    }

    async fn record(&self, call: &CallSid, command: CallCommand) -> Result<(), DeskError> {
        let (what, name) = entry(&command);
        let context = self.on_the_line(call).await?.cause("media", call, &what).of(name);
        self.tell(call, &context, command).await.map(drop)
    }

    async fn use_tool(
        &self,
        call: &CallSid,
        tool: &ToolCall,
        source: Option<Source>,
    ) -> Result<ToolResult, DeskError> {
        let mut on = self.on_the_line(call).await?;
        if agency::owns(&self.bus, on.line.business, &on.line.from).await.map_err(unavailable)? {
            on.person = None;
        }
        let mut cause = on.cause("tool", call, &tool.id);
        if let Some(source) = &source {
            // The words that made the agent do it.
            cause = cause.because(format!("media:{call}:utterance:{}", source.utterance), call.as_str());
        }
        match &tool.tool {
            Tool::CaptureLead { facts, utterance } => {
                self.capture(&on, &cause, call, facts, *utterance, source).await
            }
            Tool::CheckAvailability { day, after } => self.availability(on.line.business, *day, *after).await,
            Tool::BookMeeting { start, subject } => {
                self.book(&on, &cause, call, (*start, subject), source).await
            }
            Tool::LeaveNote { text } => self.leave_note(&on, &cause, call, text, source).await,
            Tool::TransferToHuman => self.ask_for_a_person(&on, &cause, call).await,
            Tool::EndCall { summary } => self.end(&cause, call, summary.as_deref()).await,
        }
    }
}

/// What is written down under which key, and the command's name.
fn entry(command: &CallCommand) -> (String, &'static str) {
    match command {
        CallCommand::RecordUtterance { utterance } => {
            (format!("utterance:{}", utterance.number), "RecordUtterance")
        }
        CallCommand::RecordReply { reply } => (format!("reply:{}", reply.turn), "RecordReply"),
        CallCommand::RequestEnd { .. } => ("end-requested".to_owned(), "RequestEnd"),
        CallCommand::End { .. } => ("end".to_owned(), "EndCall"),
        CallCommand::Summarise { .. } => ("summary".to_owned(), "SummariseCall"),
        CallCommand::StartStream { stream, .. } => (format!("start:{stream}"), "StartStream"),
        CallCommand::RequestTransfer { .. } => ("transfer".to_owned(), "RequestTransfer"),
        CallCommand::ReportTransfer { .. } => ("transferred".to_owned(), "ReportTransfer"),
        CallCommand::AttachLead { lead } => (format!("lead:{lead}"), "AttachLead"),
        CallCommand::AttachMeeting { meeting } => (format!("meeting:{meeting}"), "AttachMeeting"),
        CallCommand::ReceiveIncoming { .. } => ("incoming".to_owned(), "ReceiveIncomingCall"),
        CallCommand::ReportStatus { status, .. } => {
            (format!("status:{}", status.as_str()), "ReportCallStatus")
        }
        CallCommand::ReportStream { stream, .. } => (format!("stream:{stream}"), "ReportStream"),
        CallCommand::ReportRecording { recording, .. } => {
            (format!("recording:{recording}"), "ReportRecording")
        }
        CallCommand::KeepWaveform { recording, .. } => (format!("waveform:{recording}"), "KeepWaveform"),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn unavailable(error: LogError) -> DeskError {
    DeskError::Unavailable(error.to_string())
}
