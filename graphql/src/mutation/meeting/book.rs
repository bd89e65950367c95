//! `bookMeeting`

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::calendar::Calendar;
use domain::ids::{LeadId, MeetingId};
use domain::lead::Lead;
use domain::policy::booking::Wish;

use super::{Decided, MeetingPayload, Outcome, decided, minutes, payload};
use crate::diary;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::DateTime;
use crate::mutation::run::Run;

/// A meeting to be.
#[derive(InputObject)]
pub(crate) struct BookMeetingInput {
    /// With whom; null when it is nobody known.
    lead_id: Option<ID>,
    /// When it begins.
    start: DateTime,
    /// How long it is, 15 to 480; the business's usual length when not given.
    duration_minutes: Option<i32>,
    /// What about, 1 to 200 characters.
    subject: String,
    /// Whose calendar it goes into; the one the phone agent books into when not given.
    agent_id: Option<ID>,
    /// A repeat with the same key is the same meeting.
    idempotency_key: Option<String>,
}

pub(super) async fn book_meeting(
    ctx: &Context<'_>,
    input: BookMeetingInput,
) -> Result<MeetingPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let minutes = match minutes(input.duration_minutes) {
        Ok(minutes) => minutes,
        Err(refused) => return Ok(refused.into()),
    };
    let lead = match lead(&run, input.lead_id.as_ref()).await? {
        Ok(lead) => lead,
        Err(refused) => return Ok(refused.into()),
    };
    let Some(diary) = diary::named(run.services, run.business(), input.agent_id.as_ref()).await? else {
        return Ok(UserError::not_found("agentId", hebrew::NO_AGENT).into());
    };
    let Ok(slot) = diary.slot(input.start.0, minutes) else {
        return Ok(UserError::invalid("start", hebrew::remedy("start")).into());
    };
    let wish = Wish { lead, slot, subject: input.subject, source: None };
    let id = MeetingId::derive(&run.command_id);
    let step = diary.book(id, wish, run.services.clock.now());
    let answer = run.execute::<Calendar>(&step.stream, step.command, &run.context("BookMeeting", lead)).await;
    let outcome = match decided(&run, id, answer).await? {
        Decided::As(outcome) => outcome,
        Decided::NotHad(why) => {
            let free = diary::offered(run.services, &diary, Some(slot.start()), minutes).await?;
            Outcome::NotHad { why, free }
        }
    };
    payload(&run, outcome).await
}

/// The lead that is named, when it is one of this business.
async fn lead(run: &Run<'_>, id: Option<&ID>) -> Result<Result<Option<LeadId>, UserError>, Fault> {
    let Some(id) = id else { return Ok(Ok(None)) };
    if let Ok(id) = id.parse::<LeadId>()
        && let Lead::Known(lead) = run.services.bus.state::<Lead>(&StreamId::lead(id)).await?
        && lead.business == run.business()
        && run.out_of_sight(&[id]).await?.is_empty()
    {
        return Ok(Ok(Some(id)));
    }
    Ok(Err(UserError::not_found("leadId", hebrew::NO_LEAD)))
}
