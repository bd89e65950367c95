//! `createLead`

use async_graphql::{Context, InputObject};
use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::{Lead, LeadChange, LeadCommand, LeadFact};
use domain::values::PhoneNumber;
use projections::Sight;

use super::change::LeadChangeInput;
use super::{LeadPayload, decide_on, payload};
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::mutation::run::Run;

/// Somebody to write down.
#[derive(InputObject)]
pub(crate) struct CreateLeadInput {
    /// Their number, in any spelling. Somebody known by it already is not doubled.
    phone: String,
    /// Their name, 1 to 120 characters.
    name: Option<String>,
    /// Status, assignee, tags and the business's own fields.
    change: Option<LeadChangeInput>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn create_lead(ctx: &Context<'_>, input: CreateLeadInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Ok(phone) = input.phone.parse::<PhoneNumber>() else {
        return Ok(UserError::invalid("phone", hebrew::remedy("phone")).into());
    };
    if run.owns(&phone).await? {
        return Ok(UserError::invalid("phone", hebrew::OWN_NUMBER).into());
    }
    let change = match input.change.unwrap_or_default().read(&run).await? {
        Ok(change) => change,
        Err(refused) => return Ok(refused.into()),
    };
    let facts = input.name.map(LeadFact::Name).into_iter().collect();
    let business = run.business();
    let id = LeadId::derive(business, &phone);
    let mut change = LeadChange { facts, ..change };
    if run.session.scope.sight() == Sight::Own {
        if is_anothers(&run, id).await? {
            return Ok(UserError::of("phone", UserErrorCode::Taken, hebrew::ANOTHERS_LEAD).into());
        }
        // Whoever sees their own leads alone would not see one that is nobody's.
        change.assignee.get_or_insert(Some(run.session.user()));
    }
    let command = LeadCommand::Enter { business, phone, change: Box::new(change), note: None };
    let outcome = decide_on(&run, id, command, "CreateLead").await?;
    payload(&run, outcome).await
}

/// Whether the number is that of a lead which is there and out of the session's sight.
async fn is_anothers(run: &Run<'_>, id: LeadId) -> Result<bool, Fault> {
    let held = run.services.bus.state::<Lead>(&StreamId::lead(id)).await?;
    let known = held.known().is_some_and(|lead| !lead.is_forgotten());
    Ok(known && !run.out_of_sight(&[id]).await?.is_empty())
}
