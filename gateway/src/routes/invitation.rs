//! `POST /auth/invitation`: somebody who was asked to join does so, and is signed in.

use axum::{extract::State, response::Response};
use domain::{
    StreamId,
    user::{User, UserCommand, UserRefusal, check_password},
};
use eventlog::CommandError;
use serde::Deserialize;

use super::{body::Body, login};
use crate::{
    app::App,
    auth::{self, grants, password::hash_password},
    cause::Cause,
    config::Secret,
    problem::Problem,
};

/// The form.
#[derive(Deserialize)]
pub(crate) struct Joining {
    token: String,
    name: String,
    password: String,
}

/// What a token that does not do is answered, whatever is wrong with it.
pub(super) fn not_granted() -> Problem {
    Problem::unprocessable("token", "the link was used already, or its time is over")
}

/// Makes the account.
pub(crate) async fn handler(
    State(app): State<App>,
    auth::From(device): auth::From,
    Body(form): Body<Joining>,
) -> Result<Response, Problem> {
    let (id, token) = grants::read(&form.token).ok_or_else(not_granted)?;
    let stream = StreamId::user(id);
    let asked = app.bus.state::<User>(&stream).await.map_err(|error| Problem::unavailable(&error))?;
    let User::Invited(invitation) = asked else { return Err(not_granted()) };
    // Before the password is looked at: hashing is work, and only who was asked may have it done.
    let now = app.clock.now();
    if !invitation.grant.fits(&token, now) {
        return Err(not_granted());
    }
    check_password(&form.password, &invitation.email).map_err(weak)?;
    let password = hash_password(Secret::new(form.password), app.entropy.as_ref()).await;
    let password = password.ok_or_else(|| Problem::unavailable(&std::fmt::Error))?;
    let command = UserCommand::AcceptInvitation { token, name: form.name, password, at: now };
    let cause = Cause::system(format!("invitation:{}", app.entropy.uuid()));
    let cause = cause.within(invitation.business).by(id);
    match app.bus.execute::<User>(&stream, command, &cause.of("AcceptInvitation")).await {
        Ok(_) => {}
        Err(CommandError::Refused(UserRefusal::NoName)) => {
            return Err(Problem::unprocessable("name", "1 to 120 characters, without line breaks and links"));
        }
        Err(CommandError::Refused(_)) => return Err(not_granted()),
        Err(error) => return Err(Problem::unavailable(&error)),
    }
    let joined = app.bus.state::<User>(&stream).await.map_err(|error| Problem::unavailable(&error))?;
    login::begin(&app, id, joined.active().ok_or_else(not_granted)?, device, None).await
}

/// Why the password cannot be chosen.
pub(super) fn weak(why: domain::user::WeakPassword) -> Problem {
    Problem::unprocessable("password", why.to_string())
}
