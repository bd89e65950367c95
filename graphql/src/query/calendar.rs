use async_graphql::{Context, ID, Object};
use domain::StreamId;
use domain::ids::UserId;
use domain::user::User as State;

use crate::error::Fault;
use crate::model::{CalendarFeed, Schedule};
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct CalendarQuery;

#[Object]
impl CalendarQuery {
    /// When somebody of the business works; null when nobody there has this id.
    async fn schedule(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose; one's own when not given.")] user_id: Option<ID>,
    ) -> Result<Option<Schedule>, Fault> {
        let session = Session::of(ctx)?;
        let whose = user_id.map_or(Some(session.user()), |id| id.parse::<UserId>().ok());
        let Some(whose) = whose else { return Ok(None) };
        let held = Services::of(ctx).bus.state::<State>(&StreamId::user(whose)).await?;
        let ours = |business| whose == session.user() || business == session.business();
        let account = held.active().filter(|account| ours(account.business));
        Ok(account.map(|account| Schedule::of(whose, &account.schedule)))
    }

    /// The address under which programs read one's own calendar; null when one has none.
    async fn calendar_feed(&self, ctx: &Context<'_>) -> Result<Option<CalendarFeed>, Fault> {
        let (services, user) = (Services::of(ctx), Session::of(ctx)?.user());
        let held = services.bus.state::<State>(&StreamId::user(user)).await?;
        let feed = held.active().and_then(|account| account.feed.as_ref());
        Ok(feed.map(|feed| CalendarFeed::of(feed, services.credentials.feed_url(user, feed))))
    }
}
