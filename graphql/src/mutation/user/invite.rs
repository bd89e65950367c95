//! `inviteUser`

use async_graphql::{Context, InputObject};
use domain::ids::UserId;
use domain::user::UserCommand;

use super::{UserPayload, decide};
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::Role;
use crate::mutation::run::Run;

/// Somebody to ask.
#[derive(InputObject)]
pub(crate) struct InviteUserInput {
    /// Where they are asked, and what they will sign in with.
    email: String,
    /// What they are called, 1 to 120 characters.
    name: String,
    /// What they may do.
    role: Role,
    /// A repeat with the same key is the same invitation.
    idempotency_key: Option<String>,
}

pub(super) async fn invite_user(ctx: &Context<'_>, input: InviteUserInput) -> Result<UserPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let role = input.role.into();
    if !run.session.scope.role().may_assign(role) {
        return Ok(UserError::of("role", UserErrorCode::Forbidden, hebrew::NOT_YOUR_ROLE).into());
    }
    let address = UserId::of_email(&input.email);
    // By address, whoever has it by now: taking an invitation back does not make room for more mails.
    if let Err(seconds) = run.services.credentials.may_invite(run.business(), address) {
        return Ok(UserError::of("email", UserErrorCode::TooMany, hebrew::too_many(seconds)).into());
    }
    let id = run.services.bus.in_use(address).await?;
    let command = UserCommand::Invite {
        email: input.email,
        name: input.name,
        business: run.business(),
        role,
        grant: run.services.credentials.invitation(id),
    };
    decide(&run, id, command, "InviteUser").await
}
