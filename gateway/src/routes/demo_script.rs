//! `POST /demo/calls/{call_sid}/script`: a simulated caller tells the recogniser what it is going to say. Only in the demo, and only
//! from this machine: the embedded recogniser cannot hear Hebrew, and says so in its name.

use std::net::SocketAddr;

use axum::{
    extract::{ConnectInfo, Path, State},
    http::StatusCode,
};
use domain::ids::CallSid;
use serde::Deserialize;

use super::body::Body;
use crate::{app::App, problem::Problem};

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
    Path(call): Path<String>,
    Body(script): Body<Script>,
) -> Result<StatusCode, Problem> {
    let Some(book) = app.media.scripts().filter(|_| peer.ip().to_canonical().is_loopback()) else {
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
