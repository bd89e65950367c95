//! `POST /auth/logout`: a session ends, and the browser forgets it.

use axum::{
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use domain::{
    StreamId,
    ids::{BusinessId, UserId},
    user::{SessionCommand, SessionEnd, User, UserCommand},
};
use eventlog::CommandError;

use crate::{
    app::App,
    auth::{Bearing, Carried, Kind, cookies},
    cause::Cause,
    problem::Problem,
};

/// Ends the session and the cookies. Signed in or not, the answer is the same.
pub(crate) async fn handler(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    if let Some(Bearing { user, session, .. }) = bearing(&app, &headers)
        && let Some(home) = home(&app, user).await?
    {
        let command = UserCommand::Session(SessionCommand::End { session, why: SessionEnd::SignedOut });
        let cause = Cause::system(format!("logout:{session}")).within(home).by(user);
        match app.bus.execute::<User>(&StreamId::user(user), command, &cause.of("SignOut")).await {
            Ok(_) | Err(CommandError::Refused(_)) => {}
            Err(error) => return Err(Problem::unavailable(&error)),
        }
    }
    Ok((StatusCode::NO_CONTENT, cookies::clear(app.public.is_secure())).into_response())
}

/// Where they work, whether anybody works there at the moment: what a business that is closed left open would be open again with it.
async fn home(app: &App, user: UserId) -> Result<Option<BusinessId>, Problem> {
    let held = app.bus.state::<User>(&StreamId::user(user)).await;
    Ok(held.map_err(|error| Problem::unavailable(&error))?.business())
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
    use domain::{
        StreamId,
        business::{Business, BusinessCommand},
        ids::BusinessId,
    };
    use serde_json::json;

    use crate::{cause::Cause, demo, testing::Bench};

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

    #[tokio::test]
    async fn who_signs_out_of_a_business_that_is_closed_is_out_when_it_opens_again() {
        let bench = Bench::new().await;
        let held = bench.sign_in().await.cookies();
        let business = BusinessId::named(demo::KEY);
        let (bus, stream) = (&bench.app.bus, StreamId::business(business));
        let tell = async |command: BusinessCommand, key: &str| {
            let context = Cause::system(key.to_owned()).within(business).of("Test");
            bus.execute::<Business>(&stream, command, &context).await.unwrap();
        };
        tell(BusinessCommand::Suspend { reason: "x".to_owned() }, "test:suspend").await;
        bench.json("/auth/logout", &json!({}), &[("cookie", &held)]).await;
        tell(BusinessCommand::Resume, "test:resume").await;
        let again = bench.json("/auth/refresh", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
    }
}
