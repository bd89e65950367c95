//! `createLead`

use async_graphql::{Context, ID, InputObject};
use domain::ids::LeadId;
use domain::lead::{LeadChange, LeadCommand, LeadFact};
use domain::values::PhoneNumber;

use super::change::LeadChangeInput;
use super::{LeadPayload, decide, payload};
use crate::error::{Fault, UserError};
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
    let change = match input.change.unwrap_or_default().read(&run).await? {
        Ok(change) => change,
        Err(refused) => return Ok(refused.into()),
    };
    let facts = input.name.map(LeadFact::Name).into_iter().collect();
    let business = run.business();
    let id: ID = LeadId::derive(business, &phone).to_string().into();
    let change = Box::new(LeadChange { facts, ..change });
    let command = LeadCommand::Enter { business, phone, change, note: None };
    let outcome = decide(&run, &id, command, "CreateLead").await?;
    payload(&run, outcome).await
}
