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

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use domain::{
        StreamId,
        call::{Call, CallStatus},
    };

    use crate::testing::{Bench, call};

    const PATH: &str = "/webhooks/twilio/call-status";

    async fn report(bench: &Bench, status: &str, more: &[(&str, &str)]) -> StatusCode {
        let sid = call(1);
        let fields = [("CallSid", sid.as_str()), ("CallStatus", status), ("To", "+97235550199")];
        let fields: Vec<_> = fields.into_iter().chain(more.iter().copied()).collect();
        bench.webhook(PATH, &fields).await.status
    }

    #[tokio::test]
    async fn an_unknown_call_is_made_and_a_late_status_moves_nothing_back() {
        let bench = Bench::signed().await;
        assert_eq!(report(&bench, "completed", &[("CallDuration", "61")]).await, StatusCode::NO_CONTENT);
        assert_eq!(report(&bench, "ringing", &[("SequenceNumber", "0")]).await, StatusCode::NO_CONTENT);
        let held: Call = bench.state(&StreamId::call(&call(1))).await;
        assert_eq!(held.status(), CallStatus::Completed);
        assert_eq!(held.finished.unwrap().duration_seconds, Some(61));
        assert!(held.line.is_some());
    }

    #[tokio::test]
    async fn a_repeat_is_204_and_writes_nothing() {
        let bench = Bench::signed().await;
        report(&bench, "in-progress", &[]).await;
        let sid = StreamId::call(&call(1));
        let before = bench.app.bus.log().read_stream(&sid, 0).await.unwrap().len();
        assert_eq!(report(&bench, "in-progress", &[]).await, StatusCode::NO_CONTENT);
        assert_eq!(bench.app.bus.log().read_stream(&sid, 0).await.unwrap().len(), before);
    }

    #[tokio::test]
    async fn a_status_twilio_may_add_is_no_error_and_a_missing_one_is_named() {
        let bench = Bench::signed().await;
        assert_eq!(report(&bench, "levitating", &[]).await, StatusCode::NO_CONTENT);
        let answer = bench.webhook(PATH, &[("CallSid", call(1).as_str())]).await;
        assert_eq!(
            (answer.status, answer.json()["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("CallStatus"))
        );
    }
}
