//! What people do to meetings.

mod book;
mod cancel;
mod held;
mod reschedule;

use async_graphql::{Context, Object, SimpleObject};
use domain::calendar::CalendarRefusal;
use domain::ids::MeetingId;
use domain::values::TimeSlot as Slot;
use eventlog::{CommandError, Committed};
use projections::ReadModel;

use self::book::BookMeetingInput;
use self::cancel::CancelMeetingInput;
use self::reschedule::RescheduleMeetingInput;
use super::run::Run;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::{Meeting, TimeSlot};

/// What became of a meeting.
#[derive(SimpleObject, Debug)]
pub(crate) struct MeetingPayload {
    /// The meeting as it stands; null when nothing was done.
    meeting: Option<Meeting>,
    /// Free slots to have instead, when the one asked for could not be had: as in `suggestedSlots`.
    free: Vec<TimeSlot>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for MeetingPayload {
    fn from(error: UserError) -> Self {
        Self { meeting: None, free: Vec::new(), user_errors: vec![error] }
    }
}

/// Why a slot could not be had.
#[derive(Debug, Clone, Copy)]
enum NotHad {
    Taken,
    OutsideHours,
    InThePast,
}

/// What a command on a calendar came to.
enum Outcome {
    Saved(MeetingId),
    NotHad { why: NotHad, free: Vec<Slot> },
    NotFound,
    BadSubject,
    Conflict,
}

#[derive(Default)]
pub(crate) struct MeetingMutation;

#[Object]
impl MeetingMutation {
    /// Books a meeting, within the working hours and where nothing else is.
    async fn book_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "With whom, when and what about.")] input: BookMeetingInput,
    ) -> Result<MeetingPayload, Fault> {
        book::book_meeting(ctx, input).await
    }

    /// Moves a meeting to another time, of the same day or another.
    async fn reschedule_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and where to.")] input: RescheduleMeetingInput,
    ) -> Result<MeetingPayload, Fault> {
        reschedule::reschedule_meeting(ctx, input).await
    }

    /// Calls a meeting off.
    async fn cancel_meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which meeting, and why.")] input: CancelMeetingInput,
    ) -> Result<MeetingPayload, Fault> {
        cancel::cancel_meeting(ctx, input).await
    }
}

/// What the bus said, apart from a slot that was not to be had (that needs a look at what is free).
enum Decided {
    As(Outcome),
    NotHad(NotHad),
}

/// Reads the bus's answer, and waits for the read models of the payload.
async fn decided(
    run: &Run<'_>,
    id: MeetingId,
    answer: Result<Committed, CommandError<CalendarRefusal>>,
) -> Result<Decided, Fault> {
    let refusal = match answer {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Meetings, ReadModel::History]).await;
            return Ok(Decided::As(Outcome::Saved(id)));
        }
        Err(CommandError::Refused(refusal)) => refusal,
        Err(CommandError::OtherTenant) => return Ok(Decided::As(Outcome::NotFound)),
        Err(CommandError::Conflict) => return Ok(Decided::As(Outcome::Conflict)),
        Err(CommandError::Log(error)) => return Err(error.into()),
    };
    Ok(match refusal {
        CalendarRefusal::SlotTaken => Decided::NotHad(NotHad::Taken),
        CalendarRefusal::OutsideHours => Decided::NotHad(NotHad::OutsideHours),
        CalendarRefusal::InThePast => Decided::NotHad(NotHad::InThePast),
        CalendarRefusal::Unknown => Decided::As(Outcome::NotFound),
        // Somebody was faster.
        CalendarRefusal::MovedAway { .. } => Decided::As(Outcome::Conflict),
        CalendarRefusal::BadSubject => Decided::As(Outcome::BadSubject),
    })
}

/// The payload of an outcome.
async fn payload(run: &Run<'_>, outcome: Outcome) -> Result<MeetingPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved(id) => {
            let row = run.services.reader().meeting(&run.session.scope, id, None).await?;
            MeetingPayload { meeting: row.map(Meeting::from), free: Vec::new(), user_errors: Vec::new() }
        }
        Outcome::NotHad { why, free } => {
            let (code, message) = match why {
                NotHad::Taken => (UserErrorCode::SlotTaken, hebrew::SLOT_TAKEN),
                NotHad::OutsideHours => (UserErrorCode::OutsideHours, hebrew::OUTSIDE_HOURS),
                NotHad::InThePast => (UserErrorCode::InThePast, hebrew::IN_THE_PAST),
            };
            let user_errors = vec![UserError::of("start", code, message)];
            MeetingPayload {
                meeting: None,
                free: free.into_iter().map(TimeSlot::from).collect(),
                user_errors,
            }
        }
        Outcome::NotFound => UserError::not_found("id", hebrew::NO_MEETING).into(),
        Outcome::BadSubject => UserError::invalid("subject", hebrew::remedy("subject")).into(),
        Outcome::Conflict => UserError::conflict().into(),
    })
}

/// A length in minutes that a meeting can have; `None`: nobody said.
fn minutes(wanted: Option<i32>) -> Result<Option<u16>, UserError> {
    let Some(wanted) = wanted else { return Ok(None) };
    match u16::try_from(wanted) {
        Ok(minutes) if (15..=480).contains(&minutes) => Ok(Some(minutes)),
        Ok(_) | Err(_) => Err(UserError::invalid("durationMinutes", hebrew::remedy("durationMinutes"))),
    }
}
