//! Where a meeting stands: the read model says on which day, the day says the rest.

use domain::StreamId;
use domain::calendar::{Calendar, NewMeeting, Standing};
use domain::ids::MeetingId;
use domain::policy::booking::civil_day;
use projections::ReadModel;

use crate::error::Fault;
use crate::mutation::run::Run;

/// A meeting of this business, found.
pub(super) enum Held {
    /// It takes place.
    Booked(Box<NewMeeting>),
    /// It was called off; the stream it was called off in.
    Cancelled(StreamId),
}

/// How far a meeting is followed from the day the read model says to the one it has moved to since.
const HOPS: u32 = 16;

/// Finds a meeting. One booked a moment ago may not be in the read model: then that is given the time to learn of it.
pub(super) async fn find(run: &Run<'_>, id: MeetingId) -> Result<Option<Held>, Fault> {
    if let Some(held) = look(run, id).await? {
        return Ok(Some(held));
    }
    run.catch_up(&[ReadModel::Meetings]).await?;
    look(run, id).await
}

async fn look(run: &Run<'_>, id: MeetingId) -> Result<Option<Held>, Fault> {
    let Some(row) = run.services.reader().meeting(&run.session.scope, id, None).await? else {
        return Ok(None);
    };
    let mut slot = row.slot;
    for _ in 0..HOPS {
        let stream = StreamId::calendar(run.business(), row.agent, civil_day(slot.start()));
        let day = run.services.bus.state::<Calendar>(&stream).await?;
        match day.meetings.get(&id) {
            Some(Standing::Booked(meeting)) => return Ok(Some(Held::Booked(Box::new(meeting.clone())))),
            Some(Standing::Cancelled) => return Ok(Some(Held::Cancelled(stream))),
            Some(Standing::MovedAway { to }) => slot = *to,
            None => return Ok(None),
        }
    }
    Ok(None)
}
