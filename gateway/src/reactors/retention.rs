//! Recordings are deleted when the business's `recordingDays` are over: the file beside the database and Twilio's copy.
//!
//! # Contract
//! A recording is deleted at most an hour after its days are over, counted from its `completed` report, by the setting as it is
//! then. Deleting what is gone is success, so a repeat does nothing. While Twilio does not answer it is tried again with growing,
//! jittered pauses for a day; then, or at once when Twilio says no for good, it is a dead letter. A person who was erased has no
//! days left: their recordings go within the hour.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use domain::{
    Event, StreamId,
    business::{Business, Settings},
    call::{Call, CallCommand, CallEvent, RecordingStatus},
    ids::{BusinessId, CallSid, RecordingSid},
    ports::{Clock, Entropy},
};
use eventlog::{CommandBus, LogError, Reactor, ReactorError, Recorded};
use jiff::{SignedDuration, Timestamp};

use crate::{
    cause::Cause,
    recordings::{NotDeleted, Recordings},
};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "retention";
/// How long a changed setting may go unnoticed.
const LOOK: SignedDuration = SignedDuration::from_hours(1);
/// The shortest and the longest pause between tries.
const PAUSES: (SignedDuration, SignedDuration) =
    (SignedDuration::from_mins(1), SignedDuration::from_hours(1));
/// How long it is tried before people have to look.
const PATIENCE: SignedDuration = SignedDuration::from_hours(24);

/// Deletes recordings.
#[derive(Clone)]
pub struct Retention {
    bus: CommandBus,
    recordings: Recordings,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
}

impl Retention {
    /// Over these recordings.
    pub fn new(
        bus: CommandBus,
        recordings: Recordings,
        clock: Arc<dyn Clock>,
        entropy: Arc<dyn Entropy>,
    ) -> Self {
        Self { bus, recordings, clock, entropy }
    }

    /// When the recording's days are over.
    async fn due(&self, held: &Call, recorded: &Recorded) -> Result<Timestamp, LogError> {
        if held.is_erased() {
            return Ok(recorded.metadata.recorded_at);
        }
        let days = match business(held, recorded) {
            Some(business) => {
                let held = self.bus.state::<Business>(&StreamId::business(business)).await?;
                held.settings().map(|settings| settings.recording_days)
            }
            None => None,
        };
        let days = days.unwrap_or_else(|| Settings::usual("").recording_days);
        let kept = SignedDuration::from_hours(24 * i64::from(days));
        Ok(recorded.metadata.recorded_at.saturating_add(kept).unwrap_or(Timestamp::MAX))
    }

    async fn purge(
        &self,
        (call, recording): (&CallSid, &RecordingSid),
        held: &Call,
        recorded: &Recorded,
    ) -> Result<(), Failure> {
        self.recordings.delete(recording).await?;
        let mut cause = Cause::system(format!("pm:{NAME}:{}:0", recorded.position))
            .because(format!("event:{}", recorded.position), call.as_str())
            .about(recorded.metadata.person);
        if let Some(business) = business(held, recorded) {
            cause = cause.within(business);
        }
        let command = CallCommand::ReportRecording {
            recording: recording.clone(),
            status: RecordingStatus::Purged,
            url: None,
            duration_seconds: None,
            at: self.clock.now(),
        };
        let context = cause.of("PurgeRecording");
        let told = self.bus.execute::<Call>(&StreamId::call(call), command, &context).await;
        told.map_err(|error| Failure::Log(error.to_string()))?;
        metrics::counter!("recordings_purged_total").increment(1);
        Ok(())
    }

    /// Later, as long as it is early enough for patience; else a few more tries, and then people.
    fn failed(&self, failure: Failure, due: Timestamp) -> ReactorError {
        let now = self.clock.now();
        let error = match failure {
            Failure::Deleting(NotDeleted::Refused(reason)) => return ReactorError::Never(reason),
            Failure::Log(reason) => return ReactorError::Again(reason),
            Failure::Deleting(NotDeleted::Away(reason)) => reason,
        };
        metrics::counter!("recordings_purge_failed_total").increment(1);
        let overdue = now.duration_since(due);
        if overdue > PATIENCE {
            return ReactorError::Again(error);
        }
        let pause = overdue.clamp(PAUSES.0, PAUSES.1);
        // Up to half as long again, so that what failed together does not come back together.
        let half = u64::try_from(pause.as_millis() / 2).unwrap_or(1).max(1);
        let jitter = Duration::from_millis(self.entropy.next_u64() % half);
        tracing::warn!(%error, "a recording is still there; it is tried again");
        let at = now.saturating_add(pause).and_then(|at| at.saturating_add(jitter));
        ReactorError::Later(at.unwrap_or(Timestamp::MAX))
    }
}

#[async_trait]
impl Reactor for Retention {
    fn name(&self) -> &'static str {
        NAME
    }

    fn concerns(&self, recorded: &Recorded) -> bool {
        completed(recorded).is_some()
    }

    async fn react(&self, recorded: &Recorded) -> Result<(), ReactorError> {
        let Some((call, recording)) = completed(recorded) else { return Ok(()) };
        let again = |error: LogError| ReactorError::Again(error.to_string());
        let held = self.bus.state::<Call>(&StreamId::call(&call)).await.map_err(again)?;
        if held.recordings.get(recording) == Some(&RecordingStatus::Purged) {
            return Ok(());
        }
        let due = self.due(&held, recorded).await.map_err(again)?;
        let now = self.clock.now();
        if now < due {
            return Err(ReactorError::Later(due.min(now.saturating_add(LOOK).unwrap_or(due))));
        }
        let done = self.purge((&call, recording), &held, recorded).await;
        done.map_err(|failure| self.failed(failure, due))
    }
}

/// Why a recording could not be deleted, or that not be written down.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Deleting(#[from] NotDeleted),
    #[error("{0}")]
    Log(String),
}

/// The recording that can be heard since this event.
pub(super) fn completed(recorded: &Recorded) -> Option<(CallSid, &RecordingSid)> {
    let Event::Call(CallEvent::RecordingReported { recording, status: RecordingStatus::Completed, .. }) =
        &recorded.event
    else {
        return None;
    };
    Some((recorded.stream.key().parse().ok()?, recording))
}

fn business(held: &Call, recorded: &Recorded) -> Option<BusinessId> {
    held.line.as_ref().map(|line| line.business).or(recorded.metadata.business)
}
