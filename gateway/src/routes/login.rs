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
    match held.filter(|_| fits) {
        Some(password) => open(&app, id, &password),
        None => {
            metrics::counter!("login_refused_total").increment(1);
            Err(Problem::unauthorized("the e-mail or the password is wrong"))
        }
    }
}

/// The answer that opens a session: cookies for browsers, the token for other clients.
pub(super) fn open(app: &App, user: UserId, password: &PasswordHash) -> Result<Response, Problem> {
    let now = app.clock.now();
    let issue = |kind| {
        app.tokens
            .issue(kind, user, password, now)
            .ok_or_else(|| Problem::unavailable(&std::fmt::Error))
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
