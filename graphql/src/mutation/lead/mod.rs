//! What people do to a lead.

mod add_note;
mod change;
mod create;
mod erase;
mod merge;
mod set_status;
mod undo;
mod update;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::{Field, LeadCommand, LeadRefusal};
use eventlog::{CommandError, Committed};
use projections::ReadModel;

use self::add_note::AddLeadNoteInput;
use self::change::ChangeLeadsInput;
use self::create::CreateLeadInput;
use self::erase::EraseLeadInput;
use self::merge::{MergeLeadsInput, SplitLeadInput};
use self::set_status::SetLeadStatusInput;
use self::undo::{UndoLeadOperationInput, UndoPayload};
use self::update::UpdateLeadInput;
use super::run::Run;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::Lead;

/// What became of a lead.
#[derive(SimpleObject, Debug)]
pub(crate) struct LeadPayload {
    /// The lead as it stands; null when nothing was done, but for a `CONFLICT`: then what somebody else made of it.
    lead: Option<Lead>,
    /// What was done as an operation: `undoLeadOperation` takes it back; null when nothing was done.
    operation: Option<ID>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for LeadPayload {
    fn from(error: UserError) -> Self {
        Self { lead: None, operation: None, user_errors: vec![error] }
    }
}

/// What became of several leads.
#[derive(SimpleObject, Debug)]
pub(crate) struct LeadsPayload {
    /// The leads that changed or were so already, as they stand.
    leads: Vec<Lead>,
    /// What was done as one operation: `undoLeadOperation` takes it back; null when nothing was done.
    operation: Option<ID>,
    /// Why it was not done for the others; each reason once.
    user_errors: Vec<UserError>,
}

impl From<UserError> for LeadsPayload {
    fn from(error: UserError) -> Self {
        Self { leads: Vec::new(), operation: None, user_errors: vec![error] }
    }
}

impl LeadsPayload {
    async fn of(run: &Run<'_>, ids: &[LeadId], user_errors: Vec<UserError>) -> Result<Self, Fault> {
        let rows = run.services.reader().leads_by_id(&run.session.scope, ids).await?;
        let operation = (!rows.is_empty()).then(|| run.command_id.clone().into());
        Ok(Self { leads: rows.into_iter().map(|(_, row)| Lead::now(row)).collect(), operation, user_errors })
    }
}

/// What a command on a lead came to.
enum Outcome {
    Saved(LeadId),
    NotFound,
    Itself,
    Invalid { field: &'static str },
    Stale { id: LeadId, fields: Vec<Field> },
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

    /// Writes somebody down who has not called: by their number, so that nobody is doubled.
    async fn create_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who.")] input: CreateLeadInput,
    ) -> Result<LeadPayload, Fault> {
        create::create_lead(ctx, input).await
    }

    /// Changes status, assignee, tags or the business's own fields of one lead or of many, as one operation.
    async fn change_leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which leads, and what changes.")] input: ChangeLeadsInput,
    ) -> Result<LeadsPayload, Fault> {
        change::change_leads(ctx, input).await
    }

    /// Makes two leads one: both histories stay, the number of the one taken in answers to the other, and it can be split off again.
    async fn merge_leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The one that stays, and the one it takes in.")] input: MergeLeadsInput,
    ) -> Result<LeadPayload, Fault> {
        merge::merge_leads(ctx, input).await
    }

    /// Takes a merge back: the lead that was taken in is its own again. Answers with the one that stayed.
    async fn split_lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which lead.")] input: SplitLeadInput,
    ) -> Result<LeadPayload, Fault> {
        merge::split_lead(ctx, input).await
    }

    /// Takes an edit, a bulk change, an import or a merge back as one. What somebody changed since stays, and is named.
    async fn undo_lead_operation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which operation.")] input: UndoLeadOperationInput,
    ) -> Result<UndoPayload, Fault> {
        undo::undo_lead_operation(ctx, input).await
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

/// Has a lead in sight decide, and waits for the read models of the payload.
async fn decide(run: &Run<'_>, id: &str, command: LeadCommand, name: &'static str) -> Result<Outcome, Fault> {
    match id.parse::<LeadId>() {
        Ok(id) if run.out_of_sight(&[id]).await?.is_empty() => decide_on(run, id, command, name).await,
        Ok(_) | Err(_) => Ok(Outcome::NotFound),
    }
}

/// The same of a lead that may not be there yet.
async fn decide_on(
    run: &Run<'_>,
    id: LeadId,
    command: LeadCommand,
    name: &'static str,
) -> Result<Outcome, Fault> {
    let context = run.context(name, Some(id));
    outcome(run, id, run.execute::<domain::lead::Lead>(&StreamId::lead(id), command, &context).await).await
}

/// Reads the bus's answer, and waits for the read models of the payload.
async fn outcome(
    run: &Run<'_>,
    id: LeadId,
    answer: Result<Committed, CommandError<LeadRefusal>>,
) -> Result<Outcome, Fault> {
    match answer {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Leads, ReadModel::History]).await;
            Ok(Outcome::Saved(id))
        }
        Err(
            CommandError::Refused(LeadRefusal::Unknown | LeadRefusal::Merged { .. })
            | CommandError::OtherTenant,
        ) => Ok(Outcome::NotFound),
        Err(CommandError::Refused(LeadRefusal::Itself)) => Ok(Outcome::Itself),
        Err(CommandError::Refused(LeadRefusal::Stale { fields })) => {
            // Who is told that somebody else was faster is shown what they did.
            run.catch_up(&[ReadModel::Leads]).await?;
            Ok(Outcome::Stale { id, fields })
        }
        Err(CommandError::Refused(LeadRefusal::Invalid { field, remedy: _ })) => {
            Ok(Outcome::Invalid { field })
        }
        Err(CommandError::Conflict) => Ok(Outcome::Conflict),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// A lead's "no" among those of many leads.
fn refused(refusal: &LeadRefusal) -> UserError {
    match refusal {
        LeadRefusal::Unknown | LeadRefusal::Merged { .. } => UserError::not_found("ids", hebrew::NO_LEAD),
        LeadRefusal::Itself => UserError::invalid("ids", hebrew::ITSELF),
        LeadRefusal::Stale { .. } => UserError::conflict(),
        LeadRefusal::Invalid { field, remedy: _ } => UserError::invalid(field, hebrew::remedy(field)),
    }
}

/// The payload of an outcome. `id_field`: where the input names the lead.
async fn payload(run: &Run<'_>, outcome: Outcome) -> Result<LeadPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved(id) => {
            let row = run.services.reader().lead(&run.session.scope, id).await?;
            let operation = Some(run.command_id.clone().into());
            LeadPayload { lead: row.map(Lead::now), operation, user_errors: Vec::new() }
        }
        Outcome::NotFound => UserError::not_found("id", hebrew::NO_LEAD).into(),
        Outcome::Itself => UserError::invalid("merge", hebrew::ITSELF).into(),
        Outcome::Invalid { field } => UserError::invalid(field, hebrew::remedy(field)).into(),
        Outcome::Stale { id, fields } => {
            let row = run.services.reader().lead(&run.session.scope, id).await?;
            let stale = |field: &Field| UserError::of(field.as_str(), UserErrorCode::Conflict, hebrew::STALE);
            let user_errors = fields.iter().map(stale).collect();
            LeadPayload { lead: row.map(Lead::now), operation: None, user_errors }
        }
        Outcome::Conflict => UserError::conflict().into(),
    })
}
