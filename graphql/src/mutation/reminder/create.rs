//! `createReminder`

use async_graphql::{Context, ID, InputObject};
use domain::ids::{LeadId, ReminderId};
use domain::reminder::{NewReminder, ReminderCommand, Repeat};

use super::{ReminderPayload, colleague, decide, payload, whole};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::{DateTime, ReminderRepeat};
use crate::mutation::run::Run;

/// A reminder to be.
#[derive(InputObject)]
pub(crate) struct CreateReminderInput {
    /// Of what, 1 to 500 characters.
    text: String,
    /// When: the first time, when it repeats.
    due: DateTime,
    /// How often it comes back; once when not given.
    repeat: Option<ReminderRepeat>,
    /// For whom: a user's id; for whoever asks when not given.
    assignee_id: Option<ID>,
    /// About whom: a lead's id. It stays about them.
    lead_id: Option<ID>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn create_reminder(
    ctx: &Context<'_>,
    input: CreateReminderInput,
) -> Result<ReminderPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let lead = match lead(&run, input.lead_id.as_ref()).await? {
        Ok(lead) => lead,
        Err(refused) => return Ok(refused.into()),
    };
    let own = ID::from(run.session.user().to_string());
    let assignee = match colleague(&run, input.assignee_id.as_ref().unwrap_or(&own)).await? {
        Ok(assignee) => assignee,
        Err(refused) => return Ok(refused.into()),
    };
    let reminder = NewReminder {
        business: run.business(),
        assignee,
        lead,
        text: input.text,
        due: whole(input.due),
        repeat: input.repeat.map_or(Repeat::Never, Into::into),
    };
    let id = ReminderId::derive(&run.command_id);
    let command = ReminderCommand::Create { reminder, now: run.services.clock.now() };
    let outcome = decide(&run, (id, lead), command, ("CreateReminder", "due")).await?;
    payload(&run, outcome).await
}

/// The lead that is named, when this session sees it: as it answers, so that a merged one's reminders are where people look.
async fn lead(run: &Run<'_>, id: Option<&ID>) -> Result<Result<Option<LeadId>, UserError>, Fault> {
    let Some(id) = id else { return Ok(Ok(None)) };
    if let Ok(id) = id.parse::<LeadId>()
        && let Some(row) = run.services.reader().lead(&run.session.scope, id).await?
    {
        return Ok(Ok(Some(row.id)));
    }
    Ok(Err(UserError::not_found("leadId", hebrew::NO_LEAD)))
}
