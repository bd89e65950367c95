//! `POST /webhooks/twilio/transfer-status`: the person's call is over, or nobody answered it.

use axum::extract::State;
use domain::{
    call::{CallCommand, TransferOutcome},
    ids::CallSid,
};

use crate::{
    app::App,
    problem::Problem,
    switchboard,
    twilio::{Fields, FromFields, TwilioSigned, twiml::Twiml},
};

/// Said to who was not answered.
const NOBODY_ANSWERED: &str = "מצטערים, אין כרגע נציג פנוי. רשמנו את הפנייה ונחזור אליכם בהקדם.";

/// What the callback tells.
#[derive(Debug)]
pub(crate) struct Dialled {
    call: CallSid,
    /// `None`: a status Twilio has added since; there is nothing to record.
    outcome: Option<TransferOutcome>,
}

impl FromFields for Dialled {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        let outcome = TransferOutcome::from_twilio(fields.required("DialCallStatus")?);
        Ok(Self { call: fields.id("CallSid")?, outcome })
    }
}

/// Records what became of it; who was not answered is told, and called back by whoever reads the lead.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(Dialled { call, outcome }): TwilioSigned<Dialled>,
) -> Result<Twiml, Problem> {
    let Some(outcome) = outcome else { return Ok(Twiml::hang_up()) };
    let known = switchboard::identify(&app.bus, &call, None).await?;
    let command = CallCommand::ReportTransfer { outcome, at: app.clock.now() };
    switchboard::tell(&app.bus, &call, &known, "transferred", "ReportTransfer", command).await?;
    Ok(match outcome {
        TransferOutcome::Answered | TransferOutcome::Canceled => Twiml::hang_up(),
        TransferOutcome::NoAnswer | TransferOutcome::Busy | TransferOutcome::Failed => {
            Twiml::say(NOBODY_ANSWERED)
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::testing::{Bench, call};

    const PATH: &str = "/webhooks/twilio/transfer-status";

    #[tokio::test]
    async fn a_status_that_is_missing_is_named_and_a_new_one_passes() {
        let bench = Bench::signed().await;
        let sid = call(1);
        let answer = bench.webhook(PATH, &[("CallSid", sid.as_str())]).await;
        assert_eq!((answer.status.as_u16(), answer.json()["field"].as_str()), (400, Some("DialCallStatus")));
        let before = bench.events().await;
        let answer =
            bench.webhook(PATH, &[("CallSid", sid.as_str()), ("DialCallStatus", "teleported")]).await;
        assert!(answer.body.contains("<Hangup/>"), "{}", answer.body);
        assert_eq!(bench.events().await, before);
    }
}
