//! `editReminder`

use async_graphql::{Context, ID, InputObject};
use domain::reminder::{ReminderChange, ReminderCommand};

use super::{ReminderPayload, colleague, decide, find, not_found, payload, whole};
use crate::error::Fault;
use crate::model::{DateTime, ReminderRepeat};
use crate::mutation::run::Run;

/// What changes of a reminder. What is not given stays as it is.
#[derive(InputObject)]
pub(crate) struct EditReminderInput {
    /// Which.
    id: ID,
    /// Of what, 1 to 500 characters.
    text: Option<String>,
    /// When; one that repeats is counted from here on.
    due: Option<DateTime>,
    /// How often it comes back.
    repeat: Option<ReminderRepeat>,
    /// For whom: a user's id.
    assignee_id: Option<ID>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn edit_reminder(
    ctx: &Context<'_>,
    input: EditReminderInput,
) -> Result<ReminderPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Some(row) = find(&run, &input.id).await? else { return Ok(not_found()) };
    let assignee = match &input.assignee_id {
        None => None,
        Some(id) => match colleague(&run, id).await? {
            Ok(assignee) => Some(assignee),
            Err(refused) => return Ok(refused.into()),
        },
    };
    let change = ReminderChange {
        assignee,
        text: input.text,
        due: input.due.map(whole),
        repeat: input.repeat.map(Into::into),
    };
    let command = ReminderCommand::Edit { change, now: run.services.clock.now() };
    let outcome = decide(&run, (row.id, row.lead), command, ("EditReminder", "due")).await?;
    payload(&run, outcome).await
}
