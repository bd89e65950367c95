//! `snoozeReminder`, `completeReminder`, `reopenReminder`, `deleteReminder`, `markRemindersSeen`: one command each.

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::reminder::{Reminder as State, ReminderCommand};
use eventlog::CommandError;
use projections::ReadModel;

use super::{ReminderPayload, RemindersPayload, decide, find, not_found, payload, whole};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::{DateTime, Reminder};
use crate::mutation::run::Run;

/// Reminders that are seen at once.
const MOST: usize = 100;

/// A reminder.
#[derive(InputObject)]
pub(crate) struct ReminderInput {
    /// Which.
    id: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A reminder that is done.
#[derive(InputObject)]
pub(crate) struct CompleteReminderInput {
    /// Which.
    id: ID,
    /// When it was due as it was shown, so that an occurrence two people tick is done once; whatever it is when not given.
    due: Option<DateTime>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A reminder to put off.
#[derive(InputObject)]
pub(crate) struct SnoozeReminderInput {
    /// Which.
    id: ID,
    /// Until when.
    until: DateTime,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// Reminders one has seen.
#[derive(InputObject)]
pub(crate) struct MarkRemindersSeenInput {
    /// Which, 1 to 100.
    ids: Vec<ID>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// One command on one reminder.
pub(super) async fn step(
    ctx: &Context<'_>,
    input: ReminderInput,
    command: ReminderCommand,
    name: &'static str,
) -> Result<ReminderPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Some(row) = find(&run, &input.id).await? else { return Ok(not_found()) };
    let outcome = decide(&run, (row.id, row.lead), command, (name, "id")).await?;
    payload(&run, outcome).await
}

pub(super) async fn snooze_reminder(
    ctx: &Context<'_>,
    input: SnoozeReminderInput,
) -> Result<ReminderPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Some(row) = find(&run, &input.id).await? else { return Ok(not_found()) };
    let command = ReminderCommand::Snooze { until: whole(input.until), now: run.services.clock.now() };
    let outcome = decide(&run, (row.id, row.lead), command, ("SnoozeReminder", "until")).await?;
    payload(&run, outcome).await
}

pub(super) async fn complete_reminder(
    ctx: &Context<'_>,
    input: CompleteReminderInput,
) -> Result<ReminderPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let Some(row) = find(&run, &input.id).await? else { return Ok(not_found()) };
    let command = ReminderCommand::Complete { seen: input.due.map(whole), now: run.services.clock.now() };
    let outcome = decide(&run, (row.id, row.lead), command, ("CompleteReminder", "id")).await?;
    payload(&run, outcome).await
}

pub(super) async fn mark_reminders_seen(
    ctx: &Context<'_>,
    input: MarkRemindersSeenInput,
) -> Result<RemindersPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    if input.ids.is_empty() || input.ids.len() > MOST {
        return Ok(UserError::invalid("ids", hebrew::remedy("reminderIds")).into());
    }
    let (mut reminders, mut user_errors) = (Vec::new(), Vec::new());
    for id in &input.ids {
        let Some(row) = find(&run, id).await? else {
            user_errors = vec![UserError::not_found("ids", hebrew::NO_REMINDER)];
            continue;
        };
        let mut context = run.context("MarkRemindersSeen", row.lead);
        // One key stands for all of them, and each is a command.
        context.command_id = format!("{}:{}", run.command_id, row.id);
        let command = ReminderCommand::Acknowledge { by: run.session.user() };
        match run.execute::<State>(&StreamId::reminder(row.id), command, &context).await {
            Ok(committed) => run.settle(&committed, &[ReadModel::Reminders]).await,
            // Deleted meanwhile, or changed by somebody at this moment: it is shown as it stands, and can be seen again.
            Err(CommandError::Refused(_) | CommandError::Conflict | CommandError::OtherTenant) => {}
            Err(CommandError::Log(error)) => return Err(error.into()),
        }
        if let Some(row) = run.services.reader().reminder(&run.session.scope, row.id).await? {
            reminders.push(Reminder::from(row));
        }
    }
    Ok(RemindersPayload { reminders, user_errors })
}
