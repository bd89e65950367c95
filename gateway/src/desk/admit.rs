//! Letting a stream speak for its call, and what the agent is told before it does.

use domain::{
    StreamId,
    business::{Business, Settings},
    call::{CallCommand, PromptUsed},
    ids::{BusinessId, CallSid, LeadId},
    lead::LeadDetails,
    prompt::{self, Prompt},
    values::{Channel, Party},
};
use eventlog::Committed;
use media::{Brief, Earlier, StreamStart, desk::DeskError};

use super::{FrontDesk, OnTheLine, unavailable};

impl FrontDesk {
    pub(super) async fn admit_stream(&self, start: &StreamStart) -> Result<Brief, DeskError> {
        let token = start.token.as_deref().unwrap_or_default();
        let now = self.clock.now();
        let business = self
            .tokens
            .verify(&start.call, token, now)
            .map_err(|error| DeskError::Refused(error.to_string()))?;
        let on = self.on_the_line(&start.call).await?;
        let context = on.cause("media", &start.call, &format!("start:{}", start.stream)).of("StartStream");
        let command = CallCommand::StartStream { stream: start.stream.clone(), at: now };
        if let Committed::AlreadyApplied { .. } = self.tell(&start.call, &context, command).await? {
            // A token lets one stream in, once: who comes with it again is not Twilio.
            return Err(DeskError::Refused("this stream has been let in before".to_owned()));
        }
        self.brief(start, business, on).await
    }

    async fn brief(
        &self,
        start: &StreamStart,
        business: BusinessId,
        on: OnTheLine,
    ) -> Result<Brief, DeskError> {
        let settings = self.settings(business).await?;
        let prompt = self.bus.state::<Prompt>(&StreamId::prompt(business, Channel::Calls)).await;
        let prompt = spoken(&prompt.map_err(unavailable)?, &settings);
        let (known, earlier) = match on.person {
            Some(person) => {
                let known = self.memory.details(person).await.map_err(unavailable)?;
                (known, self.earlier(person, &start.call).await?)
            }
            None => (LeadDetails::default(), Vec::new()),
        };
        let brief = self.stranger(start.call.clone(), business, settings, on.line.from).await?;
        Ok(Brief { prompt, known, earlier, ..brief })
    }

    /// What the agent is told of somebody it has never heard of.
    pub(super) async fn stranger(
        &self,
        call: CallSid,
        business: BusinessId,
        settings: Settings,
        caller: Party,
    ) -> Result<Brief, DeskError> {
        let diary = self.diary_of(business, &settings).await?;
        let free = self.offered(&diary, None).await?;
        Ok(Brief {
            call,
            business,
            greeting: settings.spoken_greeting(),
            business_name: settings.name,
            agent_name: settings.agent_name,
            voice: settings.voice,
            prompt: None,
            caller,
            known: LeadDetails::default(),
            earlier: Vec::new(),
            free,
            meeting_minutes: settings.meeting_minutes,
        })
    }

    /// What was said with a person before this call.
    async fn earlier(&self, person: LeadId, this: &CallSid) -> Result<Vec<Earlier>, DeskError> {
        let memory = self.memory.recall(person, Some(this), None).await.map_err(unavailable)?;
        Ok(memory.into_iter().map(|each| Earlier { at: each.at, text: each.text }).collect())
    }

    pub(super) async fn settings(&self, business: BusinessId) -> Result<Settings, DeskError> {
        let held = self.bus.state::<Business>(&StreamId::business(business)).await.map_err(unavailable)?;
        held.settings().cloned().ok_or_else(|| DeskError::Refused("the business is not open".to_owned()))
    }
}

/// The version that speaks, its placeholders filled in.
fn spoken(prompt: &Prompt, settings: &Settings) -> Option<(PromptUsed, String)> {
    let version = prompt.active?;
    let text = prompt.text(version)?;
    let text = prompt::told(text, &settings.name, &settings.agent_name);
    Some((PromptUsed { channel: Channel::Calls, version }, text))
}
