//! `POST /webhooks/twilio/stream-status`: a media stream started, stopped or failed.

use axum::{extract::State, http::StatusCode};
use domain::{
    call::{CallCommand, StreamReport},
    ids::{CallSid, StreamSid},
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
pub(crate) struct StreamCallback {
    call: CallSid,
    stream: StreamSid,
    /// `None`: an event Twilio has added since; there is nothing to record.
    report: Option<(StreamReport, &'static str)>,
    error: Option<String>,
    at: Option<Timestamp>,
}

impl FromFields for StreamCallback {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self {
            call: fields.id("CallSid")?,
            stream: fields.id("StreamSid")?,
            report: match fields.required("StreamEvent")? {
                "stream-started" => Some((StreamReport::Started, "started")),
                "stream-stopped" => Some((StreamReport::Stopped, "stopped")),
                "stream-error" => Some((StreamReport::Error, "error")),
                _ => None,
            },
            error: fields.get("StreamError").map(|text| text.chars().take(500).collect()),
            at: fields.timestamp(),
        })
    }
}

/// Records the report.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(callback): TwilioSigned<StreamCallback>,
) -> Result<StatusCode, Problem> {
    let StreamCallback { call, stream, report, error, at } = callback;
    if let Some((report, word)) = report {
        let known = switchboard::identify(&app.bus, &call, None).await?;
        let key = format!("stream:{stream}:{word}");
        let at = at.unwrap_or_else(|| app.clock.now());
        let command = CallCommand::ReportStream { stream, report, error, at };
        switchboard::tell(&app.bus, &call, &known, &key, "ReportStream", command).await?;
    }
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use domain::{
        StreamId,
        call::{Call, StreamReport},
    };

    use crate::testing::{Bench, call};

    const PATH: &str = "/webhooks/twilio/stream-status";
    const STREAM: &str = "MZ00000000000000000000000000000001";

    #[tokio::test]
    async fn reports_are_kept_once_even_of_a_call_nobody_told_of() {
        let bench = Bench::signed().await;
        let sid = call(1);
        let fields = [
            ("CallSid", sid.as_str()),
            ("StreamSid", STREAM),
            ("StreamEvent", "stream-error"),
            ("StreamError", "no answer"),
            ("Timestamp", "2026-11-20T10:00:00.123Z"),
        ];
        for _ in 0..2 {
            assert_eq!(bench.webhook(PATH, &fields).await.status, StatusCode::NO_CONTENT);
        }
        let held: Call = bench.state(&StreamId::call(&sid)).await;
        assert_eq!(held.stream_reports.len(), 1);
        assert!(held.stream_reports.contains(&(STREAM.parse().unwrap(), StreamReport::Error)));
        assert_eq!(held.first_seen, Some("2026-11-20T10:00:00.123Z".parse().unwrap()));
    }

    #[tokio::test]
    async fn a_malformed_stream_is_named() {
        let bench = Bench::signed().await;
        let answer = bench.webhook(PATH, &[("CallSid", call(1).as_str()), ("StreamSid", "MZ1")]).await;
        assert_eq!(
            (answer.status, answer.json()["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("StreamSid"))
        );
    }
}
