//! What follows from what happened: policies of `domain::policy`, run over the log.
//!
//! # Contract
//! Every event is reacted to at least once, in the log's order; the commands' keys (`pm:{reactor}:{position}:{n}`) make it once.
//!
//! To add a reaction: its pure policy in `domain::policy`, and a line in [`intents`].

mod checkpoint;
mod follower;

use domain::{
    Event, StreamId,
    call::Call,
    ids::CallSid,
    lead::Lead,
    policy::{Intent, caller_is_a_lead, meeting_sets_status},
};
use eventlog::{CommandBus, CommandError, LogError, Recorded};

use crate::cause::Cause;

pub use checkpoint::CheckpointError;
pub use follower::{Follower, start};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "crm";

/// What follows from an event.
fn intents(recorded: &Recorded) -> Vec<Intent> {
    match &recorded.event {
        Event::Call(event) => recorded
            .stream
            .key()
            .parse::<CallSid>()
            .map(|call| caller_is_a_lead::react(&call, event))
            .unwrap_or_default(),
        Event::Calendar(event) => meeting_sets_status::react(event),
        Event::Business(_) | Event::Number(_) | Event::User(_) | Event::Lead(_) | Event::Prompt(_) => {
            Vec::new()
        }
    }
}

/// Carries out what follows from one event. An error is worth another try; a refusal is an answer.
async fn react(bus: &CommandBus, recorded: &Recorded) -> Result<(), LogError> {
    for (n, intent) in intents(recorded).into_iter().enumerate() {
        let mut cause = Cause::system(format!("pm:{NAME}:{}:{n}", recorded.position))
            .because(format!("event:{}", recorded.position), &recorded.metadata.correlation_id);
        if let Some(business) = recorded.metadata.business {
            cause = cause.within(business);
        }
        let outcome = match intent {
            Intent::Lead { id, command } => {
                let context = cause.about(Some(id)).of("CaptureLead");
                settled(bus.execute::<Lead>(&StreamId::lead(id), command, &context).await)
            }
            Intent::Call { sid, command } => {
                let context = cause.about(recorded.metadata.person).of("AttachToCall");
                settled(bus.execute::<Call>(&StreamId::call(&sid), command, &context).await)
            }
        };
        outcome?;
    }
    Ok(())
}

fn settled<T, R: std::error::Error>(outcome: Result<T, CommandError<R>>) -> Result<(), LogError> {
    match outcome {
        Ok(_) => Ok(()),
        Err(CommandError::Refused(refusal)) => {
            tracing::warn!(%refusal, "a reaction was refused");
            Ok(())
        }
        Err(CommandError::OtherTenant) => {
            tracing::error!("a reaction would have crossed into another business");
            Ok(())
        }
        Err(CommandError::Conflict) => Err(LogError::Overloaded),
        Err(CommandError::Log(error)) => Err(error),
    }
}
