//! `POST /auth/login`: e-mail and password (and a code, where one is asked for) for a session.

use axum::{
    Json,
    extract::State,
    http::HeaderMap,
    response::{IntoResponse, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use domain::{
    StreamId,
    ids::{SessionId, UserId},
    policy::slow_down,
    user::{Account, Device, SecondFactor, SessionCommand, User, UserCommand, UserRefusal},
};
use eventlog::CommandError;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::{
    app::App,
    auth::{self, Bearing, Kind, codes, cookies, new_session, password::verify_password, suspended},
    cause::Cause,
    config::Secret,
    problem::Problem,
};

/// The form.
#[derive(Deserialize)]
pub(crate) struct Login {
    email: String,
    password: String,
    /// From the phone's app, for accounts that ask for one.
    code: Option<String>,
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
pub(crate) async fn handler(
    State(app): State<App>,
    auth::From(device): auth::From,
    Body(login): Body<Login>,
) -> Result<Response, Problem> {
    // Guesses are counted by address, before anybody is looked for.
    let address = UserId::of_email(&login.email);
    let now = app.clock.now();
    app.throttle.begin(address, &device.address, now).map_err(|at| wait(at, now))?;
    let id = app.bus.in_use(address).await.map_err(|error| Problem::unavailable(&error))?;
    let user = app.bus.state::<User>(&StreamId::user(id)).await.map_err(|e| Problem::unavailable(&e))?;
    let account = user.active();
    let failures = account.map(|account| account.failures).unwrap_or_default();
    if let Some(at) = slow_down::not_before(failures, slow_down::FREE_FOR_ACCOUNT).filter(|at| now < *at) {
        return Err(wait(at, now));
    }
    let held = account.map(|account| account.password.clone());
    let fits = verify_password(Secret::new(login.password), held).await;
    let Some(account) = account.filter(|_| fits) else {
        return Err(refuse(&app, id, account, device, Problem::unauthorized(WRONG)));
    };
    let step = match asked_code(&app, id, account, login.code.as_deref()) {
        Ok(step) => step,
        Err(Asked::Missing) => {
            app.throttle.succeeded(address, &device.address);
            return Err(Problem::unauthorized("the code from the phone's app is needed too").about("code"));
        }
        Err(Asked::Wrong) => {
            let problem = Problem::unauthorized("the code is wrong").about("code");
            return Err(refuse(&app, id, Some(account), device, problem));
        }
    };
    if account.role != domain::user::Role::PlatformAdmin && suspended(&app, account.business).await? {
        return Err(Problem::forbidden("this business is closed for the time being"));
    }
    app.throttle.succeeded(address, &device.address);
    begin(&app, id, account, device, step).await
}

const WRONG: &str = "the e-mail or the password is wrong";

/// Too many wrong passwords of late.
fn wait(at: Timestamp, now: Timestamp) -> Problem {
    metrics::counter!("login_slowed_total").increment(1);
    Problem::too_many(at.duration_since(now))
}

/// Why a code does not do.
enum Asked {
    Missing,
    Wrong,
}

/// The time step of the code, where one is asked for.
fn asked_code(app: &App, id: UserId, account: &Account, code: Option<&str>) -> Result<Option<u64>, Asked> {
    let SecondFactor::On { nonce, step: used } = &account.second_factor else { return Ok(None) };
    let code = code.map(str::trim).filter(|code| !code.is_empty()).ok_or(Asked::Missing)?;
    let step = codes::step(app.grants.code_secret(id, nonce), code, app.clock.now());
    step.filter(|step| step > used).map(Some).ok_or(Asked::Wrong)
}

/// Has a refused sign-in written down, where there is somebody it concerns. The answer does not wait for that: it would tell who there is.
fn refuse(app: &App, id: UserId, account: Option<&Account>, device: Device, problem: Problem) -> Problem {
    metrics::counter!("login_refused_total").increment(1);
    let Some(account) = account else { return problem };
    let command = UserCommand::Session(SessionCommand::Refuse { at: app.clock.now(), device });
    let cause = Cause::system(format!("login:{}", app.entropy.uuid())).within(account.business);
    let bus = app.bus.clone();
    app.lifecycle.tasks.spawn(async move {
        let context = cause.of("RefuseSignIn");
        if let Err(error) = bus.execute::<User>(&StreamId::user(id), command, &context).await {
            tracing::error!(%error, "a refused sign-in was not written down");
        }
    });
    problem
}

/// Opens a session for somebody who proved who they are.
pub(super) async fn begin(
    app: &App,
    id: UserId,
    account: &Account,
    device: Device,
    step: Option<u64>,
) -> Result<Response, Problem> {
    let session = new_session(app.entropy.as_ref());
    let command = UserCommand::Session(SessionCommand::SignIn { session, at: app.clock.now(), device, step });
    let cause = Cause::system(format!("login:{session}")).within(account.business).by(id);
    match app.bus.execute::<User>(&StreamId::user(id), command, &cause.of("SignIn")).await {
        Ok(_) => open(app, id, session, 0),
        Err(CommandError::Refused(UserRefusal::CodeUsed)) => {
            Err(Problem::unauthorized("the code was used already; wait for the next").about("code"))
        }
        // Deactivated in this very moment.
        Err(CommandError::Refused(_)) => Err(Problem::unauthorized(WRONG)),
        Err(error) => Err(Problem::unavailable(&error)),
    }
}

/// The answer that opens a session or goes on with it: cookies for browsers, the token for other clients.
pub(super) fn open(
    app: &App,
    user: UserId,
    session: SessionId,
    generation: u32,
) -> Result<Response, Problem> {
    let now = app.clock.now();
    let bearing = Bearing { user, session, generation };
    let issue =
        |kind| app.tokens.issue(kind, bearing, now).ok_or_else(|| Problem::unavailable(&std::fmt::Error));
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
    use domain::{
        StreamId,
        business::{Business, BusinessCommand},
        ids::{BusinessId, UserId},
        user::{FactorCommand, User, UserCommand},
    };
    use serde_json::json;

    use crate::{auth::codes, cause::Cause, demo, testing::Bench};

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

    #[tokio::test]
    async fn guessing_slows_down_and_the_right_password_too_until_then() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let guess = |password: &str| json!({ "email": login.email, "password": password });
        for _ in 0..5 {
            let answer = bench.json("/auth/login", &guess("not it"), &[]).await;
            assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        }
        let slowed = bench.json("/auth/login", &guess("not it"), &[]).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS);
        assert_eq!(slowed.headers["retry-after"], slowed.json()["retry_after"].to_string().as_str());
        let right = bench.json("/auth/login", &guess(login.password.expose()), &[]).await;
        assert_eq!(
            right.status,
            StatusCode::TOO_MANY_REQUESTS,
            "who knows it waits as well: guesses are not told apart"
        );

        let strangers = |n: u32| json!({ "email": format!("nobody{n}@example.com"), "password": "not it" });
        for _ in 0..5 {
            assert_eq!(bench.json("/auth/login", &strangers(1), &[]).await.status, StatusCode::UNAUTHORIZED);
        }
        let slowed = bench.json("/auth/login", &strangers(1), &[]).await;
        assert_eq!(slowed.status, StatusCode::TOO_MANY_REQUESTS, "an address nobody has slows down alike");
    }

    #[tokio::test]
    async fn what_was_guessed_is_remembered_by_a_process_that_starts_anew() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let guess = json!({ "email": login.email, "password": "not it" });
        for _ in 0..5 {
            bench.json("/auth/login", &guess, &[]).await;
        }
        let again = bench.restarted().await;
        let answer = again.json("/auth/login", &guess, &[]).await;
        assert_eq!(answer.status, StatusCode::TOO_MANY_REQUESTS);
    }

    #[tokio::test]
    async fn where_a_code_is_asked_for_the_password_alone_does_not_do_and_a_code_does_once() {
        let bench = Bench::new().await;
        let login = bench.demo().await;
        let (id, business) = (UserId::of_email(login.email), BusinessId::named(demo::KEY));
        let cause = Cause::system("test:codes").within(business);
        for (part, command) in [
            ("begin", FactorCommand::Begin { nonce: "n".to_owned() }),
            ("enable", FactorCommand::Enable { step: 0 }),
        ] {
            let command = UserCommand::SecondFactor(command);
            let context = cause.part(part, "Codes");
            bench.app.bus.execute::<User>(&StreamId::user(id), command, &context).await.unwrap();
        }
        let form =
            |code: &str| json!({ "email": login.email, "password": login.password.expose(), "code": code });
        for wrong in ["", "000000x"] {
            let answer = bench.json("/auth/login", &form(wrong), &[]).await;
            assert_eq!((answer.status, &answer.json()["field"]), (StatusCode::UNAUTHORIZED, &json!("code")));
        }
        let code = codes::now(bench.app.grants.code_secret(id, "n"), bench.app.clock.now());
        assert_eq!(bench.json("/auth/login", &form(&code), &[]).await.status, StatusCode::OK);
        let again = bench.json("/auth/login", &form(&code), &[]).await;
        assert_eq!((again.status, &again.json()["field"]), (StatusCode::UNAUTHORIZED, &json!("code")));
    }

    #[tokio::test]
    async fn nobody_of_a_business_that_is_closed_signs_in_or_goes_on() {
        let bench = Bench::new().await;
        let held = bench.sign_in().await;
        let business = BusinessId::named(demo::KEY);
        let suspend = BusinessCommand::Suspend { reason: "x".to_owned() };
        let context = Cause::system("test:suspend").within(business).of("Suspend");
        bench.app.bus.execute::<Business>(&StreamId::business(business), suspend, &context).await.unwrap();
        let login = bench.demo().await;
        let form = json!({ "email": login.email, "password": login.password.expose() });
        assert_eq!(bench.json("/auth/login", &form, &[]).await.status, StatusCode::FORBIDDEN);
        let refreshed = bench.json("/auth/refresh", &json!({}), &[("cookie", &held.cookies())]).await;
        assert_eq!(refreshed.status, StatusCode::UNAUTHORIZED);
        let bearer = format!("Bearer {}", held.json()["access_token"].as_str().unwrap());
        let asked = bench
            .json("/graphql", &json!({ "query": "{ __typename }" }), &[("authorization", &bearer)])
            .await;
        assert_eq!(asked.status, StatusCode::UNAUTHORIZED);
        let sid = crate::testing::call(4);
        let fields = [("CallSid", sid.as_str()), ("From", "+972525550123"), ("To", demo::NUMBER)];
        let answered = bench.webhook("/webhooks/twilio/voice", &fields).await;
        assert!(answered.body.contains("<Say") && !answered.body.contains("<Connect"), "{}", answered.body);
    }
}
