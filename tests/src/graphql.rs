//! A signed-in client of the dashboard's interface.

use std::time::Duration;

use anyhow::{Context as _, bail};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue};

use crate::Server;

/// One person's session.
#[derive(Debug, Clone)]
pub struct Dashboard {
    client: reqwest::Client,
    graphql: String,
    socket: String,
    token: String,
}

impl Dashboard {
    /// Signs in as the demo's owner.
    pub async fn of_owner(server: &Server) -> anyhow::Result<Self> {
        let (email, password) = server.owner();
        Self::sign_in(server, email, password).await
    }

    /// Signs in.
    pub async fn sign_in(server: &Server, email: &str, password: &str) -> anyhow::Result<Self> {
        let body = json!({ "email": email, "password": password });
        let answer = server.client().post(server.at("/auth/login")).json(&body).send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        anyhow::ensure!(status.is_success(), "signing in as {email}: {status} {text}");
        let session: Value = serde_json::from_str(&text)?;
        let token = session["access_token"].as_str().context("no access_token")?.to_owned();
        Ok(Self {
            client: server.client().clone(),
            graphql: server.at("/graphql"),
            socket: format!("ws://{}/graphql/ws", server.authority()),
            token,
        })
    }

    /// The token, for requests made by hand.
    pub fn token(&self) -> &str {
        &self.token
    }

    /// Asks; the answer's data, or its first error.
    pub async fn ask(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let mut answer = self.ask_whole(query, variables).await?;
        if let Some(error) = answer["errors"].get(0) {
            bail!("{error}\nin {query}");
        }
        // A problem instead of an answer: not signed in, or a body nobody can read.
        anyhow::ensure!(answer["data"].is_object(), "{answer}\nin {query}");
        Ok(answer["data"].take())
    }

    /// Asks; the whole answer, errors and all.
    pub async fn ask_whole(&self, query: &str, variables: Value) -> anyhow::Result<Value> {
        let body = json!({ "query": query, "variables": variables });
        let answer = self.client.post(&self.graphql).bearer_auth(&self.token).json(&body).send().await?;
        Ok(answer.json().await?)
    }

    /// Subscribes (`graphql-transport-ws`).
    pub async fn subscribe(&self, query: &str, variables: Value) -> anyhow::Result<Subscription> {
        let authority =
            self.socket.trim_start_matches("ws://").split('/').next().unwrap_or_default().to_owned();
        let mut request = self.socket.as_str().into_client_request()?;
        request
            .headers_mut()
            .insert("Sec-WebSocket-Protocol", HeaderValue::from_static("graphql-transport-ws"));
        let (mut socket, _) =
            tokio_tungstenite::client_async(request, TcpStream::connect(authority).await?).await?;
        let payload = json!({ "authorization": format!("Bearer {}", self.token) });
        socket.send(text(&json!({ "type": "connection_init", "payload": payload }))).await?;
        let mut subscription = Subscription { socket };
        loop {
            let message = subscription.message().await?.context("closed before it was acknowledged")?;
            if message["type"] == "connection_ack" {
                break;
            }
        }
        let payload = json!({ "query": query, "variables": variables });
        let subscribe = json!({ "id": "1", "type": "subscribe", "payload": payload });
        subscription.socket.send(text(&subscribe)).await?;
        Ok(subscription)
    }
}

fn text(value: &Value) -> Message {
    Message::text(value.to_string())
}

/// A running subscription.
#[derive(Debug)]
pub struct Subscription {
    socket: WebSocketStream<TcpStream>,
}

impl Subscription {
    /// The next news, or an error when none comes within the time.
    pub async fn next(&mut self, within: Duration) -> anyhow::Result<Value> {
        let news = async {
            loop {
                let message = self.message().await?.context("the subscription was closed")?;
                match message["type"].as_str() {
                    Some("next") => return Ok(message["payload"]["data"].clone()),
                    Some("ping") => self.socket.send(text(&json!({ "type": "pong" }))).await?,
                    Some("error" | "complete") => bail!("the subscription ended: {message}"),
                    _ => {}
                }
            }
        };
        tokio::time::timeout(within, news).await.with_context(|| format!("no news within {within:?}"))?
    }

    async fn message(&mut self) -> anyhow::Result<Option<Value>> {
        while let Some(message) = self.socket.next().await {
            match message? {
                Message::Text(text) => return Ok(Some(serde_json::from_str(&text)?)),
                Message::Close(frame) => bail!("closed: {frame:?}"),
                Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_) => {}
            }
        }
        Ok(None)
    }
}
