//! What people do with reminders.

mod create;
mod edit;
mod steps;

use async_graphql::{Context, ID, Object, SimpleObject};
use domain::ids::{ReminderId, UserId};
use domain::reminder::{Reminder as State, ReminderCommand, ReminderRefusal};
use domain::{StreamId, ids::LeadId};
use eventlog::{CommandError, Committed};
use jiff::{RoundMode, Timestamp, TimestampRound, Unit};
use projections::{ReadModel, ReminderRow};

use self::create::CreateReminderInput;
use self::edit::EditReminderInput;
use self::steps::{CompleteReminderInput, MarkRemindersSeenInput, ReminderInput, SnoozeReminderInput};
use super::run::Run;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::{DateTime, Reminder};

/// What became of a reminder.
#[derive(SimpleObject, Debug)]
pub(crate) struct ReminderPayload {
    /// The reminder as it stands; null when nothing was done.
    reminder: Option<Reminder>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for ReminderPayload {
    fn from(error: UserError) -> Self {
        Self { reminder: None, user_errors: vec![error] }
    }
}

/// What became of several reminders.
#[derive(SimpleObject, Debug)]
pub(crate) struct RemindersPayload {
    /// The reminders as they stand.
    reminders: Vec<Reminder>,
    /// Why it was not done for the others; each reason once.
    user_errors: Vec<UserError>,
}

impl From<UserError> for RemindersPayload {
    fn from(error: UserError) -> Self {
        Self { reminders: Vec::new(), user_errors: vec![error] }
    }
}

/// What a command on a reminder came to.
enum Outcome {
    Saved(ReminderId),
    NotFound,
    Done,
    InThePast { field: &'static str },
    BadText,
    Conflict,
}

#[derive(Default)]
pub(crate) struct ReminderMutation;

#[Object]
impl ReminderMutation {
    /// Makes a reminder: for oneself unless somebody else is named, about a lead or about nobody in particular.
    async fn create_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of what, when, for whom.")] input: CreateReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        create::create_reminder(ctx, input).await
    }

    /// Changes a reminder. Fields that are not given stay as they are.
    async fn edit_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminder, and what changes.")] input: EditReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        edit::edit_reminder(ctx, input).await
    }

    /// Puts a reminder off; one that repeats comes back at its own hour all the same.
    async fn snooze_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminder, and until when.")] input: SnoozeReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        steps::snooze_reminder(ctx, input).await
    }

    /// Ticks a reminder off; one that repeats is done for this time and waits for the next.
    async fn complete_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminder.")] input: CompleteReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        steps::complete_reminder(ctx, input).await
    }

    /// Takes the last `completeReminder` or `deleteReminder` back.
    async fn reopen_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminder.")] input: ReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        steps::step(ctx, input, ReminderCommand::Reopen, "ReopenReminder").await
    }

    /// Deletes a reminder; `reopenReminder` has it back.
    async fn delete_reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminder.")] input: ReminderInput,
    ) -> Result<ReminderPayload, Fault> {
        steps::step(ctx, input, ReminderCommand::Cancel, "DeleteReminder").await
    }

    /// Says that one has seen that one's reminders are due. What is somebody else's stays as it is.
    async fn mark_reminders_seen(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reminders.")] input: MarkRemindersSeenInput,
    ) -> Result<RemindersPayload, Fault> {
        steps::mark_reminders_seen(ctx, input).await
    }
}

/// A reminder this session sees, by the id it was given.
async fn find(run: &Run<'_>, id: &ID) -> Result<Option<ReminderRow>, Fault> {
    let Ok(id) = id.parse::<ReminderId>() else { return Ok(None) };
    Ok(run.services.reader().reminder(&run.session.scope, id).await?)
}

/// Has a reminder decide, and waits for the read models of the payload. `field`: where the input names the time.
async fn decide(
    run: &Run<'_>,
    row: (ReminderId, Option<LeadId>),
    command: ReminderCommand,
    (name, field): (&'static str, &'static str),
) -> Result<Outcome, Fault> {
    let (id, lead) = row;
    let context = run.context(name, lead);
    outcome(run, id, field, run.execute::<State>(&StreamId::reminder(id), command, &context).await).await
}

async fn outcome(
    run: &Run<'_>,
    id: ReminderId,
    field: &'static str,
    answer: Result<Committed, CommandError<ReminderRefusal>>,
) -> Result<Outcome, Fault> {
    let refusal = match answer {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Reminders, ReadModel::History]).await;
            return Ok(Outcome::Saved(id));
        }
        Err(CommandError::Refused(refusal)) => refusal,
        Err(CommandError::OtherTenant) => return Ok(Outcome::NotFound),
        Err(CommandError::Conflict) => return Ok(Outcome::Conflict),
        Err(CommandError::Log(error)) => return Err(error.into()),
    };
    Ok(match refusal {
        ReminderRefusal::Unknown => Outcome::NotFound,
        ReminderRefusal::Done => Outcome::Done,
        // People do not ask for the second; it is the product's own.
        ReminderRefusal::InThePast | ReminderRefusal::NotYet => Outcome::InThePast { field },
        ReminderRefusal::BadText => Outcome::BadText,
    })
}

/// The payload of an outcome.
async fn payload(run: &Run<'_>, outcome: Outcome) -> Result<ReminderPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved(id) => {
            let row = run.services.reader().reminder(&run.session.scope, id).await?;
            ReminderPayload { reminder: row.map(Reminder::from), user_errors: Vec::new() }
        }
        Outcome::NotFound => not_found(),
        Outcome::Done => UserError::of("id", UserErrorCode::Invalid, hebrew::REMINDER_DONE).into(),
        Outcome::InThePast { field } => {
            UserError::of(field, UserErrorCode::InThePast, hebrew::REMINDER_PAST).into()
        }
        Outcome::BadText => UserError::invalid("text", hebrew::remedy("reminderText")).into(),
        Outcome::Conflict => UserError::conflict().into(),
    })
}

fn not_found() -> ReminderPayload {
    UserError::not_found("id", hebrew::NO_REMINDER).into()
}

/// Somebody of the business who is at work.
async fn colleague(run: &Run<'_>, id: &ID) -> Result<Result<UserId, UserError>, Fault> {
    let users = run.services.reader().colleagues(&run.session.scope).await?;
    let found = users.into_iter().find(|user| user.id.to_string() == id.as_str());
    Ok(found.map(|user| user.id).ok_or_else(|| UserError::not_found("assigneeId", hebrew::NO_AGENT)))
}

/// A time as reminders keep it: whole seconds, which every client can say again as it was told.
fn whole(at: DateTime) -> Timestamp {
    at.0.round(TimestampRound::new().smallest(Unit::Second).mode(RoundMode::Trunc)).unwrap_or(at.0)
}
