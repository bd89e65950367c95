use async_graphql::{Context, ID, InputObject, Object};
use projections::LeadFilter as Filter;

use crate::error::Fault;
use crate::loader::{LeadAt, LeadById, load};
use crate::model::{Connection, DateTime, Intent, Lead, LeadStatus};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

/// Which leads are wanted. Every condition that is given must hold.
#[derive(InputObject, Default)]
pub(crate) struct LeadFilter {
    /// One of these statuses.
    status: Option<Vec<LeadStatus>>,
    /// What they want to do.
    intent: Option<Intent>,
    /// The city, as it is written.
    city: Option<String>,
    /// Name, city, e-mail, or a phone in any spelling.
    search: Option<String>,
}

impl From<LeadFilter> for Filter {
    fn from(filter: LeadFilter) -> Self {
        Self {
            status: filter.status.into_iter().flatten().map(|status| status.0).collect(),
            intent: filter.intent.map(Into::into),
            city: filter.city,
            search: filter.search,
        }
    }
}

#[derive(Default)]
pub(crate) struct LeadQuery;

#[Object]
impl LeadQuery {
    /// The business's leads, the newest first.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<LeadFilter>,
        #[graphql(desc = "As the list was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Connection<Lead>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().into();
        let at = as_of.map(|at| at.0);
        let rows = Services::of(ctx).reader().leads(scope, &filter, &page, at).await?;
        Ok(Connection::of(rows, page.after.is_some(), |row| Lead::seen(row, at)))
    }

    /// One lead; null when the business has none of that id.
    async fn lead(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] id: ID,
        #[graphql(desc = "As they were at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Option<Lead>, Fault> {
        Session::of(ctx)?;
        let Ok(id) = id.parse() else { return Ok(None) };
        Ok(match as_of {
            None => load(ctx, LeadById(id)).await?.map(Lead::now),
            Some(DateTime(at)) => {
                load(ctx, LeadAt(id, at)).await?.map(|lead| Lead::seen(lead.lead, Some(at)))
            }
        })
    }
}
