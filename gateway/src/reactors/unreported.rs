//! A call nobody told the end of: the server that held it was killed, and no report came after. It is ended here, as that.
//!
//! # Contract
//! One end a call, at the last instant anything was heard of it, by whichever node has this reactor. Never while the call may go on:
//! a node ends what it holds at the maximum length, and wrote down that it began; of a call that nobody holds nothing is heard for
//! longer than that. Where nobody has to hold it (the caller talks to a person, or was answered without a stream of ours) it may be
//! as long as Twilio lets a call be. Who called is a lead since the first ring, whatever became of the call.

#[cfg(test)]
mod tests;

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    Actor, Event,
    call::{Call, CallCommand, CallEvent, CallStatus, EndReason},
    ports::Clock,
};
use eventlog::{CommandBus, Committed, LogError, Reactor, ReactorError, Recorded};
use jiff::{SignedDuration, Timestamp};

use super::crm::settled;
use crate::cause::Cause;

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "unreported";
/// For the agent's goodbye, a database that was away, and clocks that differ.
const MARGIN: SignedDuration = SignedDuration::from_mins(10);
/// The longest an account can have calls be:
/// <https://www.twilio.com/en-us/blog/introducing-configurable-call-limits-for-programmable-voice>
const TWILIOS_LONGEST: SignedDuration = SignedDuration::from_hours(24);

/// Ends calls nobody told the end of.
#[derive(Clone)]
pub struct Unreported {
    bus: CommandBus,
    clock: Arc<dyn Clock>,
    longest: SignedDuration,
}

impl Unreported {
    /// Where no node holds a call for longer than `maximum`.
    pub fn new(bus: CommandBus, clock: Arc<dyn Clock>, maximum: Duration) -> Self {
        let maximum = SignedDuration::try_from(maximum).unwrap_or(SignedDuration::MAX);
        Self { bus, clock, longest: maximum.saturating_add(MARGIN) }
    }

    /// Whether it is over already; else when anything was last heard of it, and when it cannot go on any more.
    async fn quiet(&self, recorded: &Recorded) -> Result<Option<(Timestamp, Timestamp)>, LogError> {
        let held = self.bus.state::<Call>(&recorded.stream).await?;
        if held.status().is_final() {
            return Ok(None);
        }
        let events = self.bus.log().read_stream(&recorded.stream, 0).await?;
        // What the product itself makes of a call, a lead or a waveform, may come long after it.
        let heard = |event: &&Recorded| event.metadata.actor != Actor::System;
        let last = events.iter().rfind(heard).unwrap_or(recorded).metadata.recorded_at;
        let longest = if is_elsewhere(&held) { TWILIOS_LONGEST.max(self.longest) } else { self.longest };
        Ok(Some((last, after(last, longest))))
    }
}

#[async_trait]
impl Reactor for Unreported {
    fn name(&self) -> &'static str {
        NAME
    }

    /// A call nobody knows the line of is in no list.
    fn concerns(&self, recorded: &Recorded) -> bool {
        matches!(&recorded.event, Event::Call(CallEvent::LineIdentified { .. }))
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        let now = self.clock.now();
        let earliest = after(recorded.metadata.recorded_at, self.longest);
        if now < earliest {
            return Err(ReactorError::Later(earliest));
        }
        let quiet = self.quiet(recorded).await.map_err(|error| ReactorError::Again(error.to_string()))?;
        let Some((last, due)) = quiet else { return Ok(()) };
        if now < due {
            return Err(ReactorError::Later(due));
        }
        let mut cause = Cause::system(format!("pm:{NAME}:{}:0", recorded.position))
            .because(format!("event:{}", recorded.position), &recorded.metadata.correlation_id)
            .about(recorded.metadata.person);
        if let Some(business) = recorded.metadata.business {
            cause = cause.within(business);
        }
        let command = CallCommand::End { reason: EndReason::Unreported, at: last };
        let ended = self.bus.execute::<Call>(&recorded.stream, command, &cause.of("EndUnreportedCall")).await;
        if matches!(ended, Ok(Committed::Executed { .. })) {
            tracing::warn!(call = recorded.stream.key(), "nobody told of the end of a call");
            metrics::counter!("agentlocator_calls_unreported_total").increment(1);
        }
        settled(ended)
    }
}

/// Whether the caller may be talking where no node of ours listens.
fn is_elsewhere(held: &Call) -> bool {
    let answered = held.statuses.contains(&CallStatus::InProgress);
    held.transfer.open().is_some() || (held.stream.is_none() && answered)
}

fn after(instant: Timestamp, time: SignedDuration) -> Timestamp {
    instant.saturating_add(time).unwrap_or(Timestamp::MAX)
}
