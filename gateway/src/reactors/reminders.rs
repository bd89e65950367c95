//! A reminder's time comes.
//!
//! # Contract
//! Each time that is waited for becomes one `CameDue` in the reminder's stream, within a second or so of it, on whichever node has
//! this reactor. Nothing is lost while no node runs: what came due meanwhile comes as soon as one does. A time that was put off,
//! changed, done or deleted before it came is passed over.

#[cfg(test)]
mod tests;

use std::sync::Arc;

use async_trait::async_trait;
use domain::{
    Event,
    ports::Clock,
    reminder::{Reminder, ReminderCommand, ReminderRefusal},
};
use eventlog::{CommandBus, CommandError, Reactor, ReactorError, Recorded};

use crate::cause::Cause;

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "reminders";

/// Watches the clock for reminders.
#[derive(Clone)]
pub struct Reminders {
    bus: CommandBus,
    clock: Arc<dyn Clock>,
}

impl Reminders {
    /// By this clock.
    pub fn new(bus: CommandBus, clock: Arc<dyn Clock>) -> Self {
        Self { bus, clock }
    }
}

#[async_trait]
impl Reactor for Reminders {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, recorded: &Recorded) -> bool {
        matches!(&recorded.event, Event::Reminder(event) if event.awaited().is_some())
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        let Event::Reminder(event) = &recorded.event else { return Ok(()) };
        let Some(due) = event.awaited() else { return Ok(()) };
        let held = self.bus.state::<Reminder>(&recorded.stream).await;
        let held = held.map_err(|error| ReactorError::Again(error.to_string()))?;
        let Some(held) = held.held().filter(|held| held.awaits(due)) else { return Ok(()) };
        let now = self.clock.now();
        if now < due {
            return Err(ReactorError::Later(due));
        }
        let cause = Cause::system(format!("pm:{NAME}:{}:0", recorded.position))
            .because(format!("event:{}", recorded.position), &recorded.metadata.correlation_id)
            .about(held.what.lead)
            .within(held.what.business);
        let command = ReminderCommand::ComeDue { due, now };
        let told =
            self.bus.execute::<Reminder>(&recorded.stream, command, &cause.of("RemindersComeDue")).await;
        match told {
            // Or somebody put it off or deleted it at this moment.
            Ok(_) | Err(CommandError::Refused(ReminderRefusal::Unknown | ReminderRefusal::Done)) => Ok(()),
            Err(CommandError::Refused(
                refusal @ (ReminderRefusal::NotYet | ReminderRefusal::InThePast | ReminderRefusal::BadText),
            )) => Err(ReactorError::Never(refusal.to_string())),
            Err(error @ CommandError::OtherTenant) => Err(ReactorError::Never(error.to_string())),
            Err(error @ (CommandError::Conflict | CommandError::Log(_))) => {
                Err(ReactorError::Again(error.to_string()))
            }
        }
    }
}
