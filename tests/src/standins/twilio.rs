//! Twilio's REST API as a client meets it: the recordings of one account, under basic authentication
//! (<https://www.twilio.com/docs/voice/api/recording>).
//!
//! # Contract
//! Nobody gets in but the account. What was asked is kept, whether it got in or not; a trouble is for the next request, of whatever kind.

use std::collections::{HashMap, VecDeque};
use std::convert::Infallible;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::{
    Json, Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{StreamExt as _, stream};
use serde_json::json;

use super::Standin;
use crate::{Setup, setup::TOKEN, twilio::line::ACCOUNT};

/// What goes wrong with one request.
#[derive(Debug, Clone, Copy)]
pub enum Trouble {
    /// It is answered with this status, for no reason of its own.
    Refuses(u16),
    /// It is answered only after this.
    Slow(Duration),
    /// It is never answered.
    Stalls,
    /// After so many bytes of the sound the connection drops.
    DropsAfter(usize),
    /// After so many bytes of the sound nothing comes any more.
    StallsAfter(usize),
}

/// One request, as it was received.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// `GET /2010-04-01/…`, without the query.
    pub what: String,
    /// What stood after the question mark.
    pub query: String,
    /// The part of the sound it asked for.
    pub range: Option<String>,
    /// The account asked.
    pub is_let_in: bool,
}

#[derive(Debug, Default)]
struct Held {
    recordings: HashMap<String, Bytes>,
    troubles: VecDeque<Trouble>,
    asked: Vec<Asked>,
}

/// An account with Twilio; gone when it is dropped.
#[derive(Debug)]
pub struct TwilioApi {
    standin: Standin,
    held: Arc<Mutex<Held>>,
}

impl TwilioApi {
    /// Starts one without recordings.
    pub fn start() -> anyhow::Result<Self> {
        let held = Arc::<Mutex<Held>>::default();
        let standin = Standin::start(Router::new().fallback(answer).with_state(held.clone()))?;
        Ok(Self { standin, held })
    }

    /// A setup whose account is this one. Webhooks must be signed then, as Twilio does.
    #[must_use]
    pub fn serves(&self, setup: Setup) -> Setup {
        let setup = setup.signed().with("TWILIO_ACCOUNT_SID", ACCOUNT);
        setup.with("TWILIO_API_BASE_URL", &format!("http://{}", self.standin.address()))
    }

    /// A call was recorded: this is the file.
    pub fn keep(&self, recording: &str, sound: &[u8]) {
        held(&self.held).recordings.insert(recording.to_owned(), Bytes::copy_from_slice(sound));
    }

    /// Whether it still keeps it.
    pub fn keeps(&self, recording: &str) -> bool {
        held(&self.held).recordings.contains_key(recording)
    }

    /// What goes wrong with the next requests, one each; those after them are well.
    pub fn trouble(&self, troubles: impl IntoIterator<Item = Trouble>) {
        held(&self.held).troubles.extend(troubles);
    }

    /// All that was asked.
    pub fn asked(&self) -> Vec<Asked> {
        held(&self.held).asked.clone()
    }

    /// Ends it, as a process that is killed.
    pub fn die(&mut self) {
        self.standin.die();
    }
}

fn held(of: &Mutex<Held>) -> MutexGuard<'_, Held> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn answer(State(account): State<Arc<Mutex<Held>>>, request: Request) -> Response {
    let (parts, _) = request.into_parts();
    let (method, uri, headers) = (&parts.method, &parts.uri, &parts.headers);
    let asked = Asked {
        what: format!("{method} {}", uri.path()),
        query: uri.query().unwrap_or_default().to_owned(),
        range: text(headers, &header::RANGE),
        is_let_in: text(headers, &header::AUTHORIZATION) == Some(basic()),
    };
    let trouble = {
        let mut held = held(&account);
        held.asked.push(asked.clone());
        held.troubles.pop_front()
    };
    match trouble {
        Some(Trouble::Refuses(status)) => {
            return problem(StatusCode::from_u16(status).unwrap_or_default(), 20_500, "the stand-in refuses");
        }
        Some(Trouble::Slow(time)) => tokio::time::sleep(time).await,
        Some(Trouble::Stalls) => std::future::pending().await,
        Some(Trouble::DropsAfter(_) | Trouble::StallsAfter(_)) | None => {}
    }
    if !asked.is_let_in {
        return problem(StatusCode::UNAUTHORIZED, 20_003, "Authenticate");
    }
    let folder = format!("/2010-04-01/Accounts/{ACCOUNT}/Recordings/");
    let named = uri.path().strip_prefix(&folder).and_then(|file| file.split_once('.'));
    match (method, named) {
        (&Method::GET, Some((recording, kind @ ("wav" | "mp3")))) => {
            let sound = held(&account).recordings.get(recording).cloned();
            sound.map_or_else(not_found, |sound| sent(&sound, kind, asked.range.as_deref(), trouble))
        }
        (&Method::DELETE, Some((recording, "json"))) => {
            let gone = held(&account).recordings.remove(recording);
            gone.map_or_else(not_found, |_| StatusCode::NO_CONTENT.into_response())
        }
        _ => not_found(),
    }
}

fn text(headers: &HeaderMap, name: &header::HeaderName) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(ToOwned::to_owned)
}

/// The one sign-in there is (RFC 7617).
fn basic() -> String {
    format!("Basic {}", STANDARD.encode(format!("{ACCOUNT}:{TOKEN}")))
}

/// An error in Twilio's words (<https://www.twilio.com/docs/usage/twilios-response#response-formats-exceptions>).
fn problem(status: StatusCode, code: u32, message: &str) -> Response {
    (status, Json(json!({ "code": code, "message": message, "status": status.as_u16() }))).into_response()
}

fn not_found() -> Response {
    problem(StatusCode::NOT_FOUND, 20_404, "The requested resource was not found")
}

/// The file, or the part of it that was asked for. Nothing is made into MP3: it is the same bytes under another name.
fn sent(sound: &Bytes, kind: &str, range: Option<&str>, trouble: Option<Trouble>) -> Response {
    let whole = sound.len();
    let (status, part) = match range.map(|range| part_of(whole, range)) {
        None => (StatusCode::OK, 0..whole),
        Some(Some(part)) => (StatusCode::PARTIAL_CONTENT, part),
        Some(None) => {
            let size = [(header::CONTENT_RANGE, format!("bytes */{whole}"))];
            return (StatusCode::RANGE_NOT_SATISFIABLE, size).into_response();
        }
    };
    let mut answer = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, if kind == "mp3" { "audio/mpeg" } else { "audio/x-wav" })
        .header(header::CONTENT_LENGTH, part.len())
        .header(header::ACCEPT_RANGES, "bytes");
    if status == StatusCode::PARTIAL_CONTENT {
        let range = format!("bytes {}-{}/{whole}", part.start, part.end - 1);
        answer = answer.header(header::CONTENT_RANGE, range);
    }
    let answer = answer.body(flowing(sound.slice(part), trouble));
    answer.unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

/// One range of bytes (RFC 9110, 14.1.2); `None`: it has none of them.
fn part_of(length: usize, range: &str) -> Option<std::ops::Range<usize>> {
    let (from, to) = range.strip_prefix("bytes=")?.split_once('-')?;
    let part = match (from.parse::<usize>(), to.parse::<usize>()) {
        (Ok(from), Ok(to)) => from..to.saturating_add(1).min(length),
        (Ok(from), Err(_)) => from..length,
        (Err(_), Ok(last)) => length.saturating_sub(last)..length,
        (Err(_), Err(_)) => return None,
    };
    (part.start < part.end).then_some(part)
}

fn flowing(sound: Bytes, trouble: Option<Trouble>) -> Body {
    let (length, drops) = match trouble {
        Some(Trouble::DropsAfter(length)) => (length, true),
        Some(Trouble::StallsAfter(length)) => (length, false),
        Some(Trouble::Refuses(_) | Trouble::Slow(_) | Trouble::Stalls) | None => return sound.into(),
    };
    let first = sound.slice(..length.min(sound.len()));
    let then = async move {
        if !drops {
            std::future::pending::<Infallible>().await;
        }
        // What was sent has left by then.
        tokio::time::sleep(Duration::from_millis(50)).await;
        Err(std::io::Error::other("the stand-in drops the connection"))
    };
    Body::from_stream(stream::iter([Ok(first)]).chain(stream::once(then)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_is_the_bytes_it_names() {
        let part = |range| part_of(100, range);
        assert_eq!(part("bytes=0-9"), Some(0..10));
        assert_eq!(part("bytes=90-"), Some(90..100));
        assert_eq!(part("bytes=90-1000"), Some(90..100));
        assert_eq!(part("bytes=-10"), Some(90..100));
        assert_eq!(
            (part("bytes=100-"), part("bytes=9-0"), part("bytes=-"), part("seconds=1-2")),
            (None, None, None, None)
        );
    }
}
