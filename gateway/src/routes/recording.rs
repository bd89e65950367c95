//! `GET /calls/{call_sid}/recording`: a call's audio, for those whose call it is.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use domain::{
    StreamId,
    call::{Call, RecordingStatus},
    ids::{CallSid, RecordingSid},
};
use tower_http::services::ServeFile;

use crate::{app::App, auth::Session, problem::Problem};

/// What of Twilio's answer goes on to the listener.
const PASSED_ON: [HeaderName; 4] =
    [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_RANGE, header::ACCEPT_RANGES];

/// Sends the audio, or the range of it that was asked for.
pub(crate) async fn handler(
    State(app): State<App>,
    session: Session,
    Path(call): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    let call: CallSid =
        call.parse().map_err(|error: domain::ids::NotAnId| Problem::field("call_sid", error.expected))?;
    let recording = find(&app, &session, &call).await?;
    let file = app.recordings.file(&recording);
    if tokio::fs::try_exists(&file).await.unwrap_or(false) {
        let answer = ServeFile::new(file).try_call(request).await;
        return Ok(answer.map_err(|error| Problem::unavailable(&error))?.map(Body::new).into_response());
    }
    proxy(&app, &recording, &request).await
}

/// The newest recording that can be heard. Another business's call is answered like one that does not exist.
async fn find(app: &App, session: &Session, call: &CallSid) -> Result<RecordingSid, Problem> {
    let held = app.bus.state::<Call>(&StreamId::call(call)).await.map_err(|e| Problem::unavailable(&e))?;
    if held.line.as_ref().is_none_or(|line| line.business != session.business) {
        return Err(Problem::not_found("there is no such call"));
    }
    let heard = |status: &RecordingStatus| *status == RecordingStatus::Completed;
    let found = held.recordings.iter().rev().find(|(_, status)| heard(status));
    found.map(|(sid, _)| sid.clone()).ok_or_else(|| Problem::not_found("the call has no recording to hear"))
}

async fn proxy(app: &App, recording: &RecordingSid, request: &Request) -> Result<Response, Problem> {
    let Some(mut fetch) = app.recordings.remote(recording) else {
        return Err(Problem::not_found("the recording is not on this machine, and no Twilio account is set"));
    };
    if let Some(range) = request.headers().get(header::RANGE) {
        fetch = fetch.header(header::RANGE, range);
    }
    let answer = fetch.send().await.map_err(|error| Problem::unavailable(&error))?;
    let status = answer.status();
    if !status.is_success() && status != axum::http::StatusCode::RANGE_NOT_SATISFIABLE {
        return Err(match status {
            axum::http::StatusCode::NOT_FOUND => Problem::not_found("Twilio has deleted this recording"),
            _ => Problem::unavailable(&std::io::Error::other(format!("Twilio answered {status}"))),
        });
    }
    let headers: axum::http::HeaderMap = PASSED_ON
        .into_iter()
        .filter_map(|name| Some((name.clone(), answer.headers().get(&name)?.clone())))
        .collect();
    Ok((status, headers, Body::from_stream(answer.bytes_stream())).into_response())
}
