//! `setLeadStatus`

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::business::Business;
use domain::lead::LeadCommand;

use super::change::known_status;
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
    let state = run.services.bus.state::<Business>(&StreamId::business(run.business())).await?;
    let settings = &state.settings().ok_or(Fault::NoBusiness)?.leads;
    let status = match known_status(settings, input.status.0) {
        Ok(status) => status,
        Err(refused) => return Ok(refused.into()),
    };
    let command = LeadCommand::SetStatus { status };
    let outcome = decide(&run, &input.id, command, "SetLeadStatus").await?;
    payload(&run, outcome).await
}
