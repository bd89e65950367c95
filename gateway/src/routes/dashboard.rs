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

/// Shown where the dashboard was not built into the binary.
const NOT_BUILT: &str = include_str!("dashboard/not_built.html");

/// A file of the dashboard; its start page for every other path, since the screen routes by itself.
pub(crate) async fn handler(State(app): State<App>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    if let Some(file) = Dist::get(path).filter(|_| !path.is_empty()) {
        // Vite names what is under assets/ by its hash: it never changes.
        let caching =
            if path.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
        return answer(&app, file.metadata.mimetype(), caching, file.data.into_owned());
    }
    if path.starts_with("assets/") || is_ours(path) {
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
