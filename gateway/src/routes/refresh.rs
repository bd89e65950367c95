//! `POST /auth/refresh`: a session goes on.

use axum::{extract::State, http::HeaderMap, response::Response};
use domain::{StreamId, user::User};

use super::login;
use crate::{
    app::App,
    auth::{Kind, cookies},
    problem::Problem,
};

/// Trades the refresh cookie for new tokens, as long as the password is the one it was issued under.
pub(crate) async fn handler(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let refused = || Problem::unauthorized("sign in again");
    let token = cookies::get(&headers, cookies::REFRESH).ok_or_else(refused)?;
    let verified = app.tokens.read(Kind::Refresh, &token, app.clock.now()).ok_or_else(refused)?;
    let user = app.bus.state::<User>(&StreamId::user(verified.user)).await;
    match user.map_err(|error| Problem::unavailable(&error))? {
        User::Registered { password, .. } if verified.stands(&password) => {
            login::open(&app, verified.user, &password)
        }
        User::Registered { .. } | User::Unknown => Err(refused()),
    }
}
