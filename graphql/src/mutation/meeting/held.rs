//! Where a meeting stands: the read model says on which day, the day says the rest.

use domain::calendar::{Calendar, NewMeeting};
use domain::ids::MeetingId;
use domain::policy::booking::civil_day;
use domain::{StreamId, calendar};
use projections::{MeetingRow, ReadModel};

use crate::error::Fault;
use crate::mutation::run::Run;

/// A meeting of this business, found.
pub(super) enum Held {
    /// It takes place.
    Booked(Box<NewMeeting>),
    /// It was called off; the stream it was called off in.
    Cancelled(StreamId),
}

/// Finds a meeting. Moved a moment ago, it may be elsewhere than the read model says: then the read model is given the time to learn it.
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
    let stream = stream_of(run, &row);
    let day = run.services.bus.state::<Calendar>(&stream).await?;
    Ok(match day.meetings.get(&id) {
        Some(calendar::Standing::Booked(meeting)) => Some(Held::Booked(Box::new(meeting.clone()))),
        Some(calendar::Standing::Cancelled) => Some(Held::Cancelled(stream)),
        Some(calendar::Standing::MovedAway) | None => None,
    })
}

fn stream_of(run: &Run<'_>, row: &MeetingRow) -> StreamId {
    StreamId::calendar(run.business(), row.agent, civil_day(row.slot.start()))
}
