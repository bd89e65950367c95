use async_graphql::{Context, Object};
use domain::StreamId;
use domain::user::User as State;

use crate::error::Fault;
use crate::model::Push;
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct PushQuery;

#[Object]
impl PushQuery {
    /// How one is told outside the screen what one must not miss: reminders that are due.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn push(&self, ctx: &Context<'_>) -> Result<Push, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let held = services.bus.state::<State>(&StreamId::user(session.user())).await?;
        let account = held.active().ok_or(Fault::Unauthenticated)?;
        Ok(Push::of(account, session.id, services.credentials.push_key(), services.clock.now()))
    }
}
