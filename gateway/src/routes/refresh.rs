//! `POST /auth/refresh`: a session goes on.

use axum::{
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use domain::{
    StreamId,
    user::{SessionCommand, User, UserCommand},
};
use eventlog::CommandError;

use super::login;
use crate::{
    app::App,
    auth::{Bearing, Kind, Session, cookies},
    cause::Cause,
    problem::Problem,
};

/// Trades the refresh cookie for new tokens. Each refresh token works once; one that comes again later ends its session, since
/// somebody has a copy.
pub(crate) async fn handler(State(app): State<App>, headers: HeaderMap) -> Result<Response, Problem> {
    let Some(bearing) = renewed(&app, &headers).await? else {
        let problem = Problem::unauthorized("sign in again");
        return Ok((cookies::clear(app.public.is_secure()), problem).into_response());
    };
    login::open(&app, bearing.user, bearing.session, bearing.generation)
}

/// What the next tokens are to say; `None`: the session is over.
async fn renewed(app: &App, headers: &HeaderMap) -> Result<Option<Bearing>, Problem> {
    let now = app.clock.now();
    let token = cookies::get(headers, cookies::REFRESH);
    let Some(bearing) = token.and_then(|token| app.tokens.read(Kind::Refresh, &token, now)) else {
        return Ok(None);
    };
    let Bearing { user, session, generation } = bearing;
    let Some(open) = Session::of(app, user, session).await? else { return Ok(None) };
    let stream = StreamId::user(user);
    let command = UserCommand::Session(SessionCommand::Renew { session, generation, at: now });
    let cause = Cause::system(format!("refresh:{session}:{}", app.entropy.uuid())).within(open.home).by(user);
    match app.bus.execute::<User>(&stream, command, &cause.of("RenewSession")).await {
        Ok(_) => {}
        Err(CommandError::Refused(_)) => return Ok(None),
        Err(error) => return Err(Problem::unavailable(&error)),
    }
    let held = app.bus.state::<User>(&stream).await.map_err(|error| Problem::unavailable(&error))?;
    let kept = held.account().and_then(|account| account.session(session, now));
    if kept.is_none() {
        metrics::counter!("refresh_reused_total").increment(1);
        tracing::warn!(%user, %session, "a refresh token came again: the session is over");
    }
    Ok(kept.map(|kept| Bearing { generation: kept.generation, ..bearing }))
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::json;

    use crate::testing::Bench;

    /// The refresh cookie among those set.
    fn refresh_cookie(cookies: &str) -> &str {
        cookies.split("; ").find(|cookie| cookie.starts_with("refresh_token=")).unwrap()
    }

    #[tokio::test]
    async fn a_refresh_token_that_comes_again_much_later_ends_the_session_of_thief_and_owner() {
        let bench = Bench::new().await;
        let first = bench.sign_in().await.cookies();
        let second = bench.json("/auth/refresh", &json!({}), &[("cookie", &first)]).await;
        assert_eq!(second.status, StatusCode::OK);
        assert_ne!(refresh_cookie(&first), refresh_cookie(&second.cookies()));
        let third = bench.json("/auth/refresh", &json!({}), &[("cookie", &second.cookies())]).await;
        assert_eq!(third.status, StatusCode::OK);

        let stolen = bench.json("/auth/refresh", &json!({}), &[("cookie", &first)]).await;
        assert_eq!(stolen.status, StatusCode::UNAUTHORIZED);
        assert!(stolen.cookies().contains("refresh_token=;"));
        let owner = bench.json("/auth/refresh", &json!({}), &[("cookie", &third.cookies())]).await;
        assert_eq!(owner.status, StatusCode::UNAUTHORIZED);
        let query = json!({ "query": "{ __typename }" });
        let bearer = format!("Bearer {}", third.json()["access_token"].as_str().unwrap());
        let asked = bench.json("/graphql", &query, &[("authorization", &bearer)]).await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED, "its access token is over too");
    }

    #[tokio::test]
    async fn two_tabs_that_refresh_at_once_both_go_on() {
        let bench = Bench::new().await;
        let held = bench.sign_in().await.cookies();
        let header = [("cookie", held.as_str())];
        let form = json!({});
        let (one, other) = tokio::join!(
            bench.json("/auth/refresh", &form, &header),
            bench.json("/auth/refresh", &form, &header)
        );
        assert_eq!((one.status, other.status), (StatusCode::OK, StatusCode::OK));
        assert_eq!(
            bench.json("/auth/refresh", &json!({}), &[("cookie", &other.cookies())]).await.status,
            StatusCode::OK
        );
    }
}
