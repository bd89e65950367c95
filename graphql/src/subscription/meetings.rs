use async_graphql::{Context, Subscription};
use domain::ids::MeetingId;
use futures::Stream;
use projections::{BusinessScope, Entity, Reader};

use super::feed::{Interest, feed};
use crate::error::Fault;
use crate::model::Meeting;
use crate::services::Services;
use crate::session::Session;

/// How many are told at most to a listener that fell behind.
const MOST_MISSED: u32 = 100;

struct Meetings {
    reader: Reader,
    scope: BusinessScope,
}

impl Interest for Meetings {
    type Key = MeetingId;
    type Item = Meeting;

    fn key(&self, entity: &Entity) -> Option<MeetingId> {
        match entity {
            Entity::Meeting(id) => Some(*id),
            Entity::Call(_)
            | Entity::Lead(_)
            | Entity::Prompt(_)
            | Entity::Business(_)
            | Entity::User(_)
            | Entity::Reminder(_) => None,
        }
    }

    async fn read(&self, ids: &[MeetingId]) -> Result<Vec<Meeting>, Fault> {
        let rows = self.reader.meetings_by_id(&self.scope, ids).await?;
        Ok(rows.into_iter().map(Meeting::from).collect())
    }

    async fn live(&self) -> Result<Vec<MeetingId>, Fault> {
        let rows = self.reader.meetings_changed_last(&self.scope, MOST_MISSED).await?;
        Ok(rows.into_iter().map(|row| row.id).collect())
    }
}

#[derive(Default)]
pub(crate) struct MeetingSubscription;

#[Subscription]
impl MeetingSubscription {
    /// The business's meetings as they are booked, moved and called off.
    #[expect(clippy::unused_async, reason = "the macro wants a future")]
    async fn meeting_updated(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Meeting, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let meetings = Meetings { reader: services.reader(), scope: session.scope };
        Ok(feed(meetings, session.business(), services.projections.changes(), Vec::new()))
    }
}
