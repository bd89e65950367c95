//! `addLeadNote`

use async_graphql::{Context, ID, InputObject};
use domain::lead::LeadCommand;

use super::{LeadPayload, decide, payload};
use crate::error::Fault;
use crate::mutation::run::Run;

/// Something to write down.
#[derive(InputObject)]
pub(crate) struct AddLeadNoteInput {
    /// About which lead.
    id: ID,
    /// The words, 1 to 10,000 characters.
    text: String,
    /// A repeat with the same key is the same note.
    idempotency_key: Option<String>,
}

pub(super) async fn add_lead_note(ctx: &Context<'_>, input: AddLeadNoteInput) -> Result<LeadPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let command = LeadCommand::AddNote { key: run.command_id.clone(), text: input.text };
    let outcome = decide(&run, &input.id, command, "AddLeadNote").await?;
    payload(&run, outcome).await
}
