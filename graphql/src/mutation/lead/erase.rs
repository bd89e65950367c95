//! `eraseLead`

use std::time::Duration;

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::{Lead as State, LeadCommand};
use projections::Projections;

use super::{LeadPayload, Outcome, outcome, payload};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::Lead;
use crate::mutation::run::Run;

/// The longest the mutation waits for the read models to be made anew; past it they follow by themselves.
const PATIENCE: Duration = Duration::from_secs(5);
/// Other nodes hear of an erasure within two seconds; what one of them built before that may still show the person.
const HEARD: Duration = Duration::from_millis(2500);

/// A person to forget.
#[derive(InputObject)]
pub(crate) struct EraseLeadInput {
    /// Which lead.
    id: ID,
    /// A repeat is the same erasure, with or without a key.
    idempotency_key: Option<String>,
}

pub(super) async fn erase_lead(ctx: &Context<'_>, input: EraseLeadInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let (session, services) = (run.session, run.services);
    let not_found = || UserError::not_found("id", hebrew::NO_LEAD).into();
    let Ok(id) = input.id.parse::<LeadId>() else { return Ok(not_found()) };
    let Some(lead) = services.reader().lead(&session.scope, id).await? else { return Ok(not_found()) };
    // A person is all the leads that were merged into one.
    let family: Vec<_> = std::iter::once(lead.id).chain(lead.family).collect();
    for member in &family {
        services.bus.log().erase(*member).await?;
    }
    tracing::info!(lead = %id, by = %session.scope.user(), "a person was erased");
    services.tasks.spawn(once_all_have_heard(services.projections.clone()));
    let told = tell(&run, &family).await;
    if let Ok(outcome) = tokio::time::timeout(PATIENCE, services.projections.forget()).await {
        outcome?;
    }
    let told = told?;
    if !matches!(told, Outcome::Saved(_)) {
        return payload(&run, told).await;
    }
    let row = services.reader().lead(&session.scope, id).await?;
    Ok(LeadPayload { lead: row.map(Lead::now), operation: None, user_errors: Vec::new() })
}

/// Writes down that they were erased. After it: what is told of has happened.
async fn tell(run: &Run<'_>, family: &[LeadId]) -> Result<Outcome, Fault> {
    let mut told = Outcome::NotFound;
    for member in family {
        let context = eventlog::Context { person: None, ..run.part("EraseLead", *member) };
        let answer = run.execute::<State>(&StreamId::lead(*member), LeadCommand::Forget, &context).await;
        told = outcome(run, *member, answer).await?;
        if !matches!(told, Outcome::Saved(_)) {
            break;
        }
    }
    Ok(told)
}

async fn once_all_have_heard(projections: Projections) {
    tokio::time::sleep(HEARD).await;
    if let Err(error) = projections.forget().await {
        tracing::error!(%error, "a read model may still show who was erased: `agentlocator log erase` again");
    }
}
