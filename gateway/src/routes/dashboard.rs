//! `GET /*`: the dashboard, embedded in the binary.

use axum::{
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use rust_embed::RustEmbed;

use crate::{app::App, problem::Problem};

/// What `npm run build` made of `web/`.
#[derive(RustEmbed)]
#[folder = "../web/dist"]
struct Dist;

/// What the dashboard asks, as `npm run build` found it: an array of GraphQL documents.
const DOCUMENTS: &str = "documents.json";

/// Shown where the dashboard was not built into the binary.
const NOT_BUILT: &str = include_str!("dashboard/not_built.html");

/// The dashboard's own documents; none where it was not built into the binary.
pub(crate) fn documents() -> Vec<String> {
    let Some(file) = Dist::get(DOCUMENTS) else { return Vec::new() };
    serde_json::from_slice(&file.data).unwrap_or_else(|error| {
        tracing::error!(%error, "{DOCUMENTS} cannot be read: the dashboard's documents are not known by name");
        Vec::new()
    })
}

/// A file of the dashboard; its start page for every other path, since the screen routes by itself.
pub(crate) async fn handler(State(app): State<App>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty() && path != DOCUMENTS) {
        // Vite names what is under assets/ by its hash: it never changes. The service worker and the manifest must be asked for each
        // time, or a device would keep an old dashboard for as long as its cache lasts.
        let caching =
            if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(&app, file.metadata.mimetype(), caching, file.data.into_owned());
    }
    // A file that is not there (a worker, an icon) must not look like one: no screen has a dot at the top of the site.
    let file = !path.contains('/') && path.contains('.');
    if file || path.starts_with("assets/") || is_ours(path) {
        return Problem::not_found("there is nothing at this address").into_response();
    }
    match Dist::get("index.html") {
        Some(index) => answer(&app, "text/html; charset=utf-8", "no-cache", index.data.into_owned()),
        None => answer(&app, "text/html; charset=utf-8", "no-store", NOT_BUILT.as_bytes().to_vec()),
    }
}

/// Paths of programs, not of screens: there a wrong address must not look like a page.
fn is_ours(path: &str) -> bool {
    ["webhooks/", "auth/", "media/", "graphql", "demo/"].iter().any(|head| path.starts_with(head))
        || (path.starts_with("calls/") && path.ends_with("/recording"))
}

fn answer(app: &App, kind: &str, caching: &'static str, body: Vec<u8>) -> Response {
    let kind = HeaderValue::from_str(kind).unwrap_or(HeaderValue::from_static("application/octet-stream"));
    let caching = HeaderValue::from_static(caching);
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, caching),
        (header::CONTENT_SECURITY_POLICY, app.content_policy.clone()),
    ];
    (StatusCode::OK, headers, body).into_response()
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;

    use crate::testing::Bench;

    #[tokio::test]
    async fn every_screen_is_the_start_page_with_its_policy() {
        let bench = Bench::new().await;
        for path in ["/", "/leads", "/calls/CA1"] {
            let answer = bench.get(path).await;
            assert_eq!(answer.status, StatusCode::OK);
            assert!(answer.headers["content-type"].to_str().unwrap().starts_with("text/html"));
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(policy.contains("connect-src 'self' wss://crm.example.com"), "{policy}");
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
        }
    }

    #[tokio::test]
    async fn the_worker_is_asked_for_each_time_and_the_documents_are_the_server_s_alone() {
        let bench = Bench::new().await;
        let worker = bench.get("/sw.js").await;
        assert_eq!(worker.status, StatusCode::OK);
        assert_eq!(worker.headers["content-type"], "text/javascript");
        assert_eq!(worker.headers["cache-control"], "no-cache");
        let manifest = bench.get("/manifest.webmanifest").await;
        assert_eq!(manifest.headers["content-type"], "application/manifest+json");
        assert_eq!(manifest.json()["dir"], "rtl");
        for path in ["/documents.json", "/no-worker.js"] {
            assert_eq!(bench.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert!(super::documents().len() > 40, "the build found the dashboard's documents");
    }

    #[tokio::test]
    async fn a_wrong_address_of_a_program_is_a_problem() {
        let bench = Bench::new().await;
        for path in ["/webhooks/twilio/fax", "/assets/none.js", "/auth/x"] {
            let answer = bench.get(path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert_eq!(answer.headers["content-type"], "application/problem+json");
        }
        let answer = bench.get("/webhooks/twilio/voice").await;
        assert_eq!(answer.status, StatusCode::METHOD_NOT_ALLOWED);
    }
}
