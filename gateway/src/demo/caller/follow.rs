//! Watches the call as a person of the agency does: signed in, by GraphQL subscription.

use std::{collections::HashSet, time::Duration};

use domain::{ids::CallSid, values::Voice};
use futures::{SinkExt as _, StreamExt as _};
use jiff::Zoned;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue},
};
use url::Url;

use crate::config::Secret;

const TIME_OUT: Duration = Duration::from_secs(10);

/// What is shown of a call.
const CALL: &str = "callSid status durationSeconds summary \
    transcript { speaker text startMs endMs interrupted } \
    lead { id phone name status details { intent city neighborhood rooms budget } } \
    meetings { id subject start end }";

/// Who watches.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The address.
    pub email: String,
    /// The password.
    pub password: Secret,
}

/// Something said, as the read model has it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Said {
    /// CALLER, AGENT or HUMAN.
    pub speaker: String,
    /// The words.
    pub text: String,
    /// Milliseconds since the stream started.
    pub start_ms: u64,
    /// Whether the caller cut it short.
    pub interrupted: bool,
}

/// The call as the dashboard shows it: GraphQL's JSON, as it came.
#[derive(Debug, Clone, Serialize)]
#[serde(transparent)]
pub struct Outcome(pub Value);

impl Outcome {
    /// What was said.
    pub fn transcript(&self) -> Vec<Said> {
        serde_json::from_value(self.0["transcript"].clone()).unwrap_or_default()
    }

    /// Whether a lead came of it.
    pub fn has_lead(&self) -> bool {
        self.0["lead"].is_object()
    }

    /// Whether all is written down that comes of a call.
    pub fn is_settled(&self) -> bool {
        self.status() == "COMPLETED" && self.0["summary"].is_string() && self.has_lead()
    }

    /// Twilio's word for how far it is, in GraphQL's spelling.
    pub fn status(&self) -> &str {
        self.0["status"].as_str().unwrap_or_default()
    }
}

/// Why nobody can watch.
#[derive(Debug, thiserror::Error)]
pub enum FollowError {
    /// The server answers no.
    #[error("sign-in as {email} was answered with {status}")]
    SignIn {
        /// As whom.
        email: String,
        /// The HTTP status.
        status: u16,
    },
    /// The server cannot be reached or does not keep to the protocol.
    #[error("{0}")]
    Broken(String),
}

fn broken(error: impl std::fmt::Display) -> FollowError {
    FollowError::Broken(error.to_string())
}

/// A signed-in watcher of one call.
pub struct Follower {
    server: Url,
    token: String,
    client: reqwest::Client,
    call: CallSid,
    told: HashSet<Said>,
}

impl Follower {
    /// Signs in.
    pub async fn sign_in(server: &Url, who: &SignIn, call: &CallSid) -> Result<Self, FollowError> {
        let client = reqwest::Client::builder().timeout(TIME_OUT).no_proxy().build().map_err(broken)?;
        let body = json!({ "email": who.email, "password": who.password.expose() });
        let url = server.join("/auth/login").map_err(broken)?;
        let answer = client.post(url).json(&body).send().await.map_err(broken)?;
        if !answer.status().is_success() {
            return Err(FollowError::SignIn { email: who.email.clone(), status: answer.status().as_u16() });
        }
        let session: Value = answer.json().await.map_err(broken)?;
        let token = session["access_token"]
            .as_str()
            .ok_or_else(|| broken("the sign-in gave no access_token"))?
            .to_owned();
        Ok(Self { server: server.clone(), token, client, call: call.clone(), told: HashSet::new() })
    }

    /// Tells each line once, as it becomes known, until `told` has nobody listening or the call's status is final.
    pub async fn follow(&mut self, mut tell: impl FnMut(Said)) -> Result<(), FollowError> {
        let mut socket = self.subscribe().await?;
        while let Some(message) = socket.next().await {
            let Message::Text(text) = message.map_err(broken)? else { continue };
            let message: Value = serde_json::from_str(&text).map_err(broken)?;
            match message["type"].as_str() {
                Some("next") => {
                    let call = Outcome(message["payload"]["data"]["callUpdated"].clone());
                    self.tell_news(&call, &mut tell);
                    if call.status() == "COMPLETED" {
                        return Ok(());
                    }
                }
                Some("ping") => socket.send(Message::text(r#"{"type":"pong"}"#)).await.map_err(broken)?,
                Some("error") => return Err(broken(&message["payload"])),
                Some("complete") => return Ok(()),
                _ => {}
            }
        }
        Ok(())
    }

    /// The voice the agent speaks with; `None`: the installation's own.
    pub async fn agents_voice(&self) -> Result<Option<Voice>, FollowError> {
        let answer = self.ask(&json!({ "query": "{ viewer { business { voice } } }" })).await?;
        serde_json::from_value(answer["viewer"]["business"]["voice"].clone()).map_err(broken)
    }

    /// A full hour from tomorrow's ten o'clock on that nobody has taken yet, within a week.
    pub async fn free_hour(&self, now: &Zoned) -> Result<Option<Zoned>, FollowError> {
        let from = now
            .tomorrow()
            .and_then(|day| day.with().time(jiff::civil::time(10, 0, 0, 0)).build())
            .map_err(broken)?;
        let to = from.checked_add(jiff::Span::new().days(7)).map_err(broken)?;
        let query = "query($from: DateTime!, $to: DateTime!) { availability(from: $from, to: $to, durationMinutes: 60) { start } }";
        let range = json!({ "from": from.timestamp(), "to": to.timestamp() });
        let answer = self.ask(&json!({ "query": query, "variables": range })).await?;
        let starts = answer["availability"].as_array().into_iter().flatten();
        let starts = starts.filter_map(|slot| slot["start"].as_str()?.parse::<jiff::Timestamp>().ok());
        Ok(starts
            .map(|start| start.to_zoned(now.time_zone().clone()))
            .find(|start| start.minute() == 0 && start.hour() >= 10))
    }

    /// The call as it stands, telling lines that were not told yet.
    pub async fn outcome(&mut self, mut tell: impl FnMut(Said)) -> Result<Outcome, FollowError> {
        let query = format!("query($sid: ID!) {{ call(callSid: $sid) {{ {CALL} }} }}");
        let body = json!({ "query": query, "variables": { "sid": self.call } });
        let call = Outcome(self.ask(&body).await?["call"].clone());
        self.tell_news(&call, &mut tell);
        Ok(call)
    }

    /// One GraphQL request; its data.
    async fn ask(&self, body: &Value) -> Result<Value, FollowError> {
        let url = self.server.join("/graphql").map_err(broken)?;
        let answer =
            self.client.post(url).bearer_auth(&self.token).json(body).send().await.map_err(broken)?;
        let mut answer: Value = answer.json().await.map_err(broken)?;
        match answer["errors"].get(0) {
            Some(error) => Err(broken(&error["message"])),
            None => Ok(answer["data"].take()),
        }
    }

    fn tell_news(&mut self, call: &Outcome, tell: &mut impl FnMut(Said)) {
        for line in call.transcript() {
            if self.told.insert(line.clone()) {
                tell(line);
            }
        }
    }

    async fn subscribe(&self) -> Result<WebSocketStream<TcpStream>, FollowError> {
        let host = self.server.host_str().unwrap_or("127.0.0.1");
        let port = self.server.port_or_known_default().unwrap_or(80);
        let tcp = TcpStream::connect((host, port)).await.map_err(broken)?;
        let mut request = format!("ws://{host}:{port}/graphql/ws").into_client_request().map_err(broken)?;
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (mut socket, _) = tokio_tungstenite::client_async(request, tcp).await.map_err(broken)?;
        let authorization = format!("Bearer {}", self.token);
        let init = json!({ "type": "connection_init", "payload": { "authorization": authorization } });
        socket.send(Message::text(init.to_string())).await.map_err(broken)?;
        let query = format!("subscription($sid: ID!) {{ callUpdated(callSid: $sid) {{ {CALL} }} }}");
        let subscribe = json!({ "id": "1", "type": "subscribe", "payload": { "query": query, "variables": { "sid": self.call } } });
        // The server acknowledges before it answers; a subscription sent early is one too many for the protocol.
        while let Some(message) = socket.next().await {
            let Message::Text(text) = message.map_err(broken)? else { continue };
            let message: Value = serde_json::from_str(&text).map_err(broken)?;
            if message["type"] == "connection_ack" {
                socket.send(Message::text(subscribe.to_string())).await.map_err(broken)?;
                return Ok(socket);
            }
        }
        Err(broken("the subscription was not acknowledged"))
    }
}
