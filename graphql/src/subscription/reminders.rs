use async_graphql::{Context, Subscription};
use domain::ids::ReminderId;
use domain::reminder::{Notice, Standing};
use futures::Stream;
use projections::{BusinessScope, Entity, Page, Reader, ReminderFilter, ReminderOrder};

use super::feed::{Interest, feed};
use crate::error::Fault;
use crate::model::Reminder;
use crate::services::Services;
use crate::session::Session;

/// How many are told at most to a listener that joins or fell behind.
const MOST_MISSED: u32 = 100;

struct Reminders {
    reader: Reader,
    scope: BusinessScope,
    /// Only those of the listener whose time has come and which they have not seen.
    due: bool,
}

impl Interest for Reminders {
    type Key = ReminderId;
    type Item = Reminder;

    fn key(&self, entity: &Entity) -> Option<ReminderId> {
        match entity {
            Entity::Reminder(id) => Some(*id),
            Entity::Call(_)
            | Entity::Lead(_)
            | Entity::Meeting(_)
            | Entity::Prompt(_)
            | Entity::Business(_)
            | Entity::User(_) => None,
        }
    }

    async fn read(&self, ids: &[ReminderId]) -> Result<Vec<Reminder>, Fault> {
        let rows = self.reader.reminders_by_id(&self.scope, ids).await?;
        let told = rows.into_iter().filter(|row| {
            let due = row.notice == Notice::Due && row.standing == Standing::Open;
            !self.due || (due && row.assignee == self.scope.user())
        });
        Ok(told.map(Reminder::from).collect())
    }

    async fn live(&self) -> Result<Vec<ReminderId>, Fault> {
        let filter = if self.due {
            ReminderFilter {
                done: Some(false),
                assignee: Some(self.scope.user()),
                unseen: true,
                ..ReminderFilter::default()
            }
        } else {
            ReminderFilter::default()
        };
        let order = ReminderOrder::Updated;
        let page =
            self.reader.reminders(&self.scope, &filter, order, &Page::first(MOST_MISSED), None).await?;
        Ok(page.items.into_iter().map(|(_, row)| row.id).collect())
    }
}

#[derive(Default)]
pub(crate) struct ReminderSubscription;

#[Subscription]
impl ReminderSubscription {
    /// The business's reminders as they change.
    #[expect(clippy::unused_async, reason = "the macro wants a future")]
    async fn reminder_updated(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Reminder, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let reminders = Reminders { reader: services.reader(), scope: session.scope, due: false };
        Ok(feed(reminders, session.business(), services.projections.changes(), Vec::new()))
    }

    /// One's own reminders as their time comes. Begins with those one has not seen; what changes of one that is due is told again.
    async fn reminder_due(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Reminder, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        // Listening begins before looking: what comes due in between is told twice rather than not at all.
        let changes = services.projections.changes();
        let reminders = Reminders { reader: services.reader(), scope: session.scope, due: true };
        let first = reminders.live().await?;
        Ok(feed(reminders, session.business(), changes, first))
    }
}
