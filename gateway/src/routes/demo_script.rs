//! `POST /demo/calls/{call_sid}/script`: a simulated caller tells the recogniser what it is going to say. Only in the demo, and only
//! from this machine: the embedded recogniser cannot hear Hebrew, and says so in its name.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::{HeaderMap, StatusCode},
};
use domain::ids::CallSid;
use serde::Deserialize;

use super::body::Body;
use crate::{app::App, problem::Problem, twilio::is_from_here};

/// More than a conversation has.
const MOST: usize = 200;

/// The caller's part.
#[derive(Deserialize)]
pub(crate) struct Script {
    lines: Vec<String>,
}

/// Takes the script.
pub(crate) async fn handler(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Path(call): Path<String>,
    Body(script): Body<Script>,
) -> Result<StatusCode, Problem> {
    let Some(book) = app.media.scripts().filter(|_| is_from_here(Some(peer), &headers)) else {
        return Err(Problem::not_found("there is nothing at this address"));
    };
    let call: CallSid =
        call.parse().map_err(|error: domain::ids::NotAnId| Problem::field("call_sid", error.expected))?;
    if script.lines.len() > MOST {
        return Err(Problem::field("lines", format!("at most {MOST}")));
    }
    book.put(&call, script.lines);
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::testing::{Bench, call};

    #[tokio::test]
    async fn a_script_is_taken_from_this_machine_only() {
        let bench = Bench::new().await;
        let path = format!("/demo/calls/{}/script", call(1));
        let script = json!({ "lines": ["שלום"] });
        for _ in 0..2 {
            assert_eq!(bench.json(&path, &script, &[]).await.status, StatusCode::NO_CONTENT);
        }
        let malformed = bench.json("/demo/calls/CA1/script", &script, &[]).await;
        assert_eq!(
            (malformed.status, malformed.json()["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("call_sid"))
        );
        assert_eq!(bench.json(&path, &json!({}), &[]).await.json()["field"], "lines");
        let bench = bench.from("192.0.2.7:5060".parse().unwrap());
        assert_eq!(bench.json(&path, &script, &[]).await.status, StatusCode::NOT_FOUND);
    }
}
