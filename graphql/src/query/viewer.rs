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
        let State::Registered { email, name, .. } = services.bus.state::<State>(&StreamId::user(id)).await?
        else {
            return Err(Fault::Unauthenticated);
        };
        let business = services.reader().business(&session.scope).await?.ok_or(Fault::NoBusiness)?;
        let user = User { id: id.to_string().into(), email, name, role };
        let permissions = session.scope.role().permissions().map(Permission::from).collect();
        Ok(Viewer { user, business: Business::from(business), role, permissions })
    }
}
