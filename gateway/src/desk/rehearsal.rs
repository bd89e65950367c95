//! The desk of a conversation in writing: every deed is decided as it would be on the phone, and none is done.

use async_trait::async_trait;
use domain::{
    Decider as _,
    calendar::{Calendar, CalendarRefusal},
    ids::{BusinessId, CallSid, MeetingId},
    lead::{Lead, LeadCommand, LeadFact},
    policy::booking::Wish,
    prompt::{self, PROMPT},
    template::{TemplateFault, faults},
    values::{Channel, Party},
};
use jiff::Timestamp;
use media::{
    Brief,
    desk::DeskError,
    provider::{Tool, ToolResult},
    rehearsal::DryDesk,
};

use super::{FrontDesk, tools, unavailable};

/// The number a caller in writing is taken to call from: the one of our examples.
const NOBODY: &str = "+972525550100";

/// Why a prompt cannot be tried.
#[derive(Debug, thiserror::Error)]
pub enum NotTried {
    /// A placeholder cannot be filled in.
    #[error("{0}")]
    Template(TemplateFault),
    /// The back office does not answer.
    #[error("{0}")]
    Desk(DeskError),
}

impl FrontDesk {
    /// What the agent would be told of a stranger who calls, were this text its prompt. On WhatsApp nobody is greeted first.
    pub async fn rehearsal(
        &self,
        business: BusinessId,
        channel: Channel,
        text: &str,
        call: CallSid,
    ) -> Result<Brief, NotTried> {
        if let Some(fault) = faults(text, PROMPT).into_iter().next() {
            return Err(NotTried::Template(fault));
        }
        let settings = self.settings(business).await.map_err(NotTried::Desk)?;
        let told = prompt::told(text, &settings.name, &settings.agent_name);
        let brief = self.stranger(call, business, settings, Party::read(NOBODY)).await;
        let mut brief = brief.map_err(NotTried::Desk)?;
        // A draft has no version yet; nothing of it is written down.
        brief.prompt = Some((domain::call::PromptUsed { channel, version: 0 }, told));
        if channel == Channel::Whatsapp {
            brief.greeting.clear();
        }
        Ok(brief)
    }

    async fn would_book(
        &self,
        brief: &Brief,
        start: Timestamp,
        subject: &str,
    ) -> Result<ToolResult, DeskError> {
        let diary = self.diary(brief.business).await?;
        let near = || self.offered(&diary, Some(start));
        let Ok(slot) = diary.slot(start, None) else {
            return Ok(ToolResult::NotFree { free: near().await? });
        };
        let meeting = MeetingId::derive(brief.call.as_str());
        let wish = Wish { lead: None, slot, subject: subject.to_owned(), source: None };
        let step = diary.book(meeting, wish, self.clock.now());
        let held = self.bus.state::<Calendar>(&step.stream).await.map_err(unavailable)?;
        match held.decide(&step.command) {
            Ok(_) => Ok(ToolResult::Booked { meeting, slot }),
            Err(CalendarRefusal::SlotTaken | CalendarRefusal::OutsideHours | CalendarRefusal::InThePast) => {
                Ok(ToolResult::NotFree { free: near().await? })
            }
            Err(
                refusal @ (CalendarRefusal::Unknown
                | CalendarRefusal::MovedAway { .. }
                | CalendarRefusal::BadSubject),
            ) => Ok(ToolResult::Failed(refusal.to_string())),
        }
    }

    async fn would_transfer(&self, brief: &Brief) -> Result<ToolResult, DeskError> {
        let number = self.settings(brief.business).await?.transfer_number;
        Ok(number.map_or_else(|| ToolResult::Failed(tools::NOBODY_THERE.to_owned()), |_| ToolResult::Done))
    }
}

/// What a lead nobody has heard of would say to what was told of them.
fn would_capture(brief: &Brief, facts: &[LeadFact]) -> ToolResult {
    let Some(phone) = brief.caller.phone() else { return ToolResult::Failed("no number".to_owned()) };
    let command = LeadCommand::Capture {
        business: brief.business,
        phone: phone.clone(),
        facts: facts.to_vec(),
        source: Some(tools::somewhere_in(&brief.call)),
        call: Some(brief.call.clone()),
    };
    match Lead::default().decide(&command) {
        Ok(_) => ToolResult::Captured,
        Err(refusal) => ToolResult::Failed(refusal.to_string()),
    }
}

#[async_trait]
impl DryDesk for FrontDesk {
    async fn try_tool(&self, brief: &Brief, tool: &Tool) -> ToolResult {
        let answered = match tool {
            Tool::CaptureLead { facts, .. } => Ok(would_capture(brief, facts)),
            Tool::CheckAvailability { day, after } => self.availability(brief.business, *day, *after).await,
            Tool::BookMeeting { start, subject } => self.would_book(brief, *start, subject).await,
            Tool::TransferToHuman => self.would_transfer(brief).await,
            Tool::LeaveNote { .. } | Tool::EndCall { .. } => Ok(ToolResult::Done),
        };
        answered.unwrap_or_else(|error| ToolResult::Failed(error.to_string()))
    }
}
