use async_graphql::{Context, ID, InputObject, Object};
use projections::ReminderFilter as Filter;

use crate::error::Fault;
use crate::model::{Connection, DateTime, Reminder, ReminderOrder};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

/// Which reminders are wanted. Every condition that is given must hold.
#[derive(InputObject, Default)]
pub(crate) struct ReminderFilter {
    /// True: done; false: still to be done.
    done: Option<bool>,
    /// For this person: a user's id.
    assignee_id: Option<ID>,
    /// About this lead.
    lead_id: Option<ID>,
    /// Due at or after.
    from: Option<DateTime>,
    /// Due before.
    to: Option<DateTime>,
    /// True: only those whose time has come and which the one they are for has not seen.
    unseen: Option<bool>,
}

impl ReminderFilter {
    fn read(self) -> Result<Filter, Fault> {
        let wrong = |argument, remedy: &str| Fault::BadArgument { argument, remedy: remedy.to_owned() };
        let lead = self.lead_id.map(|id| id.parse()).transpose();
        let assignee = self.assignee_id.map(|id| id.parse()).transpose();
        Ok(Filter {
            done: self.done,
            assignee: assignee.map_err(|_| wrong("filter.assigneeId", "expected the id of a user"))?,
            lead: lead.map_err(|_| wrong("filter.leadId", "expected the id of a lead"))?,
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
            unseen: self.unseen.unwrap_or_default(),
        })
    }
}

#[derive(Default)]
pub(crate) struct ReminderQuery;

#[Object]
impl ReminderQuery {
    /// The business's reminders, the first due first unless another order is asked for.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn reminders(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<ReminderFilter>,
        #[graphql(desc = "In which order.")] order: Option<ReminderOrder>,
        #[graphql(desc = "As the list was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Connection<Reminder>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        let order = order.map(Into::into).unwrap_or_default();
        let at = as_of.map(|at| at.0);
        let rows = Services::of(ctx).reader().reminders(scope, &filter, order, &page, at).await?;
        Ok(Connection::of(rows, page.after.is_some(), |row| Reminder::seen(row, at)))
    }

    /// One reminder, also a deleted one; null when the business has none of that id.
    async fn reminder(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] id: ID,
    ) -> Result<Option<Reminder>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let Ok(id) = id.parse() else { return Ok(None) };
        Ok(Services::of(ctx).reader().reminder(scope, id).await?.map(Reminder::from))
    }
}
