//! A recording that can be heard is drawn once, and the drawing kept in the call: it outlives the recording.
//!
//! # Contract
//! A drawing that is kept, or a recording that is gone, is done. While Twilio or the disk does not answer it is tried again, and then
//! is a dead letter. A file that is no recording is said in the log and left alone: no repeat would mend it.

use std::time::Duration;

use async_trait::async_trait;
use domain::{
    StreamId,
    call::{Call, CallCommand, RecordingStatus, Waveform},
    ids::RecordingSid,
};
use eventlog::{CommandBus, LogError, Reactor, ReactorError, Recorded};

use super::retention::completed;
use crate::{
    cause::Cause,
    recordings::{NotRead, Recordings},
    waveform::Drawing,
};

/// The reactor's name in its checkpoint and keys.
const NAME: &str = "waveforms";
/// The longest a recording may take to come: less than a reaction may take.
const LONGEST: Duration = Duration::from_secs(7);

/// Draws recordings.
#[derive(Clone)]
pub struct Waveforms {
    bus: CommandBus,
    recordings: Recordings,
}

impl Waveforms {
    /// Over these recordings.
    pub fn new(bus: CommandBus, recordings: Recordings) -> Self {
        Self { bus, recordings }
    }

    /// `None`: there is nothing to draw.
    async fn draw(&self, recording: &RecordingSid) -> Result<Option<Waveform>, NotRead> {
        let mut drawing = Drawing::default();
        let mut unreadable = None;
        let read = self.recordings.read(recording, |bytes| {
            if unreadable.is_none() {
                unreadable = drawing.take(bytes).err();
            }
        });
        match tokio::time::timeout(LONGEST, read).await {
            Err(_) => {
                return Err(NotRead::Away(format!("not all of it came within {} s", LONGEST.as_secs())));
            }
            Ok(Err(NotRead::Gone)) => return Ok(None),
            Ok(read) => read?,
        }
        let drawn = match unreadable {
            Some(error) => Err(error),
            None => drawing.finish(),
        };
        if let Err(error) = &drawn {
            metrics::counter!("recordings_not_drawn_total").increment(1);
            tracing::warn!(%recording, %error, "a recording cannot be drawn");
        }
        Ok(drawn.ok())
    }
}

#[async_trait]
impl Reactor for Waveforms {
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
        let purged = held.recordings.get(recording) == Some(&RecordingStatus::Purged);
        if purged || held.waveforms.contains(recording) {
            return Ok(());
        }
        let drawn = self.draw(recording).await.map_err(|error| ReactorError::Again(error.to_string()))?;
        let Some(waveform) = drawn else { return Ok(()) };
        let mut cause = Cause::system(format!("pm:{NAME}:{}:0", recorded.position))
            .because(format!("event:{}", recorded.position), call.as_str())
            .about(recorded.metadata.person);
        if let Some(business) = held.line.as_ref().map(|line| line.business).or(recorded.metadata.business) {
            cause = cause.within(business);
        }
        let command = CallCommand::KeepWaveform { recording: recording.clone(), waveform };
        let kept = self.bus.execute::<Call>(&StreamId::call(&call), command, &cause.of("KeepWaveform")).await;
        kept.map(drop).map_err(|error| ReactorError::Again(error.to_string()))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::demo::{self, caller::Recording};
    use crate::testing::{Bench, call};

    const RECORDING: &str = "RE00000000000000000000000000000001";

    /// What the dashboard is shown of the call's recording.
    async fn shown(bench: &Bench, bearer: &str) -> Value {
        let query = "query($sid: ID!) { call(callSid: $sid) { recording { status url waveform { stepMs caller agent } } } }";
        let body = json!({ "query": query, "variables": { "sid": call(9).as_str() } });
        let answer = bench.json("/graphql", &body, &[("authorization", bearer)]).await.json();
        answer["data"]["call"]["recording"].clone()
    }

    #[tokio::test]
    async fn a_recording_is_drawn_and_the_drawing_outlives_it() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let token = bench.json("/auth/login", &form, &[]).await.json()["access_token"].clone();
        let bearer = format!("Bearer {}", token.as_str().unwrap());
        let folder = bench.folder().join("recordings");
        std::fs::create_dir_all(&folder).unwrap();
        let mut recording = Recording::default();
        recording.push(&[0x80; 160], None);
        std::fs::write(folder.join(format!("{RECORDING}.wav")), recording.to_wav()).unwrap();
        let sid = call(9);
        bench.webhook("/webhooks/twilio/voice", &[("CallSid", sid.as_str()), ("To", demo::NUMBER)]).await;
        let done = [("CallSid", sid.as_str()), ("RecordingSid", RECORDING), ("RecordingStatus", "completed")];
        bench.webhook("/webhooks/twilio/recording-status", &done).await;
        while shown(&bench, &bearer).await["waveform"] == Value::Null {
            tokio::task::yield_now().await;
        }
        let purged = CallCommand::ReportRecording {
            recording: RECORDING.parse().unwrap(),
            status: RecordingStatus::Purged,
            url: None,
            duration_seconds: None,
            at: bench.app.clock.now(),
        };
        let context =
            Cause::system("test:purged").within(domain::ids::BusinessId::named(demo::KEY)).of("Purge");
        bench.app.bus.execute::<Call>(&StreamId::call(&sid), purged, &context).await.unwrap();
        while shown(&bench, &bearer).await["status"] != "PURGED" {
            tokio::task::yield_now().await;
        }
        let waveform = json!({ "stepMs": 20, "caller": [250], "agent": [0] });
        assert_eq!(
            shown(&bench, &bearer).await,
            json!({ "status": "PURGED", "url": null, "waveform": waveform })
        );
    }
}
