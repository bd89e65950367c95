//! What those who manage users do to the people of their business.
//!
//! Nobody changes their own role or lets themselves out: so a business that has an owner keeps one.

mod invite;
mod session;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::StreamId;
use domain::ids::UserId;
use domain::user::{User as State, UserCommand, UserRefusal};
use eventlog::CommandError;
use projections::{ReadModel, UserRow, UserStatus};

use self::invite::InviteUserInput;
use self::session::{RevokeSessionInput, SessionPayload};
use super::run::Run;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::{Role, User};

/// What became of a person.
#[derive(SimpleObject, Debug)]
pub(crate) struct UserPayload {
    /// The person as they stand; null when nothing was done, or when they are not of the business any more.
    user: Option<User>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for UserPayload {
    fn from(error: UserError) -> Self {
        Self { user: None, user_errors: vec![error] }
    }
}

/// A role to give.
#[derive(InputObject)]
pub(crate) struct ChangeUserRoleInput {
    /// To whom.
    id: ID,
    /// Which.
    role: Role,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A person to let out or in.
#[derive(InputObject)]
pub(crate) struct UserInput {
    /// Who.
    id: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

#[derive(Default)]
pub(crate) struct UserMutation;

#[Object]
impl UserMutation {
    /// Asks somebody to join, by mail. Asked again, they get a new mail, and the older one is worth nothing.
    async fn invite_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and what they may do.")] input: InviteUserInput,
    ) -> Result<UserPayload, Fault> {
        invite::invite_user(ctx, input).await
    }

    /// Lets a person do more, or less, from their next request on.
    async fn change_user_role(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who, and which role.")] input: ChangeUserRoleInput,
    ) -> Result<UserPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let role = input.role.into();
        if !run.session.scope.role().may_assign(role) {
            return Ok(UserError::of("role", UserErrorCode::Forbidden, hebrew::NOT_YOUR_ROLE).into());
        }
        on_another(&run, &input.id, UserCommand::SetRole { role }, "ChangeUserRole").await
    }

    /// Lets a person in no more, and ends every session of theirs; or takes an invitation back.
    async fn deactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserPayload, Fault> {
        of_another(ctx, &input, UserCommand::Deactivate, "DeactivateUser").await
    }

    /// Lets a person in again.
    async fn reactivate_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserPayload, Fault> {
        of_another(ctx, &input, UserCommand::Reactivate, "ReactivateUser").await
    }

    /// Lets a person go for good, and ends every session of theirs. What they did stays; their address may be another business's.
    async fn remove_user(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: UserInput,
    ) -> Result<UserPayload, Fault> {
        of_another(ctx, &input, UserCommand::Remove, "RemoveUser").await
    }

    /// Ends a session: one's own, or one of a person of the business for those who manage users.
    async fn revoke_session(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and whose.")] input: RevokeSessionInput,
    ) -> Result<SessionPayload, Fault> {
        session::revoke_session(ctx, input).await
    }
}

/// The person of the business under an id, when the one who asks may change them.
pub(super) async fn another(run: &Run<'_>, id: &str) -> Result<Result<(UserId, State), UserError>, Fault> {
    let unknown = || UserError::not_found("id", hebrew::NO_AGENT);
    let Ok(id) = id.parse::<UserId>() else { return Ok(Err(unknown())) };
    let held = run.services.bus.state::<State>(&StreamId::user(id)).await?;
    let role = held.role().filter(|_| held.business() == Some(run.business()));
    Ok(match role {
        None => Err(unknown()),
        Some(_) if id == run.session.user() => {
            Err(UserError::of("id", UserErrorCode::Forbidden, hebrew::NOT_YOURSELF))
        }
        Some(role) if !run.session.scope.role().may_assign(role) => {
            Err(UserError::of("id", UserErrorCode::Forbidden, hebrew::NOT_YOUR_ROLE))
        }
        Some(_) => Ok((id, held)),
    })
}

/// What is asked of a person by no more than who they are.
async fn of_another(
    ctx: &Context<'_>,
    input: &UserInput,
    command: UserCommand,
    name: &'static str,
) -> Result<UserPayload, Fault> {
    match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => on_another(&run, &input.id, command, name).await,
        Err(refused) => Ok(refused.into()),
    }
}

async fn on_another(
    run: &Run<'_>,
    id: &str,
    command: UserCommand,
    name: &'static str,
) -> Result<UserPayload, Fault> {
    match another(run, id).await? {
        Ok((id, _)) => decide(run, id, command, name).await,
        Err(refused) => Ok(match gone(run, id, &command).await? {
            Some(row) => UserPayload { user: Some(row.into()), user_errors: Vec::new() },
            None => refused.into(),
        }),
    }
}

/// Who is gone from the business already: to let them go again is no error, since nobody knows which of two tries arrived.
async fn gone(run: &Run<'_>, id: &str, command: &UserCommand) -> Result<Option<UserRow>, Fault> {
    let (UserCommand::Remove | UserCommand::Deactivate, Ok(id)) = (command, id.parse()) else {
        return Ok(None);
    };
    let row = run.services.reader().user(&run.session.scope, id).await?;
    Ok(row.filter(|row| row.status == UserStatus::Withdrawn))
}

/// Has a person's account decide, and waits for the read models of the payload.
pub(super) async fn decide(
    run: &Run<'_>,
    id: UserId,
    command: UserCommand,
    name: &'static str,
) -> Result<UserPayload, Fault> {
    match run.execute::<State>(&StreamId::user(id), command, &run.context(name, None)).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Users, ReadModel::History]).await;
            let row = run.services.reader().user(&run.session.scope, id).await?;
            Ok(UserPayload { user: row.map(User::from), user_errors: Vec::new() })
        }
        Err(CommandError::Refused(refusal)) => Ok(refused(&refusal).into()),
        Err(CommandError::OtherTenant) => Ok(UserError::not_found("id", hebrew::NO_AGENT).into()),
        Err(CommandError::Conflict) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// An account's "no", for the person who asked.
pub(super) fn refused(refusal: &UserRefusal) -> UserError {
    match refusal {
        UserRefusal::AlreadyRegistered => UserError::of("email", UserErrorCode::Taken, hebrew::ADDRESS_TAKEN),
        UserRefusal::Gone => UserError::conflict(),
        UserRefusal::NotAnAddress => UserError::invalid("email", hebrew::remedy("email")),
        UserRefusal::NoName => UserError::invalid("name", hebrew::remedy("name")),
        UserRefusal::CodeUsed => UserError::invalid("code", hebrew::CODE_USED),
        UserRefusal::NoSecondFactor => UserError::invalid("code", hebrew::NO_SECOND_FACTOR),
        UserRefusal::SecondFactorOn => UserError::invalid("code", hebrew::SECOND_FACTOR_ON),
        UserRefusal::BadHours => UserError::invalid("hours", hebrew::remedy("hours")),
        UserRefusal::BadBuffer => UserError::invalid("bufferMinutes", hebrew::remedy("bufferMinutes")),
        UserRefusal::Unknown
        | UserRefusal::NotGranted
        | UserRefusal::Inactive
        | UserRefusal::NoSession
        | UserRefusal::NotPlatformAdmin => UserError::not_found("id", hebrew::NO_AGENT),
    }
}
