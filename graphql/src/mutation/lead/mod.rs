//! What people do to a lead.

mod add_note;
mod erase;
mod set_status;
mod update;

use async_graphql::{Context, Object, SimpleObject};
use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::{LeadCommand, LeadRefusal};
use eventlog::CommandError;
use projections::ReadModel;

use self::add_note::AddLeadNoteInput;
use self::erase::EraseLeadInput;
use self::set_status::SetLeadStatusInput;
use self::update::UpdateLeadInput;
use super::run::Run;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::Lead;

/// What became of a lead.
#[derive(SimpleObject, Debug)]
pub(crate) struct LeadPayload {
    /// The lead as it stands; null when nothing was done.
    lead: Option<Lead>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for LeadPayload {
    fn from(error: UserError) -> Self {
        Self { lead: None, user_errors: vec![error] }
    }
}

/// What a command on a lead came to.
enum Outcome {
    Saved(LeadId),
    NotFound,
    Invalid { field: &'static str },
    Conflict,
}

#[derive(Default)]
pub(crate) struct LeadMutation;

#[Object]
impl LeadMutation {
    /// Corrects a lead's details. Fields that are not given stay as they are.
    async fn update_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and its new values.")] input: UpdateLeadInput,
    ) -> Result<LeadPayload, Fault> {
        update::update_lead(ctx, input).await
    }

    /// Moves a lead to another status.
    async fn set_lead_status(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and where to.")] input: SetLeadStatusInput,
    ) -> Result<LeadPayload, Fault> {
        set_status::set_lead_status(ctx, input).await
    }

    /// Writes something down about a lead.
    async fn add_lead_note(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead, and the words.")] input: AddLeadNoteInput,
    ) -> Result<LeadPayload, Fault> {
        add_note::add_lead_note(ctx, input).await
    }

    /// Forgets a person for good: everything personal that is known of them reads as redacted from here on; owners only.
    async fn erase_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: EraseLeadInput,
    ) -> Result<LeadPayload, Fault> {
        erase::erase_lead(ctx, input).await
    }
}

/// Has a lead decide, and waits for the read models of the payload.
async fn decide(run: &Run<'_>, id: &str, command: LeadCommand, name: &'static str) -> Result<Outcome, Fault> {
    let Ok(id) = id.parse::<LeadId>() else { return Ok(Outcome::NotFound) };
    let context = run.context(name, Some(id));
    match run.execute::<domain::lead::Lead>(&StreamId::lead(id), command, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Leads, ReadModel::History]).await;
            Ok(Outcome::Saved(id))
        }
        Err(CommandError::Refused(LeadRefusal::Unknown) | CommandError::OtherTenant) => Ok(Outcome::NotFound),
        Err(CommandError::Refused(LeadRefusal::Invalid { field, remedy: _ })) => {
            Ok(Outcome::Invalid { field })
        }
        Err(CommandError::Conflict) => Ok(Outcome::Conflict),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// The payload of an outcome. `id_field`: where the input names the lead.
async fn payload(run: &Run<'_>, outcome: Outcome) -> Result<LeadPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved(id) => {
            let row = run.services.reader().lead(&run.session.scope, id).await?;
            LeadPayload { lead: row.map(Lead::now), user_errors: Vec::new() }
        }
        Outcome::NotFound => UserError::not_found("id", hebrew::NO_LEAD).into(),
        Outcome::Invalid { field } => UserError::invalid(field, hebrew::remedy(field)).into(),
        Outcome::Conflict => UserError::conflict().into(),
    })
}
