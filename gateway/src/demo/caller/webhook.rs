//! Twilio's requests about a call, signed as Twilio signs.

use std::time::Duration;

use domain::{
    ids::{CallSid, RecordingSid, StreamSid},
    ports::Clock,
};
use url::Url;

use super::{CallPlan, CallerError, Hearing, Script};
use crate::twilio::{Algorithm, sign};

/// Twilio's own read time-out (<https://www.twilio.com/docs/usage/webhooks/webhooks-connection-overrides>).
const TIME_OUT: Duration = Duration::from_secs(15);
/// The account of simulated calls.
const ACCOUNT: &str = "AC00000000000000000000000000000000";

type Fields = Vec<(String, String)>;

/// Sends what is to be told of one call.
pub(super) struct Webhooks<'a> {
    plan: &'a CallPlan,
    call: &'a CallSid,
    clock: &'a dyn Clock,
    client: reqwest::Client,
}

impl<'a> Webhooks<'a> {
    pub(super) fn new(
        plan: &'a CallPlan,
        call: &'a CallSid,
        clock: &'a dyn Clock,
    ) -> Result<Self, CallerError> {
        let client = reqwest::Client::builder().timeout(TIME_OUT).no_proxy().build();
        let client = client.map_err(|error| unreachable_server(plan, &error))?;
        Ok(Self { plan, call, clock, client })
    }

    /// Gives the lines to the recogniser that cannot hear; where there is none, the server goes by its own ears.
    pub(super) async fn hand_in_script(&self, script: &Script) -> Result<Hearing, CallerError> {
        let url = self.local(&format!("/demo/calls/{}/script", self.call));
        let body = serde_json::json!({ "lines": script.spoken() });
        let sent = self.client.post(url).json(&body).send().await;
        let answer = sent.map_err(|error| unreachable_server(self.plan, &error))?;
        match answer.status().as_u16() {
            200..=299 => Ok(Hearing::Script),
            404 | 405 => Ok(Hearing::Ear),
            status => Err(refused("the script", status, answer).await),
        }
    }

    /// Somebody is calling; the answer is TwiML.
    pub(super) async fn voice(&self) -> Result<String, CallerError> {
        let url = self.public("/webhooks/twilio/voice");
        let answer = self.post("the voice webhook", &url, self.about(&[("CallStatus", "ringing")])).await?;
        answer.text().await.map_err(|error| unreachable_server(self.plan, &error))
    }

    /// The server has closed the stream: what is next? The answer is TwiML.
    pub(super) async fn next(&self, address: &Url) -> Result<String, CallerError> {
        let fields = self.about(&[("CallStatus", "in-progress")]);
        let answer = self.post("what is next", address, fields).await?;
        answer.text().await.map_err(|error| unreachable_server(self.plan, &error))
    }

    /// The person called has talked and hung up.
    pub(super) async fn dialled(&self, action: &Url) -> Result<(), CallerError> {
        let fields = self.about(&[("CallStatus", "in-progress"), ("DialCallStatus", "completed")]);
        self.post("the dial's end", action, fields).await.map(drop)
    }

    /// How far the call has come.
    pub(super) async fn status(
        &self,
        path: &str,
        status: &str,
        sequence: u32,
        seconds: Option<u32>,
    ) -> Result<(), CallerError> {
        let mut fields = self.about(&[
            ("CallStatus", status),
            ("SequenceNumber", &sequence.to_string()),
            ("CallbackSource", "call-progress-events"),
        ]);
        fields.extend(seconds.map(|seconds| ("CallDuration".to_owned(), seconds.to_string())));
        self.post("the call status callback", &self.public(path), fields).await.map(drop)
    }

    /// What became of the stream.
    pub(super) async fn stream(
        &self,
        callback: &Url,
        stream: &StreamSid,
        event: &str,
    ) -> Result<(), CallerError> {
        let fields = self.bare(&[
            ("StreamSid", stream.as_str()),
            ("StreamName", self.call.as_str()),
            ("StreamEvent", event),
        ]);
        self.post("the stream status callback", callback, fields).await.map(drop)
    }

    /// What became of the recording.
    pub(super) async fn recording(
        &self,
        callback: &Url,
        recording: &RecordingSid,
        status: &str,
        seconds: Option<u32>,
    ) -> Result<(), CallerError> {
        let mut fields = self.bare(&[
            ("RecordingSid", recording.as_str()),
            ("RecordingStatus", status),
            ("RecordingChannels", "2"),
            ("RecordingSource", "StartRecordingVerb"),
        ]);
        if let Some(seconds) = seconds {
            let url = format!("https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Recordings/{recording}");
            fields.push(("RecordingUrl".to_owned(), url));
            fields.push(("RecordingDuration".to_owned(), seconds.to_string()));
        }
        self.post("the recording status callback", callback, fields).await.map(drop)
    }

    /// Fields of callbacks that name the parties.
    fn about(&self, fields: &[(&str, &str)]) -> Fields {
        let parties =
            [("From", self.plan.from.as_str()), ("To", self.plan.to.as_str()), ("Direction", "inbound")];
        let mut all = self.bare(fields);
        all.extend(parties.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        all
    }

    /// Fields of callbacks that do not.
    fn bare(&self, fields: &[(&str, &str)]) -> Fields {
        let timestamp = jiff::fmt::rfc2822::to_string(&self.clock.now().to_zoned(jiff::tz::TimeZone::UTC))
            .unwrap_or_default();
        let common = [
            ("CallSid", self.call.as_str()),
            ("AccountSid", ACCOUNT),
            ("ApiVersion", "2010-04-01"),
            ("Timestamp", &timestamp),
        ];
        common.iter().chain(fields).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    async fn post(
        &self,
        what: &'static str,
        url: &Url,
        fields: Fields,
    ) -> Result<reqwest::Response, CallerError> {
        let mut request = self.client.post(self.local(url.path())).form(&fields);
        if let Some(token) = &self.plan.token {
            request = request
                .header("X-Twilio-Signature", sign(token.expose(), url.as_str(), &fields, Algorithm::Sha1));
        }
        let answer = request.send().await.map_err(|error| unreachable_server(self.plan, &error))?;
        let status = answer.status();
        if status.is_success() { Ok(answer) } else { Err(refused(what, status.as_u16(), answer).await) }
    }

    fn public(&self, path: &str) -> Url {
        self.plan.public.join(path).unwrap_or_else(|_| self.plan.public.clone())
    }

    fn local(&self, path: &str) -> Url {
        self.plan.server.join(path).unwrap_or_else(|_| self.plan.server.clone())
    }
}

fn unreachable_server(plan: &CallPlan, error: &reqwest::Error) -> CallerError {
    CallerError::Unreachable { url: plan.server.clone(), reason: error.without_url_text() }
}

async fn refused(what: &'static str, status: u16, answer: reqwest::Response) -> CallerError {
    let body = answer.text().await.unwrap_or_else(|error| error.to_string());
    CallerError::Refused { what, status, body: body.chars().take(400).collect() }
}

/// The innermost cause, without the address that the message around it names already.
trait Cause {
    fn without_url_text(&self) -> String;
}

impl Cause for reqwest::Error {
    fn without_url_text(&self) -> String {
        let mut cause: &dyn std::error::Error = self;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        cause.to_string()
    }
}
