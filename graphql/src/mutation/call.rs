//! `endCall` and `transferCall`: what a person does to a call that is going on. Who did it is a fact of the call.

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::StreamId;
use domain::business::Business;
use domain::call::{Call as State, CallCommand};
use domain::values::PhoneNumber;
use eventlog::CommandError;
use projections::{CallRow, ReadModel};

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

/// A call to take over.
#[derive(InputObject)]
pub(crate) struct TransferCallInput {
    /// Which.
    call_sid: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of it.
#[derive(SimpleObject)]
pub(crate) struct TransferCallPayload {
    /// The call; the business's `transferNumber` rings when the agent has told the caller, in a few seconds. Null when it is not
    /// handed over.
    call: Option<Call>,
    /// Why it is not handed over; empty when it is.
    user_errors: Vec<UserError>,
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
        Ok(match act(ctx, &input.call_sid, input.idempotency_key.as_deref(), Act::End).await? {
            Ok(row) => EndCallPayload { call: Some(Call::now(row)), user_errors: Vec::new() },
            Err(error) => EndCallPayload { call: None, user_errors: vec![error] },
        })
    }

    /// Has the agent hand a call of this server's to a person: the business's `transferNumber` is called. A repeat changes nothing.
    /// Everybody but viewers may.
    async fn transfer_call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which call.")] input: TransferCallInput,
    ) -> Result<TransferCallPayload, Fault> {
        Ok(match act(ctx, &input.call_sid, input.idempotency_key.as_deref(), Act::Transfer).await? {
            Ok(row) => TransferCallPayload { call: Some(Call::now(row)), user_errors: Vec::new() },
            Err(error) => TransferCallPayload { call: None, user_errors: vec![error] },
        })
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Act {
    End,
    Transfer,
}

impl Act {
    fn field(self) -> &'static str {
        match self {
            Self::End => "endCall",
            Self::Transfer => "transferCall",
        }
    }
}

/// Writes down who wants what of a call that is held here, and then has the agent do it: the line is answered from the log.
async fn act(
    ctx: &Context<'_>,
    call_sid: &ID,
    key: Option<&str>,
    act: Act,
) -> Result<Result<CallRow, UserError>, Fault> {
    let run = match Run::start(ctx, key)? {
        Ok(run) => run,
        Err(refused) => return Ok(Err(refused)),
    };
    let not_found = || UserError::not_found("callSid", hebrew::NO_CALL);
    let Ok(sid) = call_sid.parse() else { return Ok(Err(not_found())) };
    let Some(row) = load(ctx, CallBySid(sid)).await? else { return Ok(Err(not_found())) };
    // Done with this key before: the call may be over by now, and it is all the same done.
    if run.acts.done(act.field(), &run.command_id) {
        return Ok(Ok(row));
    }
    let elsewhere = || {
        let why = if row.status.is_final() { hebrew::CALL_OVER } else { hebrew::CALL_ELSEWHERE };
        UserError::of("callSid", UserErrorCode::Conflict, why)
    };
    let live = &run.services.live;
    if !live.of(run.business()).iter().any(|held| held.call == row.sid) {
        return Ok(Err(elsewhere()));
    }
    let at = run.services.clock.now();
    let (command, name) = match act {
        Act::End => (CallCommand::RequestEnd { at }, "RequestEnd"),
        Act::Transfer => match whom(&run, &row).await? {
            Ok(to) => (CallCommand::RequestTransfer { to, at }, "RequestTransfer"),
            Err(refused) => return Ok(Err(refused)),
        },
    };
    let context = run.context(name, row.lead);
    match run.execute::<State>(&StreamId::call(&row.sid), command, &context).await {
        Ok(committed) => run.settle(&committed, &[ReadModel::Calls, ReadModel::History]).await,
        Err(CommandError::Refused(_) | CommandError::Conflict) => return Ok(Err(UserError::conflict())),
        Err(CommandError::OtherTenant) => return Ok(Err(not_found())),
        Err(CommandError::Log(error)) => return Err(error.into()),
    }
    let told = match act {
        Act::End => live.hang_up(run.business(), &row.sid),
        Act::Transfer => live.hand_over(run.business(), &row.sid),
    };
    if !told {
        return Ok(Err(elsewhere()));
    }
    run.acts.keep(act.field(), &run.command_id, None);
    Ok(Ok(row))
}

/// Who is called when a person takes a call over.
async fn whom(run: &Run<'_>, row: &CallRow) -> Result<Result<PhoneNumber, UserError>, Fault> {
    let business = run.services.bus.state::<Business>(&StreamId::business(run.business())).await?;
    let number = business.settings().and_then(|settings| settings.transfer_number.clone());
    Ok(match number {
        None => Err(UserError::of("callSid", UserErrorCode::Invalid, hebrew::NO_TRANSFER_NUMBER)),
        // The call would come back to us.
        Some(to) if to.as_str() == row.to_number => {
            Err(UserError::of("callSid", UserErrorCode::Invalid, hebrew::TRANSFER_TO_ITSELF))
        }
        Some(to) => Ok(to),
    })
}
