//! `endCall`

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};

use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::loader::{CallBySid, load};
use crate::model::Call;
use crate::mutation::run::Run;

/// A call to end.
#[derive(InputObject)]
pub(crate) struct EndCallInput {
    /// Which.
    call_sid: ID,
    /// A repeat with the same key is the same end.
    idempotency_key: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(crate) struct EndCallPayload {
    /// The call; it ends when the agent's goodbye was heard, in a few seconds. Null when it is not ended.
    call: Option<Call>,
    /// Why it is not ended; empty when it is.
    user_errors: Vec<UserError>,
}

impl From<UserError> for EndCallPayload {
    fn from(error: UserError) -> Self {
        Self { call: None, user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(crate) struct CallMutation;

#[Object]
impl CallMutation {
    /// Has the agent say goodbye and close a call of this server's; a repeat changes nothing. Everybody but viewers may.
    async fn end_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which call.")] input: EndCallInput,
    ) -> Result<EndCallPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let not_found = || UserError::not_found("callSid", hebrew::NO_CALL).into();
        let Ok(sid) = input.call_sid.parse() else { return Ok(not_found()) };
        let Some(row) = load(ctx, CallBySid(sid)).await? else { return Ok(not_found()) };
        if run.acts.done("endCall", &run.command_id) {
            return Ok(EndCallPayload { call: Some(Call::now(row)), user_errors: Vec::new() });
        }
        if run.services.live.hang_up(run.business(), &row.sid) {
            tracing::info!(call = %row.sid, by = ?run.session.actor(), "a person ends a call");
            run.acts.keep("endCall", &run.command_id, None);
            return Ok(EndCallPayload { call: Some(Call::now(row)), user_errors: Vec::new() });
        }
        let why = if row.status.is_final() { hebrew::CALL_OVER } else { hebrew::CALL_ELSEWHERE };
        Ok(UserError::of("callSid", UserErrorCode::Conflict, why).into())
    }
}
