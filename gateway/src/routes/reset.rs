//! `POST /auth/reset/ask` and `POST /auth/reset`: a new password by mail.
//!
//! # Contract
//! Asking is answered alike, and as fast, whether somebody has the address or not.

use axum::{extract::State, http::StatusCode};
use domain::{
    StreamId,
    ids::{BusinessId, UserId},
    user::{User, UserCommand, check_password},
};
use eventlog::{CommandError, LogError};
use serde::Deserialize;

use super::{
    body::Body,
    invitation::{not_granted, weak},
};
use crate::{
    app::App,
    auth::{self, Purpose, grants, password::hash_password},
    cause::Cause,
    config::Secret,
    problem::Problem,
};

/// Who asks.
#[derive(Deserialize)]
pub(crate) struct Asking {
    email: String,
}

/// Has a link mailed to whoever has this address.
pub(crate) async fn ask(
    State(app): State<App>,
    auth::From(device): auth::From,
    Body(form): Body<Asking>,
) -> Result<StatusCode, Problem> {
    let (address, now) = (UserId::of_email(&form.email), app.clock.now());
    // Mail costs the one who gets it: as slow as wrong passwords, and counted apart from them.
    app.reset_throttle
        .begin(address, &device.address, now)
        .map_err(|at| Problem::too_many(at.duration_since(now)))?;
    let asking = app.clone();
    app.lifecycle.tasks.spawn(async move { grant(&asking, address).await });
    Ok(StatusCode::ACCEPTED)
}

async fn grant(app: &App, address: UserId) {
    let (id, business) = match holder(app, address).await {
        Ok(Some(holder)) => holder,
        Ok(None) => return,
        Err(error) => return tracing::error!(%error, "a new password could not be asked for"),
    };
    let grant = app.grants.issue(Purpose::Reset, id, app.clock.now(), app.entropy.as_ref());
    let cause = Cause::system(format!("reset:{}", app.entropy.uuid())).within(business);
    let command = UserCommand::AskReset { grant };
    if let Err(error) = app.bus.execute::<User>(&StreamId::user(id), command, &cause.of("AskReset")).await {
        tracing::error!(%error, "a new password could not be asked for");
    }
}

/// Who signs in with an address, and where they work.
async fn holder(app: &App, address: UserId) -> Result<Option<(UserId, BusinessId)>, LogError> {
    let id = app.bus.in_use(address).await?;
    let user = app.bus.state::<User>(&StreamId::user(id)).await?;
    Ok(user.active().map(|account| (id, account.business)))
}

/// The new password.
#[derive(Deserialize)]
pub(crate) struct Choosing {
    token: String,
    password: String,
}

/// Replaces the password and ends every session.
pub(crate) async fn choose(
    State(app): State<App>,
    Body(form): Body<Choosing>,
) -> Result<StatusCode, Problem> {
    let (id, token) = grants::read(&form.token).ok_or_else(not_granted)?;
    let (stream, now) = (StreamId::user(id), app.clock.now());
    let user = app.bus.state::<User>(&stream).await.map_err(|error| Problem::unavailable(&error))?;
    let granted = |account: &&domain::user::Account| {
        account.reset.as_ref().is_some_and(|grant| grant.fits(&token, now))
    };
    let account = user.active().filter(granted).ok_or_else(not_granted)?;
    check_password(&form.password, &account.email).map_err(weak)?;
    let password = hash_password(Secret::new(form.password), app.entropy.as_ref()).await;
    let password = password.ok_or_else(|| Problem::unavailable(&std::fmt::Error))?;
    let cause = Cause::system(format!("reset:{}", app.entropy.uuid())).within(account.business).by(id);
    let command = UserCommand::ResetPassword { token, password, at: now };
    match app.bus.execute::<User>(&stream, command, &cause.of("ResetPassword")).await {
        Ok(_) => Ok(StatusCode::NO_CONTENT),
        Err(CommandError::Refused(_)) => Err(not_granted()),
        Err(error) => Err(Problem::unavailable(&error)),
    }
}

#[cfg(test)]
mod tests {
    use axum::http::StatusCode;
    use serde_json::{Value, json};

    use crate::{
        demo,
        post_office::{PostOffice, token_in},
        testing::Bench,
    };

    async fn with_post() -> (Bench, PostOffice) {
        let (office, url) = PostOffice::open(None).await;
        let settings = [
            ("PUBLIC_URL", "https://crm.example.com"),
            ("SMTP_URL", url.as_str()),
            ("MAIL_FROM", "AgentLocator <crm@example.com>"),
        ];
        (Bench::with(&settings).await, office)
    }

    async fn post(bench: &Bench, path: &str, body: Value) -> (StatusCode, Value) {
        let answer = bench.json(path, &body, &[]).await;
        (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
    }

    #[tokio::test]
    async fn a_new_password_is_chosen_once_by_mail_and_ends_every_session() {
        let (bench, office) = with_post().await;
        let held = bench.sign_in().await.cookies();
        let asked = post(&bench, "/auth/reset/ask", json!({ "email": demo::OWNER_EMAIL })).await;
        assert_eq!(asked.0, StatusCode::ACCEPTED);
        let token = token_in(&office.letter().await);

        let choose = |password: &str| json!({ "token": token, "password": password });
        let (status, problem) = post(&bench, "/auth/reset", choose("short")).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("password")));
        assert_eq!(post(&bench, "/auth/reset", choose("a new horse")).await.0, StatusCode::NO_CONTENT);
        let (status, problem) = post(&bench, "/auth/reset", choose("another horse")).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("token")));

        let again = bench.json("/auth/refresh", &json!({}), &[("cookie", &held)]).await;
        assert_eq!(again.status, StatusCode::UNAUTHORIZED);
        let login = json!({ "email": demo::OWNER_EMAIL, "password": "a new horse" });
        assert_eq!(post(&bench, "/auth/login", login).await.0, StatusCode::OK);
    }

    #[tokio::test]
    async fn an_address_nobody_has_is_answered_alike_and_gets_no_mail() {
        let (bench, office) = with_post().await;
        bench.demo().await;
        for email in ["nobody@example.com", demo::OWNER_EMAIL] {
            let (status, body) = post(&bench, "/auth/reset/ask", json!({ "email": email })).await;
            assert_eq!((status, body), (StatusCode::ACCEPTED, Value::Null));
        }
        assert!(office.letter().await.contains(&format!("To: {}", demo::OWNER_EMAIL)));
        assert!(office.take().is_none());
        for token in ["", "x", "00000000-0000-0000-0000-000000000001.x"] {
            let form = json!({ "token": token, "password": "a new horse" });
            assert_eq!(post(&bench, "/auth/reset", form).await.0, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }

    #[tokio::test]
    async fn somebody_who_was_invited_joins_once_and_is_signed_in() {
        let (bench, office) = with_post().await;
        let owner = bench.sign_in().await;
        let bearer = format!("Bearer {}", owner.json()["access_token"].as_str().unwrap());
        let query = "mutation { inviteUser(input: { email: \"Noa@example.com\", name: \"נועה\", role: AGENT }) { userErrors { message } } }";
        let invited = bench.json("/graphql", &json!({ "query": query }), &[("authorization", &bearer)]).await;
        assert_eq!(invited.json()["data"]["inviteUser"]["userErrors"], json!([]), "{}", invited.body);
        let letter = office.letter().await;
        assert!(letter.contains("To: noa@example.com"), "{letter}");
        let token = token_in(&letter);

        let join = |name: &str, password: &str| json!({ "token": token, "name": name, "password": password });
        for (name, password, field) in [
            ("נועה", "password1", "password"),
            ("נועה", "noa@example.com", "password"),
            (" ", "a new horse", "name"),
        ] {
            let (status, problem) = post(&bench, "/auth/invitation", join(name, password)).await;
            assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!(field)));
        }
        let (status, opened) = post(&bench, "/auth/invitation", join("נועה לוי", "a new horse")).await;
        assert_eq!(status, StatusCode::OK);
        let bearer = format!("Bearer {}", opened["access_token"].as_str().unwrap());
        let viewer = json!({ "query": "{ viewer { role user { name email } } }" });
        let viewer = bench.json("/graphql", &viewer, &[("authorization", &bearer)]).await.json();
        let expected = json!({ "role": "AGENT", "user": { "name": "נועה לוי", "email": "noa@example.com" } });
        assert_eq!(viewer["data"]["viewer"], expected);
        let (status, problem) = post(&bench, "/auth/invitation", join("נועה", "a new horse")).await;
        assert_eq!((status, &problem["field"]), (StatusCode::UNPROCESSABLE_ENTITY, &json!("token")));
    }
}
