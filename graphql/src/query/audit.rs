use async_graphql::{Context, Object};

use crate::error::Fault;
use crate::model::{AuditEntry, AuditKind, Connection};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct AuditQuery;

#[Object]
impl AuditQuery {
    /// Who signed in or tried to, who looked at a business for support and why, which businesses were opened and closed, and who erased
    /// which lead; the newest first. Of the whole installation for platform admins, of their own business for its owners.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn audit(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Only of these kinds.")] kinds: Option<Vec<AuditKind>>,
    ) -> Result<Connection<AuditEntry>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let kinds: Vec<_> = kinds.into_iter().flatten().map(Into::into).collect();
        let rows = Services::of(ctx).reader().audit(scope, &kinds, &page).await?;
        Ok(Connection::of(rows, page.after.is_some(), AuditEntry::from))
    }
}
