use async_graphql::{Context, ID, Object};
use domain::StreamId;
use domain::ids::UserId;
use domain::user::{Permission, User as State};

use crate::error::Fault;
use crate::model::{Business, Connection, Session as Listed, User};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct UserQuery;

#[Object]
impl UserQuery {
    /// The people of the business, the newest first; those who were asked to join too.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn users(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Connection<User>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let rows = Services::of(ctx).reader().users(scope, &page).await?;
        Ok(Connection::of(rows, page.after.is_some(), User::from))
    }

    /// Where a person is signed in, the newest first: oneself, or one of the business for those who manage users.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn sessions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whose; one's own when not given.")] user: Option<ID>,
    ) -> Result<Vec<Listed>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let whose = user.map_or(Some(session.user()), |id| id.parse::<UserId>().ok());
        let Some(whose) = whose else { return Ok(Vec::new()) };
        if whose != session.user() && !session.may(Permission::ManageUsers) {
            return Err(Fault::Forbidden);
        }
        let held = services.bus.state::<State>(&StreamId::user(whose)).await?;
        let ours = |business| whose == session.user() || business == session.business();
        let Some(account) = held.active().filter(|account| ours(account.business)) else {
            return Ok(Vec::new());
        };
        let now = services.clock.now();
        let mut open: Vec<_> = account.sessions.iter().filter(|(_, held)| held.lives(now)).collect();
        open.sort_by_key(|(_, held)| std::cmp::Reverse(held.renewed_at));
        Ok(open.into_iter().map(|(id, held)| Listed::of(*id, held, session.id)).collect())
    }

    /// The businesses of the installation, the newest first; platform admins only.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn businesses(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Connection<Business>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let rows = Services::of(ctx).reader().businesses(scope, &page).await?;
        Ok(Connection::of(rows, page.after.is_some(), Business::from))
    }
}
