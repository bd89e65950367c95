//! A push service over a socket, and the browsers it delivers to: for tests.
//!
//! It takes what RFC 8030 says a service takes, proves the sender's token (RFC 8292) and decrypts as the browser would (RFC 8291); what
//! it finds wrong it refuses as a service would, and remembers why.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    clippy::missing_panics_doc,
    reason = "a stand-in: what fails here fails its test, with whose runtime it ends"
)]

mod browser;
mod token;

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::post;
use serde_json::Value;

pub use browser::Browser;

/// What the service does with a message; without a plan it takes it.
#[derive(Debug, Clone, Copy)]
pub enum Plan {
    /// Answers with this status.
    Answer(u16),
    /// Asks for so many seconds of patience (429).
    Patience(u32),
    /// Never answers.
    Stall,
}

/// A message that was taken.
#[derive(Debug, Clone)]
pub struct Received {
    /// The browser's name.
    pub browser: String,
    /// What it reads.
    pub message: Value,
    /// What it takes the place of.
    pub topic: String,
    /// How long it is worth delivering, in seconds.
    pub ttl: u64,
}

/// The service. Stops with the runtime it was started on.
#[derive(Debug, Clone)]
pub struct PushService {
    origin: String,
    state: Arc<Shared>,
}

#[derive(Debug, Default)]
struct Shared {
    origin: Mutex<String>,
    browsers: Mutex<Vec<Browser>>,
    /// By browser.
    plans: Mutex<HashMap<String, VecDeque<Plan>>>,
    heard: Mutex<Vec<String>>,
    received: Mutex<Vec<Received>>,
    wrong: Mutex<Vec<String>>,
}

impl PushService {
    /// On a port of its own.
    pub async fn start() -> Self {
        let state = Arc::new(Shared::default());
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let origin = format!("http://{}", listener.local_addr().expect("an address"));
        state.origin.lock().unwrap().clone_from(&origin);
        let router = Router::new().route("/send/{browser}", post(take)).with_state(state.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { origin, state }
    }

    /// Its address, for `PUSH_SERVICE_URL`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// A browser that subscribed here.
    pub fn browser(&self, name: &str) -> Browser {
        let browser = Browser::new(&self.origin, name);
        self.state.browsers.lock().unwrap().push(browser.clone());
        browser
    }

    /// What is done with the messages for a browser that are to come, one after another.
    pub fn plan(&self, browser: &str, plans: impl IntoIterator<Item = Plan>) {
        self.state.plans.lock().unwrap().entry(browser.to_owned()).or_default().extend(plans);
    }

    /// The messages that were taken.
    pub fn received(&self) -> Vec<Received> {
        self.state.received.lock().unwrap().clone()
    }

    /// For which browsers messages came, whatever was done with them.
    pub fn heard(&self) -> Vec<String> {
        self.state.heard.lock().unwrap().clone()
    }

    /// What was wrong with messages.
    pub fn wrong(&self) -> Vec<String> {
        self.state.wrong.lock().unwrap().clone()
    }
}

async fn take(
    State(state): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    state.heard.lock().unwrap().push(name.clone());
    let plan = state.plans.lock().unwrap().get_mut(&name).and_then(VecDeque::pop_front);
    match plan {
        None => {}
        Some(Plan::Answer(status)) => return StatusCode::from_u16(status).unwrap().into_response(),
        Some(Plan::Patience(seconds)) => {
            return (StatusCode::TOO_MANY_REQUESTS, [(header::RETRY_AFTER, seconds.to_string())])
                .into_response();
        }
        Some(Plan::Stall) => std::future::pending().await,
    }
    match read(&state, name, &headers, &body) {
        Ok(received) => {
            state.received.lock().unwrap().push(received);
            StatusCode::CREATED.into_response()
        }
        Err((status, why)) => {
            state.wrong.lock().unwrap().push(why);
            status.into_response()
        }
    }
}

fn read(
    state: &Shared,
    name: String,
    headers: &HeaderMap,
    body: &[u8],
) -> Result<Received, (StatusCode, String)> {
    let bad = |why: &str| (StatusCode::BAD_REQUEST, why.to_owned());
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let browsers = state.browsers.lock().unwrap();
    let browser = browsers.iter().find(|browser| browser.name == name);
    let browser = browser.ok_or((StatusCode::NOT_FOUND, format!("no browser {name}")))?;
    token::check(text("authorization"), &state.origin.lock().unwrap())
        .map_err(|why| (StatusCode::FORBIDDEN, why))?;
    let topic = text("topic");
    if topic.len() > 32 || !topic.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) {
        return Err(bad("a topic is at most 32 characters of base64url"));
    }
    if text("content-encoding") != "aes128gcm"
        || !["very-low", "low", "normal", "high"].contains(&text("urgency"))
    {
        return Err(bad("the encoding or the urgency is none of the standard's"));
    }
    let ttl = text("ttl").parse().map_err(|_| bad("a TTL is needed"))?;
    let message = browser.decrypt(body).ok_or_else(|| bad("the browser cannot decrypt it"))?;
    let message = serde_json::from_slice(&message).map_err(|error| bad(&error.to_string()))?;
    Ok(Received { browser: name, message, topic: topic.to_owned(), ttl })
}
