//! `GET /calls/{call_sid}/recording`: a call's audio, for those whose call it is.

use axum::{
    body::Body,
    extract::{Path, Request, State},
    http::{HeaderName, HeaderValue, header},
    response::{IntoResponse, Response},
};
use domain::{
    StreamId,
    call::{Call, RecordingStatus},
    ids::{CallSid, RecordingSid},
};
use projections::Sight;
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
    let range = request.headers().get(header::RANGE).cloned();
    let file = app.recordings.file(&recording);
    let mut answer = if tokio::fs::try_exists(&file).await.unwrap_or(false) {
        let answer = ServeFile::new(file).try_call(request).await;
        answer.map_err(|error| Problem::unavailable(&error))?.map(Body::new).into_response()
    } else {
        proxy(&app, &recording, range).await?
    };
    // What a browser keeps would be heard after an erasure.
    answer.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(answer)
}

/// The newest recording that can be heard. Another business's call is answered like one that does not exist.
async fn find(app: &App, session: &Session, call: &CallSid) -> Result<RecordingSid, Problem> {
    let held = app.bus.state::<Call>(&StreamId::call(call)).await.map_err(|e| Problem::unavailable(&e))?;
    let hidden = match session.scope.sight() {
        Sight::All => false,
        Sight::Own => {
            let seen = app.projections.reader().call(&session.scope, call).await;
            seen.map_err(|error| Problem::unavailable(&error))?.is_none()
        }
    };
    if hidden || held.line.as_ref().is_none_or(|line| line.business != session.business) {
        return Err(Problem::not_found("there is no such call"));
    }
    // Who was erased is not heard any more, whether their recording is deleted yet or not.
    let heard = |status: &RecordingStatus| *status == RecordingStatus::Completed && !held.is_erased();
    let found = held.recordings.iter().rev().find(|(_, status)| heard(status));
    found.map(|(sid, _)| sid.clone()).ok_or_else(|| Problem::not_found("the call has no recording to hear"))
}

async fn proxy(app: &App, recording: &RecordingSid, range: Option<HeaderValue>) -> Result<Response, Problem> {
    let Some(mut fetch) = app.recordings.remote(recording) else {
        return Err(Problem::not_found("the recording is not on this machine, and no Twilio account is set"));
    };
    if let Some(range) = range {
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

#[cfg(test)]
mod tests {
    use axum::{
        body::Body,
        http::{Request, StatusCode},
    };
    use domain::ids::{BusinessId, LeadId};
    use serde_json::json;

    use crate::{
        demo,
        testing::{Bench, call},
    };

    const RECORDING: &str = "RE00000000000000000000000000000001";

    async fn recorded(bench: &Bench, to: &str) -> String {
        let sid = call(9);
        let rung = bench.webhook("/webhooks/twilio/voice", &[("CallSid", sid.as_str()), ("To", to)]).await;
        assert_eq!(rung.status, StatusCode::OK, "{}", rung.body);
        let done = [("CallSid", sid.as_str()), ("RecordingSid", RECORDING), ("RecordingStatus", "completed")];
        bench.webhook("/webhooks/twilio/recording-status", &done).await;
        format!("/calls/{sid}/recording")
    }

    async fn signed_in(bench: &Bench) -> String {
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        let token = bench.json("/auth/login", &form, &[]).await.json()["access_token"].clone();
        format!("Bearer {}", token.as_str().unwrap())
    }

    fn get(path: &str, token: &str, range: &str) -> Request<Body> {
        Request::get(path).header("authorization", token).header("range", range).body(Body::empty()).unwrap()
    }

    #[tokio::test]
    async fn a_range_of_a_local_recording_is_sent_to_its_business_only() {
        let bench = Bench::new().await;
        let token = signed_in(&bench).await;
        let path = recorded(&bench, demo::NUMBER).await;
        assert_eq!(bench.get(&path).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(bench.send(get(&path, &token, "bytes=0-")).await.status, StatusCode::NOT_FOUND);

        let folder = bench.folder().join("recordings");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join(format!("{RECORDING}.wav")), b"RIFF0123456789").unwrap();
        let answer = bench.send(get(&path, &token, "bytes=4-7")).await;
        assert_eq!((answer.status, answer.body.as_str()), (StatusCode::PARTIAL_CONTENT, "0123"));
        assert_eq!(answer.headers["content-range"], "bytes 4-7/14");
    }

    #[tokio::test]
    async fn who_is_erased_is_not_heard_however_long_the_file_stays() {
        let bench = Bench::new().await;
        let token = signed_in(&bench).await;
        let sid = call(9);
        let ringing = [("CallSid", sid.as_str()), ("From", "+972525550177"), ("To", demo::NUMBER)];
        bench.webhook("/webhooks/twilio/voice", &ringing).await;
        let path = recorded(&bench, demo::NUMBER).await;
        let file = bench.app.recordings.file(&RECORDING.parse().unwrap());
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, b"RIFF0123456789").unwrap();
        let heard = bench.send(get(&path, &token, "bytes=0-")).await;
        assert_eq!(
            (heard.status, &heard.headers["cache-control"]),
            (StatusCode::PARTIAL_CONTENT, &"no-store".parse().unwrap())
        );

        let caller = LeadId::derive(BusinessId::named(demo::KEY), &"+972525550177".parse().unwrap());
        bench.app.bus.log().erase(caller).await.unwrap();
        assert_eq!(bench.send(get(&path, &token, "bytes=0-")).await.status, StatusCode::NOT_FOUND);
    }

    #[tokio::test]
    async fn another_business_has_no_such_call() {
        let bench = Bench::new().await;
        let token = signed_in(&bench).await;
        let path = recorded(&bench, "+97235550199").await;
        assert_eq!(bench.send(get(&path, &token, "bytes=0-")).await.status, StatusCode::NOT_FOUND);
        let malformed = bench.send(get("/calls/CA1/recording", &token, "bytes=0-")).await;
        assert_eq!(malformed.status, StatusCode::BAD_REQUEST);
    }
}
