//! `POST /auth/login`: e-mail and password for a session.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    StreamId,
    ids::UserId,
    user::{PasswordHash, User},
};
use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::{
    app::App,
    auth::{Kind, cookies, password::verify_password},
    config::Secret,
    problem::Problem,
};

/// The form.
#[derive(Deserialize)]
pub(crate) struct Login {
    email: String,
    password: String,
}

/// What a session's start answers.
#[derive(Serialize)]
struct Opened {
    /// For `Authorization: Bearer` clients; browsers use the cookie.
    access_token: String,
    /// Seconds until it is over.
    expires_in: i64,
    /// What `x-csrf-token` must carry with the cookies.
    csrf_token: String,
}

/// Signs in.
pub(crate) async fn handler(State(app): State<App>, Body(login): Body<Login>) -> Result<Response, Problem> {
    let id = UserId::of_email(&login.email);
    let user = app.bus.state::<User>(&StreamId::user(id)).await.map_err(|e| Problem::unavailable(&e))?;
    let held = match user {
        User::Registered { password, .. } => Some(password),
        User::Unknown => None,
    };
    let fits = verify_password(Secret::new(login.password), held.clone()).await;
    let Some(password) = held.filter(|_| fits) else {
        metrics::counter!("login_refused_total").increment(1);
        return Err(Problem::unauthorized("the e-mail or the password is wrong"));
    };
    open(&app, id, &password)
}

/// The answer that opens a session: cookies for browsers, the token for other clients.
pub(super) fn open(app: &App, user: UserId, password: &PasswordHash) -> Result<Response, Problem> {
    let now = app.clock.now();
    let issue = |kind| {
        app.tokens.issue(kind, user, password, now).ok_or_else(|| Problem::unavailable(&std::fmt::Error))
    };
    let (access_token, refresh_token) = (issue(Kind::Access)?, issue(Kind::Refresh)?);
    let mut raw = [0; 24];
    app.entropy.fill(&mut raw);
    let csrf_token = URL_SAFE_NO_PAD.encode(raw);
    let headers: HeaderMap =
        cookies::set(access_token.clone(), refresh_token, csrf_token.clone(), app.public.is_secure());
    let expires_in = Kind::Access.lifetime().as_secs();
    Ok((headers, Json(Opened { access_token, expires_in, csrf_token })).into_response())
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::{demo, testing::Bench};

    #[tokio::test]
    async fn the_owner_signs_in_and_goes_on_and_leaves() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let form = json!({ "email": "Demo@agentlocator.local", "password": login.password.expose() });
        let answer = bench.json("/auth/login", &form, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.body);
        assert!(answer.json()["access_token"].is_string());
        let cookies: Vec<_> =
            answer.headers.get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap()).collect();
        for name in ["access_token=", "refresh_token="] {
            let cookie = cookies.iter().find(|cookie| cookie.starts_with(name)).unwrap();
            for part in ["HttpOnly", "SameSite=Strict", "Secure"] {
                assert!(cookie.contains(part), "{cookie}");
            }
        }

        let held = answer.cookies();
        let again = bench.json("/auth/refresh", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(again.status, StatusCode::OK);
        assert_eq!(bench.json("/auth/refresh", &json!({}), &[]).await.status, StatusCode::UNAUTHORIZED);

        let left = bench.json("/auth/logout", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(left.status, StatusCode::NO_CONTENT);
        assert!(left.cookies().contains("access_token=;"));
    }

    #[tokio::test]
    async fn a_wrong_password_and_an_unknown_address_are_answered_alike() {
        let bench = Bench::new().await;
        bench.demo().await;
        let wrong = json!({ "email": demo::OWNER_EMAIL, "password": "not it" });
        let nobody = json!({ "email": "nobody@example.com", "password": "not it" });
        let (wrong, nobody) =
            (bench.json("/auth/login", &wrong, &[]).await, bench.json("/auth/login", &nobody, &[]).await);
        assert_eq!((wrong.status, &wrong.body), (StatusCode::UNAUTHORIZED, &nobody.body));
    }

    #[tokio::test]
    async fn a_form_that_lacks_a_field_is_told_which() {
        let bench = Bench::new().await;
        let answer = bench.json("/auth/login", &json!({ "email": "a@b.co" }), &[]).await;
        assert_eq!(
            (answer.status, answer.json()["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("password"))
        );
        let answer = bench.json("/auth/login", &json!("rubbish"), &[]).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST);
        assert_eq!(answer.headers["content-type"], "application/problem+json");
    }
}
