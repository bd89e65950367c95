//! `setLeadStatus`

use async_graphql::{Context, ID, InputObject};
use domain::lead::LeadCommand;

use super::{LeadPayload, decide, payload};
use crate::error::Fault;
use crate::model::LeadStatus;
use crate::mutation::run::Run;

/// Where a lead is to stand.
#[derive(InputObject)]
pub(crate) struct SetLeadStatusInput {
    /// Which lead.
    id: ID,
    /// Where to.
    status: LeadStatus,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn set_lead_status(
    ctx: &Context<'_>,
    input: SetLeadStatusInput,
) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let command = LeadCommand::SetStatus { status: input.status.0 };
    let outcome = decide(&run, &input.id, command, "SetLeadStatus").await?;
    payload(&run, outcome).await
}
