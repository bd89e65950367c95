use async_graphql::{Context, Object};
use domain::StreamId;
use domain::user::User as State;

use crate::error::Fault;
use crate::model::{Business, Permission, User, Viewer};
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct ViewerQuery;

#[Object]
impl ViewerQuery {
    /// Who is signed in, where, and what they may do.
    async fn viewer(&self, ctx: &Context<'_>) -> Result<Viewer, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let (id, role) = (session.scope.user(), session.scope.role().into());
        // From the log itself: somebody who has just registered is known before the read models know them.
        let held = services.bus.state::<State>(&StreamId::user(id)).await?;
        let account = held.active().ok_or(Fault::Unauthenticated)?;
        let business = services.reader().business(&session.scope).await?.ok_or(Fault::NoBusiness)?;
        let permissions = session.scope.role().permissions().map(Permission::from).collect();
        let support = account.business != session.business();
        let session_id = session.id.to_string().into();
        let user = User::of_account(id, account);
        Ok(Viewer { user, business: Business::from(business), role, permissions, support, session_id })
    }
}
