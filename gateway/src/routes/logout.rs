//! `POST /auth/logout`: a session ends, and the browser forgets it.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{
    StreamId,
    user::{SessionCommand, SessionEnd, User, UserCommand},
};
use eventlog::CommandError;

use crate::{
    app::App,
    auth::{Bearing, Carried, Kind, Session, cookies},
    cause::Cause,
    problem::Problem,
};

/// Ends the session and the cookies. Signed in or not, the answer is the same.
pub(crate) async fn handler(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(Bearing { user, session, .. }) = bearing(&app, &headers)
        && let Some(open) = Session::of(&app, user, session).await?
    {
        let command = UserCommand::Session(SessionCommand::End { session, why: SessionEnd::SignedOut });
        let cause = Cause::system(format!("logout:{session}")).within(open.home).by(user);
        match app.bus.execute::<User>(&StreamId::user(user), command, &cause.of("SignOut")).await {
            Ok(_) | Err(CommandError::Refused(_)) => {}
            Err(error) => return Err(Problem::unavailable(&error)),
        }
    }
    Ok((StatusCode::NO_CONTENT, cookies::clear(app.public.is_secure())).into_response())
}

/// The session to end: the access token may be over while the refresh token is not.
fn bearing(app: &App, headers: &HeaderMap) -> Option<Bearing> {
    let now = app.clock.now();
    let access = Carried::of(headers).and_then(|carried| app.tokens.read(Kind::Access, carried.token(), now));
    let refresh = || app.tokens.read(Kind::Refresh, &cookies::get(headers, cookies::REFRESH)?, now);
    access.or_else(refresh)
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::testing::Bench;

    #[tokio::test]
    async fn what_was_signed_out_is_over_on_the_server_too() {
        let bench = Bench::new().await;
        let held = bench.sign_in().await.cookies();
        let left = bench.json("/auth/logout", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(left.status, StatusCode::NO_CONTENT);
        let again = bench.json("/auth/refresh", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        let twice = bench.json("/auth/logout", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(twice.status, StatusCode::NO_CONTENT);
    }
}
