use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::lead::Tag;
use projections::LeadFilter as Filter;

use crate::error::Fault;
use crate::loader::{LeadAt, LeadById, load};
use crate::model::{Connection, DateTime, Intent, Lead, LeadOrder, LeadOrigin, LeadStatus, User};
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
    /// Words that all occur in name, city, e-mail, tags, notes or the business's own texts; or a phone in any spelling.
    search: Option<String>,
    /// Whose: a user's id.
    assignee_id: Option<ID>,
    /// True: only those that are nobody's.
    unassigned: Option<bool>,
    /// Marked with all of these.
    tags: Option<Vec<String>>,
    /// They came in one of these ways.
    source: Option<Vec<LeadOrigin>>,
    /// First heard of at or after.
    created_from: Option<DateTime>,
    /// First heard of before.
    created_to: Option<DateTime>,
}

impl LeadFilter {
    /// The filter as the read models know it, or which condition cannot be.
    pub(crate) fn read(self) -> Result<Filter, Fault> {
        let assignee = self.assignee_id.map(|id| id.parse()).transpose().map_err(|_| Fault::BadArgument {
            argument: "filter.assigneeId",
            remedy: "expected the id of a user".to_owned(),
        })?;
        let tags = self.tags.into_iter().flatten().map(|tag| tag.parse::<Tag>());
        let tags = tags
            .collect::<Result<Vec<Tag>, _>>()
            .map_err(|error| Fault::BadArgument { argument: "filter.tags", remedy: error.to_string() })?;
        Ok(Filter {
            status: self.status.into_iter().flatten().map(|status| status.0).collect(),
            intent: self.intent.map(Into::into),
            city: self.city,
            search: self.search,
            assignee,
            unassigned: self.unassigned.unwrap_or_default(),
            tags,
            origin: self.source.into_iter().flatten().map(Into::into).collect(),
            created_from: self.created_from.map(|at| at.0),
            created_to: self.created_to.map(|at| at.0),
        })
    }
}

/// A tag in use.
#[derive(SimpleObject, Debug)]
pub(crate) struct LeadTag {
    /// The word.
    name: String,
    /// How many leads have it.
    count: u64,
}

#[derive(Default)]
pub(crate) struct LeadQuery;

#[Object]
impl LeadQuery {
    /// The business's leads, the newest first unless another order is asked for.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn leads(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<LeadFilter>,
        #[graphql(desc = "In which order.")] order: Option<LeadOrder>,
        #[graphql(desc = "As the list was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Connection<Lead>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        let order = order.map(Into::into).unwrap_or_default();
        let at = as_of.map(|at| at.0);
        let rows = Services::of(ctx).reader().leads(scope, &filter, order, &page, at).await?;
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

    /// The tags in use, the most used first.
    async fn lead_tags(&self, ctx: &Context<'_>) -> Result<Vec<LeadTag>, Fault> {
        let tags = Services::of(ctx).reader().lead_tags(&Session::of(ctx)?.scope).await?;
        Ok(tags.into_iter().map(|(tag, count)| LeadTag { name: tag.to_string(), count }).collect())
    }

    /// The people a lead can be given to.
    async fn lead_assignees(&self, ctx: &Context<'_>) -> Result<Vec<User>, Fault> {
        let users = Services::of(ctx).reader().colleagues(&Session::of(ctx)?.scope).await?;
        Ok(users.into_iter().map(User::from).collect())
    }
}
