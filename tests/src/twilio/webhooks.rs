//! Twilio's HTTP side.

use anyhow::Context as _;
use serde_json::Value;
use url::form_urlencoded;

use super::line::Form;
use super::signature::sign;
use crate::Server;
use crate::setup::{PUBLIC, TOKEN};

/// The four webhooks of a call.
pub const VOICE: &str = "/webhooks/twilio/voice";
/// Call status callbacks.
pub const CALL_STATUS: &str = "/webhooks/twilio/call-status";
/// Stream status callbacks.
pub const STREAM_STATUS: &str = "/webhooks/twilio/stream-status";
/// Recording callbacks.
pub const RECORDING_STATUS: &str = "/webhooks/twilio/recording-status";

/// Where the voice webhook's answer has us ask when the server closes the stream.
pub const AFTER: &str = "/webhooks/twilio/after-conversation";
/// Where the end of a dialled call is told.
pub const TRANSFER_STATUS: &str = "/webhooks/twilio/transfer-status";

/// Sends webhooks to one server, signed when it was told the token.
#[derive(Debug, Clone)]
pub struct Twilio {
    client: reqwest::Client,
    base: String,
    public: String,
    token: Option<&'static str>,
}

/// What a webhook was answered with.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub kind: String,
    /// The body.
    pub body: String,
}

impl Answer {
    /// The body as a problem (RFC 9457).
    pub fn problem(&self) -> anyhow::Result<Value> {
        anyhow::ensure!(self.kind.starts_with("application/problem+json"), "not a problem: {self:?}");
        Ok(serde_json::from_str(&self.body)?)
    }

    /// Where the `TwiML` sends the media stream.
    pub fn stream_url(&self) -> anyhow::Result<String> {
        self.attribute("Stream", "url").with_context(|| format!("no <Stream url> in {}", self.body))
    }

    /// The stream's token.
    pub fn token(&self) -> anyhow::Result<String> {
        self.attribute("Parameter name=\"token\"", "value")
            .with_context(|| format!("no token in {}", self.body))
    }

    fn attribute(&self, element: &str, name: &str) -> Option<String> {
        let (_, rest) = self.body.split_once(&format!("<{element}"))?;
        let (inside, _) = rest.split_once('>')?;
        let (_, value) = inside.split_once(&format!("{name}=\""))?;
        let (value, _) = value.split_once('"')?;
        Some(value.replace("&quot;", "\"").replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&"))
    }
}

impl Twilio {
    /// Twilio as this server was told of it.
    pub fn of(server: &Server) -> Self {
        let base = server.at("");
        let signed = server.setup().is_signed();
        Self {
            client: server.client().clone(),
            public: if signed { PUBLIC.to_owned() } else { base.clone() },
            base,
            token: signed.then_some(TOKEN),
        }
    }

    /// Twilio's token, when it signs.
    pub fn signs_with(&self) -> Option<&'static str> {
        self.token
    }

    /// Delivers a form.
    pub async fn post(&self, path: &str, form: &Form) -> anyhow::Result<Answer> {
        let signature = self.token.map(|token| sign(token, &format!("{}{path}", self.public), form));
        self.post_with(path, form, signature.as_deref()).await
    }

    /// Delivers a form that must be taken.
    pub async fn deliver(&self, path: &str, form: &Form) -> anyhow::Result<Answer> {
        let answer = self.post(path, form).await?;
        anyhow::ensure!((200..300).contains(&answer.status), "{path}: {answer:?}");
        Ok(answer)
    }

    /// Delivers a form under this signature.
    pub async fn post_with(
        &self,
        path: &str,
        form: &Form,
        signature: Option<&str>,
    ) -> anyhow::Result<Answer> {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self
            .client
            .post(format!("{}{path}", self.base))
            .header("content-type", "application/x-www-form-urlencoded; charset=UTF-8")
            .header("user-agent", "TwilioProxy/1.1")
            .body(body);
        if let Some(signature) = signature {
            request = request.header("x-twilio-signature", signature);
        }
        let answer = request.send().await?;
        let kind =
            answer.headers().get("content-type").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        Ok(Answer { status: answer.status().as_u16(), kind, body: answer.text().await? })
    }
}
