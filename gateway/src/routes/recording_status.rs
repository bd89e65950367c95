//! `POST /webhooks/twilio/recording-status`: how far a recording has come.

use axum::{extract::State, http::StatusCode};
use domain::{
    call::{CallCommand, RecordingStatus},
    ids::{CallSid, RecordingSid},
};
use jiff::Timestamp;

use crate::{
    app::App,
    problem::Problem,
    switchboard,
    twilio::{Fields, FromFields, TwilioSigned},
};

/// What the callback tells.
#[derive(Debug)]
pub(crate) struct RecordingReport {
    call: CallSid,
    recording: RecordingSid,
    /// `None`: a status Twilio has added since; there is nothing to record.
    status: Option<RecordingStatus>,
    url: Option<String>,
    duration_seconds: Option<u32>,
    at: Option<Timestamp>,
}

impl FromFields for RecordingReport {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self {
            call: fields.id("CallSid")?,
            recording: fields.id("RecordingSid")?,
            status: match fields.required("RecordingStatus")? {
                "in-progress" => Some(RecordingStatus::InProgress),
                "completed" => Some(RecordingStatus::Completed),
                "absent" => Some(RecordingStatus::Absent),
                "failed" => Some(RecordingStatus::Failed),
                _ => None,
            },
            url: fields.get("RecordingUrl").map(|text| text.chars().take(1000).collect()),
            duration_seconds: fields.number("RecordingDuration"),
            at: fields.timestamp(),
        })
    }
}

/// Records the report. Fetching and deleting follow from the log, never from this answer.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(report): TwilioSigned<RecordingReport>,
) -> Result<StatusCode, Problem> {
    let RecordingReport { call, recording, status, url, duration_seconds, at } = report;
    if let Some(status) = status {
        let known = switchboard::identify(&app.bus, &call, None).await?;
        let key = format!("recording:{recording}:{}", status.as_str());
        let at = at.unwrap_or_else(|| app.clock.now());
        // Before the line is known there is no key for the address; it is rebuilt from our settings anyway.
        let url = url.filter(|_| known.subject.is_some());
        let command = CallCommand::ReportRecording { recording, status, url, duration_seconds, at };
        switchboard::tell(&app.bus, &call, &known, &key, "ReportRecording", command).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use domain::{
        StreamId,
        call::{Call, RecordingStatus},
    };

    use crate::testing::{Bench, call};

    const PATH: &str = "/webhooks/twilio/recording-status";
    const RECORDING: &str = "RE00000000000000000000000000000001";

    async fn report(bench: &Bench, status: &str) -> StatusCode {
        let sid = call(1);
        let fields = [("CallSid", sid.as_str()), ("RecordingSid", RECORDING), ("RecordingStatus", status)];
        bench.webhook(PATH, &fields).await.status
    }

    #[tokio::test]
    async fn the_fact_is_kept_in_any_order() {
        let bench = Bench::signed().await;
        for status in ["completed", "in-progress", "completed", "unheard-of"] {
            assert_eq!(report(&bench, status).await, StatusCode::NO_CONTENT);
        }
        let held: Call = bench.state(&StreamId::call(&call(1))).await;
        assert_eq!(held.recordings[&RECORDING.parse().unwrap()], RecordingStatus::Completed);
    }

    #[tokio::test]
    async fn a_recording_without_a_name_is_named() {
        let bench = Bench::signed().await;
        let answer = bench.webhook(PATH, &[("CallSid", call(1).as_str())]).await;
        assert_eq!(
            (answer.status, answer.json()["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("RecordingSid"))
        );
    }
}
