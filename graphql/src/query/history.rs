use async_graphql::{Context, ID, Object};
use domain::user::Permission;

use crate::error::Fault;
use crate::model::{Connection, EntityType, HistoryEntry};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct HistoryQuery;

#[Object]
impl HistoryQuery {
    /// What happened to an entity, the newest first: who, what, when, why. Empty when the business has no such entity.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn history(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What kind of entity.")] entity: EntityType,
        #[graphql(desc = "Which: an id, a `callSid`, or for a prompt its channel.")] id: ID,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
    ) -> Result<Connection<HistoryEntry>, Fault> {
        let session = Session::of(ctx)?;
        if entity == EntityType::User && !session.may(Permission::ManageUsers) {
            return Err(Fault::Forbidden);
        }
        let scope = &session.scope;
        let page = page(first, after.as_deref())?;
        let rows = Services::of(ctx).reader().history(scope, entity.into(), &id, &page).await?;
        Ok(Connection::of(rows, page.after.is_some(), HistoryEntry::from))
    }
}
