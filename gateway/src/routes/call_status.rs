//! `POST /webhooks/twilio/call-status`: how far a call has come.

use axum::{extract::State, http::StatusCode};
use domain::{
    call::{CallCommand, CallStatus},
    ids::CallSid,
};
use jiff::Timestamp;

use crate::{
    app::App,
    problem::Problem,
    switchboard::{self, Ends},
    twilio::{Fields, FromFields, TwilioSigned},
};

/// What the callback tells.
#[derive(Debug)]
pub(crate) struct StatusReport {
    call: CallSid,
    ends: Option<Ends>,
    /// `None`: a status Twilio has added since; there is nothing to record.
    status: Option<CallStatus>,
    duration_seconds: Option<u32>,
    at: Option<Timestamp>,
    sequence: Option<u32>,
}

impl FromFields for StatusReport {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self {
            call: fields.id("CallSid")?,
            ends: Ends::read(fields),
            status: CallStatus::from_twilio(fields.required("CallStatus")?),
            duration_seconds: fields.number("CallDuration"),
            at: fields.timestamp(),
            sequence: fields.number("SequenceNumber"),
        })
    }
}

impl StatusReport {
    /// One delivery's name: retries repeat it, a report that brings more does not.
    fn key(&self, status: CallStatus) -> String {
        let part = |number: Option<u32>| number.map_or_else(String::new, |n| n.to_string());
        format!("status:{}:{}:{}", status.as_str(), part(self.sequence), part(self.duration_seconds))
    }
}

/// Records the status.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(report): TwilioSigned<StatusReport>,
) -> Result<StatusCode, Problem> {
    let Some(status) = report.status else {
        metrics::counter!("twilio_unknown_status_total").increment(1);
        return Ok(StatusCode::NO_CONTENT);
    };
    let known = switchboard::identify(&app.bus, &report.call, report.ends.clone()).await?;
    let command = CallCommand::ReportStatus {
        line: known.line.clone(),
        status,
        duration_seconds: report.duration_seconds,
        at: report.at.unwrap_or_else(|| app.clock.now()),
    };
    let key = report.key(status);
    switchboard::tell(&app.bus, &report.call, &known, &key, "ReportCallStatus", command).await?;
    Ok(StatusCode::NO_CONTENT)
}
