//! Which of one's browsers are told outside the screen what must not be missed: `allowPush`, `stopPush`

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::StreamId;
use domain::ids::SessionId;
use domain::user::{Account, SessionCommand, User as State, UserCommand, UserRefusal};
use eventlog::CommandError;
use projections::ReadModel;

use super::account::begin;
use super::run::Run;
use super::user::refused;
use crate::credentials::PushSubscription;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::Push;

/// A browser's subscription, as `PushSubscription.toJSON()` has it.
#[derive(InputObject)]
pub(crate) struct AllowPushInput {
    /// Where its push service takes messages: `https://`.
    endpoint: String,
    /// Its public key (`keys.p256dh`), base64url.
    #[graphql(name = "p256dh")]
    p256dh: String,
    /// What it and the sender share (`keys.auth`), base64url.
    auth: String,
    /// The browser says by itself that it is reached elsewhere now: nothing when its person has taken it back meanwhile.
    #[graphql(default)]
    moved: bool,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A browser to tell nothing more.
#[derive(InputObject)]
pub(crate) struct StopPushInput {
    /// Its session, as in `push { devices { sessionId } }`.
    session_id: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of it.
#[derive(SimpleObject, Debug)]
pub(crate) struct PushPayload {
    /// Which browsers are told from here on; null when nothing was done.
    push: Option<Push>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for PushPayload {
    fn from(error: UserError) -> Self {
        Self { push: None, user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(crate) struct PushMutation;

#[Object]
impl PushMutation {
    /// Has the browser that asks be told, until its session ends.
    async fn allow_push(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its subscription.")] input: AllowPushInput,
    ) -> Result<PushPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        let AllowPushInput { endpoint, p256dh, auth, moved, idempotency_key: _ } = input;
        let (session, given) = (run.session.id, PushSubscription { endpoint, p256dh, auth });
        match run.services.credentials.push_target(run.session.user(), session, given) {
            Ok(target) if moved => {
                decide(&run, &account, SessionCommand::MovePush { session, target }, "MovePush").await
            }
            Ok(target) => {
                decide(&run, &account, SessionCommand::AllowPush { session, target }, "AllowPush").await
            }
            Err(field) => Ok(UserError::invalid(field, hebrew::remedy(field)).into()),
        }
    }

    /// Has one of one's browsers be told nothing more.
    async fn stop_push(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: StopPushInput,
    ) -> Result<PushPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        let Ok(session) = input.session_id.parse::<SessionId>() else {
            return Ok(UserError::not_found("sessionId", hebrew::NO_SESSION).into());
        };
        decide(&run, &account, SessionCommand::StopPush { session, gone: None }, "StopPush").await
    }
}

async fn decide(
    run: &Run<'_>,
    account: &Account,
    command: SessionCommand,
    name: &'static str,
) -> Result<PushPayload, Fault> {
    let stream = StreamId::user(run.session.user());
    // One's account is of the business one works for, whatever one looks at.
    let context = eventlog::Context { business: Some(account.business), ..run.context(name, None) };
    match run.execute::<State>(&stream, UserCommand::Session(command), &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::History]).await;
            let held = run.services.bus.state::<State>(&stream).await?;
            let account = held.active().ok_or(Fault::Unauthenticated)?;
            let (key, now) = (run.services.credentials.push_key(), run.services.clock.now());
            let push = Push::of(account, run.session.id, key, now);
            Ok(PushPayload { push: Some(push), user_errors: Vec::new() })
        }
        Err(CommandError::Refused(UserRefusal::NoSession)) => {
            Ok(UserError::not_found("sessionId", hebrew::NO_SESSION).into())
        }
        Err(CommandError::Refused(refusal)) => Ok(refused(&refusal).into()),
        Err(CommandError::Conflict | CommandError::OtherTenant) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}
