//! `GET /healthz`, `/readyz`, `/warmup`, `/metrics`: for those who run it.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};

use media::provider::ProviderError;
use projections::ReadModel;

use crate::{app::App, gauges, problem::Problem};

/// The process lives.
pub(crate) async fn healthz() -> &'static str {
    "ok"
}

/// The longest a look at the log and the read models may take.
const LOOK: Duration = Duration::from_secs(2);

/// The process can take calls: the log and the read models answer, and it is not stopping. A read model that stands before an event
/// it cannot show still answers: that is a matter for `/metrics`, not for turning calls away.
pub(crate) async fn readyz(State(app): State<App>) -> Result<&'static str, Problem> {
    if app.lifecycle.is_draining() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"));
    }
    let look = async {
        app.bus.log().ping().await.map_err(|error| Problem::unavailable(&error))?;
        app.projections.status().await.map_err(|error| Problem::unavailable(&error))
    };
    let late = |_| Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the database does not answer in time");
    let there = tokio::time::timeout(LOOK, look).await.map_err(late)??;
    if there.len() < ReadModel::ALL.len() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "a read model is not there yet"));
    }
    Ok("ready")
}

/// The longest greetings are waited for; what is not ready by then follows without anybody waiting.
const GREETINGS: Duration = Duration::from_secs(10);

/// Wakes the providers and has ready what is said first, so that the first caller does not wait for them.
pub(crate) async fn warmup(State(app): State<App>) -> Response {
    let (results, greetings) = tokio::join!(app.media.warm_up(), app.prefetch.now(GREETINGS));
    let well = results.iter().all(|(_, result)| result.is_ok()) && greetings.failure.is_none();
    let told = |result: Result<(), ProviderError>| result.err().map_or("ready".to_owned(), |e| e.to_string());
    let answer: serde_json::Map<_, _> = results
        .into_iter()
        .map(|(name, result)| (name.to_owned(), told(result).into()))
        .chain([("greetings".to_owned(), greetings.to_string().into())])
        .collect();
    let status = if well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(answer)).into_response()
}

/// Counters and gauges for Prometheus.
pub(crate) async fn metrics(State(app): State<App>) -> Response {
    if tokio::time::timeout(LOOK, gauges::look(&app)).await.is_err() {
        gauges::unanswered();
    }
    let kind = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, kind)], app.metrics.render()).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::testing::Bench;

    #[tokio::test]
    async fn it_lives_is_ready_and_counts_until_it_is_told_to_stop() {
        let bench = Bench::new().await;
        assert_eq!(bench.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(bench.get("/readyz").await.status, StatusCode::OK);
        assert!(bench.get("/metrics").await.body.contains("http_request_seconds"));
        bench.app.lifecycle.begin_drain();
        assert_eq!(bench.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(bench.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
    }

    #[tokio::test]
    async fn it_is_not_ready_without_its_database() {
        let bench = Bench::new().await;
        assert_eq!(bench.get("/readyz").await.status, StatusCode::OK);
        bench.app.bus.log().close().await;
        assert_eq!(bench.get("/readyz").await.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(bench.get("/healthz").await.status, StatusCode::OK);
        assert_eq!(bench.get("/metrics").await.status, StatusCode::OK);
    }

    #[tokio::test]
    async fn the_gauges_tell_of_the_log_and_its_followers() {
        let bench = Bench::new().await;
        bench.demo().await;
        // The gauges are the process's, and other tests have logs of their own in it: the names are looked for, not the values.
        let shown = |text: &str, name: &str| text.lines().any(|line| line.starts_with(name));
        let names = [
            "log_up 1",
            "log_position ",
            r#"projection_lag_events{projection="calls"}"#,
            r#"projection_position{projection="leads"}"#,
            r#"projection_state{projection="history",state="FAULTED"} 0"#,
            r#"projection_rebuild_done_events{projection="calls"}"#,
            r#"reactor_lag_events{reactor="crm"}"#,
            r#"reactor_dead_letters{reactor="retention"} 0"#,
        ];
        let mut text = String::new();
        for _ in 0..100 {
            text = bench.get("/metrics").await.body;
            if names.iter().all(|name| shown(&text, name)) {
                return;
            }
            tokio::time::sleep(std::time::Duration::from_millis(50)).await;
        }
        let missing: Vec<_> = names.iter().filter(|name| !shown(&text, name)).collect();
        panic!("missing: {missing:?} in\n{text}");
    }
}
