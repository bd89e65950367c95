//! `mergeLeads` and `splitLead`

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::{Lead, LeadCommand, LeadEvent};
use domain::{Event, Metadata};
use eventlog::CommandError;
use projections::ReadModel;

use super::undo::{self, Undone};
use super::{LeadPayload, Outcome, payload};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::mutation::run::Run;

/// Two leads that are one person.
#[derive(InputObject)]
pub(crate) struct MergeLeadsInput {
    /// The one that stays: its values go before the other's.
    keep: ID,
    /// The one that is taken in. Its number answers to the one that stays, also when it calls again.
    merge: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A lead that was merged and should be its own again.
#[derive(InputObject)]
pub(crate) struct SplitLeadInput {
    /// Which, as `Lead.merged` names it.
    id: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn merge_leads(ctx: &Context<'_>, input: MergeLeadsInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let reader = run.services.reader();
    let mut both = Vec::new();
    for (field, id) in [("keep", &input.keep), ("merge", &input.merge)] {
        let row = match id.parse() {
            Ok(id) => reader.lead(&run.session.scope, id).await?,
            Err(_) => None,
        };
        match row {
            Some(row) => both.push(row.id),
            None => return Ok(UserError::not_found(field, hebrew::NO_LEAD).into()),
        }
    }
    let (keep, merge) = (both[0], both[1]);
    let outcome =
        if keep == merge { merged_already(&run, &input).await? } else { one(&run, keep, merge).await? };
    payload(&run, outcome).await
}

/// Both ids answer as the same lead: a repeat, when they were two; nonsense, when they were given as one.
async fn merged_already(run: &Run<'_>, input: &MergeLeadsInput) -> Result<Outcome, Fault> {
    if input.keep == input.merge {
        return Ok(Outcome::Itself);
    }
    let Ok(keep) = input.keep.parse::<LeadId>() else { return Ok(Outcome::NotFound) };
    run.catch_up(&[ReadModel::Leads]).await?;
    Ok(Outcome::Saved(keep))
}

async fn one(run: &Run<'_>, keep: LeadId, merge: LeadId) -> Result<Outcome, Fault> {
    let (kept, taken) = (StreamId::lead(keep), StreamId::lead(merge));
    let Some(other) = run.services.bus.state::<Lead>(&taken).await?.known().cloned() else {
        return Ok(Outcome::NotFound);
    };
    let absorb = LeadCommand::Absorb { lead: merge, other: Box::new(other) };
    let merge_into = LeadCommand::MergeInto { lead: keep };
    // What is taken over is the other's: under the other's key, so that who forgets them after they were split forgets it too.
    let context = run.context("MergeLeads", Some(merge));
    let bus = &run.services.bus;
    super::outcome(run, keep, bus.execute_both::<Lead>((&kept, absorb), (&taken, merge_into), &context).await)
        .await
}

pub(super) async fn split_lead(ctx: &Context<'_>, input: SplitLeadInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Ok(id) = input.id.parse::<LeadId>() else { return payload(&run, Outcome::NotFound).await };
    let stream = StreamId::lead(id);
    let history = run.services.bus.log().read_stream(&stream, 0).await?;
    let ours = |metadata: &Metadata| metadata.business == Some(run.business());
    let merge = history.iter().rev().filter(|recorded| ours(&recorded.metadata)).find_map(|recorded| {
        let Event::Lead(LeadEvent::MergedInto { lead }) = &recorded.event else { return None };
        Some((*lead, undo::operation_of(&recorded.metadata).to_owned()))
    });
    let Some((kept, operation)) = merge else { return payload(&run, Outcome::NotFound).await };
    if !run.out_of_sight(&[kept]).await?.is_empty() {
        return payload(&run, Outcome::NotFound).await;
    }
    let context = run.context("SplitLead", Some(kept));
    let outcome = match undo::one(&run.services.bus, kept, &operation, &context).await {
        Ok(Undone { position, .. }) => {
            run.reach(position, &[ReadModel::Leads, ReadModel::History]).await;
            Outcome::Saved(kept)
        }
        Err(CommandError::Conflict) => Outcome::Conflict,
        Err(CommandError::Refused(_) | CommandError::OtherTenant) => Outcome::NotFound,
        Err(CommandError::Log(error)) => return Err(error.into()),
    };
    payload(&run, outcome).await
}
