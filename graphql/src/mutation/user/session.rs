//! `revokeSession`

use async_graphql::{Context, ID, InputObject, SimpleObject};
use domain::StreamId;
use domain::ids::SessionId;
use domain::user::{Permission, SessionCommand, SessionEnd, User as State, UserCommand};
use eventlog::CommandError;
use projections::ReadModel;

use super::{another, refused};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::mutation::run::Run;

/// A session to end.
#[derive(InputObject)]
pub(crate) struct RevokeSessionInput {
    /// Which, as in `sessions { id }`.
    id: ID,
    /// Whose; one's own when not given.
    user: Option<ID>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of a session.
#[derive(SimpleObject, Debug)]
pub(crate) struct SessionPayload {
    /// The session that is over; null when nothing was done.
    session_id: Option<ID>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for SessionPayload {
    fn from(error: UserError) -> Self {
        Self { session_id: None, user_errors: vec![error] }
    }
}

pub(super) async fn revoke_session(
    ctx: &Context<'_>,
    input: RevokeSessionInput,
) -> Result<SessionPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let own = run.session.user();
    let (whose, held) = match input.user.filter(|id| id.as_str() != own.to_string()) {
        None => (own, run.services.bus.state::<State>(&StreamId::user(own)).await?),
        Some(_) if !run.session.may(Permission::ManageUsers) => return Ok(UserError::forbidden().into()),
        Some(id) => match another(&run, &id).await? {
            Ok(other) => other,
            Err(refused) => return Ok(refused.into()),
        },
    };
    let Ok(session) = input.id.parse::<SessionId>() else {
        return Ok(UserError::not_found("id", hebrew::NO_SESSION).into());
    };
    let command = UserCommand::Session(SessionCommand::End { session, why: SessionEnd::Revoked });
    // A session is of the business its person works for, whatever they look at.
    let business = held.business().or_else(|| Some(run.business()));
    let context = eventlog::Context { business, ..run.context("RevokeSession", None) };
    match run.execute::<State>(&StreamId::user(whose), command, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::History]).await;
            Ok(SessionPayload { session_id: Some(input.id), user_errors: Vec::new() })
        }
        Err(CommandError::Refused(refusal)) => Ok(refused(&refusal).into()),
        Err(CommandError::OtherTenant) => Ok(UserError::not_found("id", hebrew::NO_SESSION).into()),
        Err(CommandError::Conflict) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}
