//! `cancelMeeting`

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::calendar::{Calendar, CalendarCommand};
use domain::ids::MeetingId;
use domain::policy::booking::civil_day;

use super::held::{self, Held};
use super::{Decided, MeetingPayload, Outcome, decided, payload};
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::mutation::run::Run;

/// A meeting to call off.
#[derive(InputObject)]
pub(crate) struct CancelMeetingInput {
    /// Which meeting.
    id: ID,
    /// Why, up to 1,000 characters.
    reason: Option<String>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// The longest reason kept.
const LONGEST_REASON: usize = 1_000;
/// How often a meeting that moves on meanwhile is looked for.
const TRIES: u32 = 5;

pub(super) async fn cancel_meeting(
    ctx: &Context<'_>,
    input: CancelMeetingInput,
) -> Result<MeetingPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let reason = input.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > LONGEST_REASON) {
        return Ok(UserError::invalid("reason", hebrew::remedy("reason")).into());
    }
    let Ok(id) = input.id.parse::<MeetingId>() else { return payload(&run, Outcome::NotFound).await };
    let mut outcome = Outcome::Conflict;
    for _ in 0..TRIES {
        outcome = call_off(&run, id, reason.clone()).await?;
        // It was moved as we looked: it is called off where it is by now.
        if !matches!(outcome, Outcome::Conflict) {
            break;
        }
    }
    payload(&run, outcome).await
}

async fn call_off(run: &Run<'_>, id: MeetingId, reason: Option<String>) -> Result<Outcome, Fault> {
    let (stream, lead) = match held::find(run, id).await? {
        Some(Held::Booked(meeting)) => {
            let day = civil_day(meeting.slot.start());
            (StreamId::calendar(run.business(), meeting.agent, day), meeting.lead)
        }
        // Called off already: the day says so again, and the answer is the same.
        Some(Held::Cancelled(stream)) => (stream, None),
        None => return Ok(Outcome::NotFound),
    };
    let command = CalendarCommand::Cancel { id, reason };
    let answer = run.execute::<Calendar>(&stream, command, &run.context("CancelMeeting", lead)).await;
    Ok(match decided(run, id, answer).await? {
        Decided::As(outcome) => outcome,
        // A day never refuses a cancellation for its time.
        Decided::NotHad(_) => Outcome::Conflict,
    })
}
