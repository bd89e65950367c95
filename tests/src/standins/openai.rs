//! OpenAI's chat completions as server-sent events
//! (<https://platform.openai.com/docs/api-reference/chat-streaming/streaming>).

use std::{
    collections::VecDeque,
    convert::Infallible,
    io,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse as _, Response},
    routing::post,
};
use futures::{StreamExt as _, stream};
use serde_json::{Value, json};
use tokio::time::sleep;

use super::Standin;

/// What is done with one request.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    text: String,
    calls: Vec<(String, String)>,
    finish: Option<&'static str>,
    refusal: Option<Refusal>,
    headers_after: Duration,
    per_token: Duration,
    ending: Ending,
    told: Option<Told>,
}

/// Somebody who wants to know when a piece of the text goes out.
#[derive(Clone)]
struct Told(Arc<dyn Fn(&str) + Send + Sync>);

impl std::fmt::Debug for Told {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Told")
    }
}

/// A status instead of an answer.
#[derive(Debug, Clone)]
struct Refusal {
    status: u16,
    headers: Vec<(&'static str, String)>,
    code: &'static str,
    /// The setting that is at fault.
    param: Option<&'static str>,
}

/// How an answer ends.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Ending {
    /// As it should.
    #[default]
    Whole,
    /// The connection drops after so many events.
    Cut(usize),
    /// Nothing more comes after so many events, and the connection stays.
    Stall(usize),
}

impl Reply {
    /// Says this.
    pub fn says(text: &str) -> Self {
        Self { text: text.to_owned(), ..Self::default() }
    }

    /// Calls this tool.
    pub fn calls(name: &str, arguments: &Value) -> Self {
        Self::default().and_calls(name, arguments)
    }

    /// Calls a tool with this text for arguments, JSON or not.
    pub fn calls_with(name: &str, arguments: &str) -> Self {
        Self { calls: vec![(name.to_owned(), arguments.to_owned())], ..Self::default() }
    }

    /// Calls this tool too.
    #[must_use]
    pub fn and_calls(mut self, name: &str, arguments: &Value) -> Self {
        self.calls.push((name.to_owned(), arguments.to_string()));
        self
    }

    /// Refuses with a status and an error code.
    pub fn refuses(status: u16, code: &'static str) -> Self {
        Self { refusal: Some(Refusal { status, headers: Vec::new(), code, param: None }), ..Self::default() }
    }

    fn refuses_setting(setting: &'static str) -> Self {
        let code = if setting == "max_tokens" { "unsupported_parameter" } else { "unsupported_value" };
        let refusal = Refusal { status: 400, headers: Vec::new(), code, param: Some(setting) };
        Self { refusal: Some(refusal), ..Self::default() }
    }

    /// With a header, when it refuses.
    #[must_use]
    pub fn with_header(mut self, name: &'static str, value: &str) -> Self {
        if let Some(refusal) = &mut self.refusal {
            refusal.headers.push((name, value.to_owned()));
        }
        self
    }

    /// Ends for this reason (`length`, `content_filter`) instead of having said all.
    #[must_use]
    pub fn finishing(mut self, reason: &'static str) -> Self {
        self.finish = Some(reason);
        self
    }

    /// Waits before it answers at all.
    #[must_use]
    pub fn after(mut self, pause: Duration) -> Self {
        self.headers_after = pause;
        self
    }

    /// Waits before each event.
    #[must_use]
    pub fn a_token_every(mut self, pause: Duration) -> Self {
        self.per_token = pause;
        self
    }

    /// Drops the connection after so many events.
    #[must_use]
    pub fn cut_after(mut self, events: usize) -> Self {
        self.ending = Ending::Cut(events);
        self
    }

    /// Goes silent after so many events.
    #[must_use]
    pub fn stalling_after(mut self, events: usize) -> Self {
        self.ending = Ending::Stall(events);
        self
    }

    /// Tells of every event's data right before it goes out.
    #[must_use]
    pub fn telling(mut self, of: impl Fn(&str) + Send + Sync + 'static) -> Self {
        self.told = Some(Told(Arc::new(of)));
        self
    }

    /// The events' data, in order: the role, the words, the calls in pieces, the end, the cost.
    fn events(&self) -> Vec<String> {
        let chunk = |delta: Value, finish: Option<&str>| {
            json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "stand-in",
                "choices": [{ "index": 0, "delta": delta, "finish_reason": finish }], "usage": null })
            .to_string()
        };
        let mut events = vec![chunk(json!({ "role": "assistant", "content": "" }), None)];
        events.extend(pieces(&self.text, 4).map(|piece| chunk(json!({ "content": piece }), None)));
        for (index, (name, arguments)) in self.calls.iter().enumerate() {
            let function = json!({ "name": name, "arguments": "" });
            let call = json!({ "index": index, "id": format!("call_{index}"), "type": "function", "function": function });
            events.push(chunk(json!({ "tool_calls": [call] }), None));
            for piece in pieces(arguments, 5) {
                let call = json!({ "index": index, "function": { "arguments": piece } });
                events.push(chunk(json!({ "tool_calls": [call] }), None));
            }
        }
        let finish = self.finish.unwrap_or(if self.calls.is_empty() { "stop" } else { "tool_calls" });
        events.push(chunk(json!({}), Some(finish)));
        events.push(
            json!({ "id": "chatcmpl-1", "object": "chat.completion.chunk", "choices": [],
                "usage": { "prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120 } })
            .to_string(),
        );
        events.push("[DONE]".to_owned());
        events
    }
}

/// A text in pieces of so many characters: words and JSON are cut anywhere, as tokens cut them.
fn pieces(text: &str, size: usize) -> impl Iterator<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    letters.chunks(size).map(|piece| piece.iter().collect()).collect::<Vec<String>>().into_iter()
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Its body.
    pub body: Value,
    /// Its `authorization`.
    pub authorization: String,
}

impl Asked {
    /// What the last message of a role says.
    pub fn last(&self, role: &str) -> Option<&str> {
        let messages = self.body["messages"].as_array()?;
        messages.iter().rev().find(|message| message["role"] == role)?["content"].as_str()
    }

    /// Whether the last message of all is of this role.
    pub fn ends_with(&self, role: &str) -> bool {
        self.body["messages"].as_array().and_then(|all| all.last()).is_some_and(|last| last["role"] == role)
    }
}

type Mind = Box<dyn FnMut(&Asked) -> Reply + Send>;

#[derive(Default)]
struct Shared {
    plans: VecDeque<Reply>,
    /// For requests without tools.
    knocks: VecDeque<Reply>,
    /// Settings it does not take.
    unsupported: Vec<&'static str>,
    mind: Option<Mind>,
    asked: Vec<Asked>,
    knocked: Vec<Asked>,
    hung_up: usize,
}

impl Shared {
    fn reply(&mut self, asked: Asked) -> Reply {
        // A warm-up, which is asked by itself when a server starts: it takes no turn of a conversation's.
        let knock = asked.body.get("tools").is_none();
        let unsupported = self.unsupported.iter().copied().find(|setting| asked.body.get(*setting).is_some());
        let reply = match (unsupported, knock) {
            (Some(setting), _) => Reply::refuses_setting(setting),
            (None, true) => self.knocks.pop_front().unwrap_or_else(|| Reply::says("ש")),
            (None, false) => match (self.plans.pop_front(), &mut self.mind) {
                (Some(reply), _) => reply,
                (None, Some(mind)) => mind(&asked),
                (None, None) => Reply::says("בסדר."),
            },
        };
        if knock {
            self.knocked.push(asked);
        } else {
            self.asked.push(asked);
        }
        reply
    }
}

/// The endpoint.
pub struct OpenAi {
    standin: Standin,
    shared: Arc<Mutex<Shared>>,
}

fn lock(shared: &Mutex<Shared>) -> MutexGuard<'_, Shared> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

impl OpenAi {
    /// One that does what is planned, request by request; without a plan it says "בסדר.".
    pub fn start() -> anyhow::Result<Self> {
        Self::with(None)
    }

    /// One that answers each request by what it asks.
    pub fn thinking(mind: impl FnMut(&Asked) -> Reply + Send + 'static) -> anyhow::Result<Self> {
        Self::with(Some(Box::new(mind)))
    }

    fn with(mind: Option<Mind>) -> anyhow::Result<Self> {
        let shared = Arc::new(Mutex::new(Shared { mind, ..Shared::default() }));
        let routes = Router::new().route("/v1/chat/completions", post(complete)).with_state(shared.clone());
        Ok(Self { standin: Standin::start(routes)?, shared })
    }

    /// For `OPENAI_BASE_URL`.
    pub fn base_url(&self) -> String {
        format!("http://{}/v1", self.standin.address())
    }

    /// Does this with the next request that has no plan yet.
    pub fn plan(&self, reply: Reply) {
        lock(&self.shared).plans.push_back(reply);
    }

    /// Does this with the next warm-up that has no plan yet; without a plan one is answered with a letter.
    pub fn plan_warm_up(&self, reply: Reply) {
        lock(&self.shared).knocks.push_back(reply);
    }

    /// Refuses every request with this setting from here on, in OpenAI's words for its reasoning models.
    pub fn does_not_take(&self, setting: &'static str) {
        lock(&self.shared).unsupported.push(setting);
    }

    /// The warm-ups.
    pub fn warmed_up(&self) -> Vec<Asked> {
        lock(&self.shared).knocked.clone()
    }

    /// What it was asked, but for warm-ups.
    pub fn asked(&self) -> Vec<Asked> {
        lock(&self.shared).asked.clone()
    }

    /// How many answers were not wanted to their end: the client closed the connection.
    pub fn hung_up(&self) -> usize {
        lock(&self.shared).hung_up
    }

    /// Ends it, as a process that is killed.
    pub fn die(&self) {
        self.standin.die();
    }
}

async fn complete(
    State(shared): State<Arc<Mutex<Shared>>>,
    headers: HeaderMap,
    Json(body): Json<Value>,
) -> Result<Response, Infallible> {
    let authorization =
        headers.get("authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let asked = Asked { body, authorization: authorization.to_owned() };
    let reply = lock(&shared).reply(asked);
    let line = Line { shared, whole: false };
    sleep(reply.headers_after).await;
    Ok(match &reply.refusal {
        Some(refusal) => refuse(refusal, line),
        None => answer(&reply, line),
    })
}

/// Tells when an answer was dropped before its end.
struct Line {
    shared: Arc<Mutex<Shared>>,
    whole: bool,
}

impl Line {
    /// All of it was sent.
    fn end(mut self) {
        self.whole = true;
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        if !self.whole {
            lock(&self.shared).hung_up += 1;
        }
    }
}

fn refuse(refusal: &Refusal, line: Line) -> Response {
    line.end();
    let message = match refusal.param {
        Some("max_tokens") => {
            "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead."
        }
        Some("temperature") => {
            "Unsupported value: 'temperature' does not support 0.3 with this model. Only the default (1) value is supported."
        }
        // The real one repeats a part of the key in its message.
        Some(_) | None => "no, sk-secret",
    };
    let error = json!({ "error":
        { "message": message, "type": "invalid_request_error", "param": refusal.param, "code": refusal.code } });
    let status = StatusCode::from_u16(refusal.status).unwrap_or(StatusCode::IM_A_TEAPOT);
    let mut response = (status, Json(error)).into_response();
    for (name, value) in &refusal.headers {
        if let Ok(value) = value.parse() {
            response.headers_mut().insert(*name, value);
        }
    }
    response
}

fn answer(reply: &Reply, line: Line) -> Response {
    let (ending, pause, told) = (reply.ending, reply.per_token, reply.told.clone());
    let events = stream::iter(reply.events().into_iter().enumerate());
    let body =
        stream::unfold((Box::pin(events), line, told), move |(mut events, mut line, told)| async move {
            let Some((number, data)) = events.next().await else {
                line.end();
                return None;
            };
            match ending {
                Ending::Cut(after) if number >= after => {
                    line.whole = true;
                    // What was said before goes out first: hyper writes when there is nothing more for now.
                    tokio::task::yield_now().await;
                    return Some((Err(io::Error::other("cut")), (events, line, told)));
                }
                Ending::Stall(after) if number >= after => std::future::pending::<()>().await,
                Ending::Whole | Ending::Cut(_) | Ending::Stall(_) => {}
            }
            // Not even a timer's millisecond when there is none.
            if !pause.is_zero() {
                sleep(pause).await;
            }
            if let Some(Told(told)) = &told {
                told(&data);
            }
            Some((Ok(Bytes::from(format!("data: {data}\n\n"))), (events, line, told)))
        });
    ([("content-type", "text/event-stream")], Body::from_stream(body)).into_response()
}
