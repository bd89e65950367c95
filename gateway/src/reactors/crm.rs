//! The policies of `domain::policy`: events become commands.

use async_trait::async_trait;
use domain::{
    Event, StreamId,
    call::{Call, CallEvent},
    ids::CallSid,
    lead::Lead,
    policy::{Intent, caller_is_a_lead, meeting_sets_status, missed_transfer},
};
use eventlog::{CommandBus, CommandError, LogError, Reactor, ReactorError, Recorded};

use crate::{agency, cause::Cause};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "crm";

/// Runs the policies.
#[derive(Debug, Clone)]
pub struct Crm {
    bus: CommandBus,
}

impl Crm {
    /// Over this bus.
    pub fn new(bus: CommandBus) -> Self {
        Self { bus }
    }

    async fn carry_out(&self, intent: Intent, recorded: &Recorded, cause: Cause) -> Result<(), ReactorError> {
        match intent {
            Intent::Lead { id, command } => {
                let context = cause.about(Some(id)).of("CaptureLead");
                settled(self.bus.execute::<Lead>(&StreamId::lead(id), command, &context).await)
            }
            Intent::Call { sid, command } => {
                let context = cause.about(recorded.metadata.person).of("AttachToCall");
                settled(self.bus.execute::<Call>(&StreamId::call(&sid), command, &context).await)
            }
        }
    }
}

#[async_trait]
impl Reactor for Crm {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, recorded: &Recorded) -> bool {
        !intents(recorded).is_empty()
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        if let Event::Call(CallEvent::LineIdentified { line, at: _ }) = &recorded.event
            && agency::owns(&self.bus, line.business, &line.from).await.map_err(again)?
        {
            return Ok(());
        }
        for (n, intent) in intents(recorded).into_iter().enumerate() {
            let mut cause = Cause::system(format!("pm:{NAME}:{}:{n}", recorded.position))
                .because(format!("event:{}", recorded.position), &recorded.metadata.correlation_id);
            if let Some(business) = recorded.metadata.business {
                cause = cause.within(business);
            }
            self.carry_out(intent, recorded, cause).await?;
        }
        Ok(())
    }
}

#[expect(clippy::needless_pass_by_value, reason = "the shape map_err wants")]
fn again(error: LogError) -> ReactorError {
    ReactorError::Again(error.to_string())
}

/// What follows from an event.
fn intents(recorded: &Recorded) -> Vec<Intent> {
    match &recorded.event {
        Event::Call(event) => recorded
            .stream
            .key()
            .parse::<CallSid>()
            .map(|call| {
                let mut intents = caller_is_a_lead::react(&call, event);
                intents.extend(missed_transfer::react(&call, recorded.metadata.person, event));
                intents
            })
            .unwrap_or_default(),
        Event::Calendar(event) => meeting_sets_status::react(event),
        Event::Business(_)
        | Event::Number(_)
        | Event::User(_)
        | Event::Lead(_)
        | Event::Prompt(_)
        | Event::Reminder(_) => Vec::new(),
    }
}

/// An error is worth another try; a refusal is an answer; another tenant's stream is for people to look at.
pub(super) fn settled<T, R: std::error::Error>(
    outcome: Result<T, CommandError<R>>,
) -> Result<(), ReactorError> {
    match outcome {
        Ok(_) => Ok(()),
        Err(CommandError::Refused(refusal)) => {
            tracing::warn!(%refusal, "a reaction was refused");
            Ok(())
        }
        Err(error @ CommandError::OtherTenant) => Err(ReactorError::Never(error.to_string())),
        Err(error @ (CommandError::Conflict | CommandError::Log(_))) => {
            Err(ReactorError::Again(error.to_string()))
        }
    }
}
