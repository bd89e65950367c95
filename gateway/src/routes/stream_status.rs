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
