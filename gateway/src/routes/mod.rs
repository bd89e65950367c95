//! The HTTP edge: a file per route, with its error, handler and tests.
//!
//! To add a route: 1. a file with its handler; 2. a line in [`router`]; 3. its tests beside it: happy, again, unknown, bad.

mod after_conversation;
mod body;
mod calendar;
mod call_status;
pub(crate) mod dashboard;
mod demo_script;
mod export;
mod graphql;
mod greeting;
mod health;
mod imports;
mod invitation;
mod login;
mod logout;
mod media;
mod recording;
mod recording_status;
mod refresh;
mod rehearsal;
mod reset;
mod stream_status;
mod transfer_status;
mod voice;

use std::time::Duration;

use axum::{
    Router,
    extract::{DefaultBodyLimit, Request},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use tower_http::{
    compression::{
        CompressionLayer,
        predicate::{DefaultPredicate, NotForContentType, Predicate as _},
    },
    set_header::SetResponseHeaderLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{app::App, problem::Problem};

/// Twilio gives up after 15 s; so do we, a little earlier.
const LONGEST: Duration = Duration::from_secs(14);
/// The longest a file may take to arrive.
const LONGEST_FILE: Duration = Duration::from_mins(5);
/// The largest JSON body (an import comes in its own way).
const MAX_BODY: usize = 1024 * 1024;

/// Every route of the process.
pub fn router(app: App) -> Router {
    let answers = Router::new()
        .route("/webhooks/twilio/voice", post(voice::handler))
        .route("/webhooks/twilio/call-status", post(call_status::handler))
        .route("/webhooks/twilio/stream-status", post(stream_status::handler))
        .route("/webhooks/twilio/recording-status", post(recording_status::handler))
        .route("/webhooks/twilio/after-conversation", post(after_conversation::handler))
        .route("/webhooks/twilio/transfer-status", post(transfer_status::handler))
        .route("/auth/login", post(login::handler))
        .route("/auth/refresh", post(refresh::handler))
        .route("/auth/logout", post(logout::handler))
        .route("/auth/invitation", post(invitation::handler))
        .route("/auth/reset/ask", post(reset::ask))
        .route("/auth/reset", post(reset::choose))
        .route("/graphql", post(graphql::post))
        .route("/agent/greeting", post(greeting::handler))
        .route("/prompts/rehearsal", post(rehearsal::begin).delete(rehearsal::end))
        .route(calendar::ROUTE, get(calendar::handler))
        .route("/demo/calls/{call_sid}/script", post(demo_script::handler))
        .route("/healthz", get(health::healthz))
        .route("/readyz", get(health::readyz))
        .route("/warmup", get(health::warmup))
        .route("/metrics", get(health::metrics))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST));
    // A file comes over whatever line an office has, and a list of 100,000 goes back over it.
    let files = Router::new()
        .route("/leads/imports/preview", post(imports::preview))
        .route("/leads/imports", post(imports::start))
        .route("/leads/imports/{id}", get(imports::progress).delete(imports::cancel))
        .route("/leads/imports/{id}/errors.csv", get(imports::wrong))
        .route("/leads/export", get(export::handler))
        .layer(DefaultBodyLimit::max(imports::MAX_FILE))
        .layer(TimeoutLayer::with_status_code(StatusCode::GATEWAY_TIMEOUT, LONGEST_FILE));
    let streams = Router::new()
        .route("/media/twilio", get(media::handler))
        .route("/graphql/ws", get(graphql::socket))
        .route("/prompts/rehearsal/turn", post(rehearsal::turn))
        .route("/calls/{call_sid}/recording", get(recording::handler));
    // Audio is compressed as it is, and its ranges are of the file's own bytes.
    let compressible = DefaultPredicate::new().and(NotForContentType::const_new("audio/"));
    Router::new()
        .merge(answers)
        .merge(streams)
        .merge(files)
        .fallback(get(dashboard::handler).fallback(wrong_method))
        .method_not_allowed_fallback(wrong_method)
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .layer(CompressionLayer::new().compress_when(compressible))
        .layer(fixed(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(fixed(header::REFERRER_POLICY, "same-origin"))
        .layer(fixed(header::X_FRAME_OPTIONS, "DENY"))
        .layer(middleware::from_fn(counted))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .with_state(app)
}

fn fixed(name: HeaderName, value: &'static str) -> SetResponseHeaderLayer<HeaderValue> {
    SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value))
}

async fn wrong_method() -> Response {
    Problem::new(StatusCode::METHOD_NOT_ALLOWED, "this address takes another method").into_response()
}

/// What a request's lines in the log are under: the route, not the address, where the address is a secret.
fn span(request: &Request) -> tracing::Span {
    let route =
        request.extensions().get::<axum::extract::MatchedPath>().map(axum::extract::MatchedPath::as_str);
    let uri = match route {
        Some(calendar::ROUTE) => calendar::ROUTE.to_owned(),
        Some(_) | None => request.uri().to_string(),
    };
    tracing::debug_span!("request", method = %request.method(), %uri)
}

/// Counts answers and how long they took, by route and status.
async fn counted(request: Request, next: Next) -> Response {
    let route = request
        .extensions()
        .get::<axum::extract::MatchedPath>()
        .map_or_else(|| "dashboard".to_owned(), |path| path.as_str().to_owned());
    let started = tokio::time::Instant::now();
    let answer = next.run(request).await;
    let labels = [("route", route), ("status", answer.status().as_u16().to_string())];
    metrics::histogram!("http_request_seconds", &labels).record(started.elapsed().as_secs_f64());
    answer
}
