//! `rescheduleMeeting`

use async_graphql::{Context, ID, InputObject};
use domain::calendar::{Calendar, CalendarRefusal, NewMeeting};
use domain::ids::MeetingId;
use domain::policy::booking::{Diary, Move};
use domain::values::TimeSlot;
use eventlog::{CommandError, Committed};
use projections::ReadModel;

use super::held::{self, Held};
use super::{Decided, MeetingPayload, Outcome, decided, minutes, payload};
use crate::diary;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::DateTime;
use crate::mutation::run::Run;

/// Where a meeting is to move.
#[derive(InputObject)]
pub(crate) struct RescheduleMeetingInput {
    /// Which meeting.
    id: ID,
    /// When it is to begin.
    start: DateTime,
    /// How long it is to be, 15 to 480; as long as it was when not given.
    duration_minutes: Option<i32>,
    /// A repeat with the same key is the same move.
    idempotency_key: Option<String>,
}

pub(super) async fn reschedule_meeting(
    ctx: &Context<'_>,
    input: RescheduleMeetingInput,
) -> Result<MeetingPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let minutes = match minutes(input.duration_minutes) {
        Ok(minutes) => minutes,
        Err(refused) => return Ok(refused.into()),
    };
    let Ok(id) = input.id.parse::<MeetingId>() else { return payload(&run, Outcome::NotFound).await };
    let meeting = match held::find(&run, id).await? {
        Some(Held::Booked(meeting)) => meeting,
        Some(Held::Cancelled(_)) => return Ok(UserError::invalid("id", hebrew::CANCELLED).into()),
        None => return payload(&run, Outcome::NotFound).await,
    };
    let diary = diary::of(run.services, run.business(), meeting.agent).await?;
    let minutes = minutes.or_else(|| length(&meeting.slot));
    let Ok(slot) = diary.slot(input.start.0, minutes) else {
        return Ok(UserError::invalid("start", hebrew::remedy("start")).into());
    };
    let answer = carry_out(&run, &diary, id, &meeting, slot).await;
    if matches!(&answer, Err(CommandError::Refused(CalendarRefusal::MovedAway { to })) if *to == slot) {
        // Somebody has just moved it there: it is where it was wanted.
        run.catch_up(&[ReadModel::Meetings]).await?;
        return payload(&run, Outcome::Saved(id)).await;
    }
    let outcome = match decided(&run, id, answer).await? {
        Decided::As(outcome) => outcome,
        Decided::NotHad(why) => {
            let free = diary::offered(run.services, &diary, Some(slot.start()), minutes).await?;
            Outcome::NotHad { why, free }
        }
    };
    payload(&run, outcome).await
}

/// One command within the day; to another day both in one transaction.
async fn carry_out(
    run: &Run<'_>,
    diary: &Diary,
    id: MeetingId,
    meeting: &NewMeeting,
    slot: TimeSlot,
) -> Result<Committed, CommandError<CalendarRefusal>> {
    let context = run.context("RescheduleMeeting", meeting.lead);
    match diary.reschedule(id, meeting, slot, run.services.clock.now()) {
        Move::Within(step) => run.execute::<Calendar>(&step.stream, step.command, &context).await,
        Move::Across { away, into } => {
            let (away, into) = ((&away.stream, away.command), (&into.stream, into.command));
            run.services.bus.execute_both::<Calendar>(away, into, &context).await
        }
    }
}

fn length(slot: &TimeSlot) -> Option<u16> {
    u16::try_from(slot.end().duration_since(slot.start()).as_mins()).ok()
}
