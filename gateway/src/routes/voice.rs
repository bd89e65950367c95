//! `POST /webhooks/twilio/voice`: somebody is calling.

use axum::extract::State;
use domain::{call::CallCommand, ids::CallSid};

use crate::{
    app::App,
    problem::Problem,
    switchboard::{self, Ends},
    twilio::{Fields, FromFields, TwilioSigned, twiml},
};

/// What the webhook tells.
#[derive(Debug)]
pub(crate) struct Incoming {
    call: CallSid,
    ends: Option<Ends>,
}

impl FromFields for Incoming {
    fn from_fields(fields: &Fields) -> Result<Self, Problem> {
        Ok(Self { call: fields.id("CallSid")?, ends: Ends::read(fields) })
    }
}

/// Records the call and answers with what to do with it.
pub(crate) async fn handler(
    State(app): State<App>,
    TwilioSigned(incoming): TwilioSigned<Incoming>,
) -> Result<twiml::Twiml, Problem> {
    if app.lifecycle.is_draining() {
        // Another node answers the next try; this one takes no new conversations.
        return Ok(twiml::Twiml::say("אנחנו בעבודות תחזוקה קצרות. אנא התקשרו שוב בעוד דקה."));
    }
    let Incoming { call, ends } = incoming;
    // A caller without any number is still a caller: both ends are then unknown, the business the default one.
    let ends = ends.or_else(|| Ends::read(&Fields::from_pairs([("From", "anonymous")])));
    let known = switchboard::identify(&app.bus, &call, ends).await?;
    let now = app.clock.now();
    if let Some(line) = known.line.clone() {
        let command = CallCommand::ReceiveIncoming { line, at: now };
        switchboard::tell(&app.bus, &call, &known, "incoming", "ReceiveIncomingCall", command).await?;
    }
    let token = app.stream_tokens.issue(&call, switchboard::business_of(&known), now);
    Ok(twiml::Twiml::converse(&twiml::Conversation {
        stream: &app.public.socket("/media/twilio"),
        name: call.as_str(),
        token: &token,
        stream_status: &app.public.path("/webhooks/twilio/stream-status"),
        recording_status: &app.public.path("/webhooks/twilio/recording-status"),
    }))
}
