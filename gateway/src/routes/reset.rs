//! `POST /auth/reset/ask` and `POST /auth/reset`: a new password by mail.
//!
//! # Contract
//! Asking is answered alike, and as fast, whether somebody has the address or not.

use axum::{extract::State, http::StatusCode};
use domain::{
    StreamId,
    ids::UserId,
    user::{User, UserCommand, check_password},
};
use eventlog::CommandError;
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
    let (id, now) = (UserId::of_email(&form.email), app.clock.now());
    // Mail costs the one who gets it: as slow as wrong passwords, and counted apart from them.
    app.reset_throttle
        .begin(id, &device.address, now)
        .map_err(|at| Problem::too_many(at.duration_since(now)))?;
    let asking = app.clone();
    app.lifecycle.tasks.spawn(async move { grant(&asking, id).await });
    Ok(StatusCode::ACCEPTED)
}

async fn grant(app: &App, id: UserId) {
    let stream = StreamId::user(id);
    let business = match app.bus.state::<User>(&stream).await {
        Ok(user) => user.active().map(|account| account.business),
        Err(error) => return tracing::error!(%error, "a new password could not be asked for"),
    };
    let Some(business) = business else { return };
    let grant = app.grants.issue(Purpose::Reset, id, app.clock.now(), app.entropy.as_ref());
    let cause = Cause::system(format!("reset:{}", app.entropy.uuid())).within(business);
    let command = UserCommand::AskReset { grant };
    if let Err(error) = app.bus.execute::<User>(&stream, command, &cause.of("AskReset")).await {
        tracing::error!(%error, "a new password could not be asked for");
    }
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
