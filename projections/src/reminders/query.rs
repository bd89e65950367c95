use domain::ids::{LeadId, ReminderId};
use domain::reminder::{Notice, Standing};
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _};

use super::table::{StoredReminder, notice, standing};
use super::{ReminderFilter, ReminderOrder, ReminderRow};
use crate::reader::{Direction, Sort, among, as_it_was, columns_of};
use crate::{BusinessScope, Page, Paged, ReadError, Reader, sight};

impl ReminderOrder {
    fn sort(self) -> Sort {
        match self {
            Self::Due => Sort { direction: Direction::LeastFirst, ..Sort::greatest("due", "id") },
            Self::Updated => Sort::greatest("updated_at", "id"),
        }
    }
}

impl ReminderFilter {
    /// `leads`: who the person asked for answers for.
    fn condition(&self, scope: &BusinessScope, leads: &[LeadId]) -> Condition {
        let wanted: &[Standing] = match self.done {
            Some(true) => &[Standing::Done],
            Some(false) => &[Standing::Open],
            None => &[Standing::Open, Standing::Done],
        };
        let mut all = seen(scope).add(Expr::col("standing").is_in(wanted.iter().map(|each| standing(*each))));
        if let Some(assignee) = self.assignee {
            all = all.add(Expr::col("assignee").eq(assignee.to_string()));
        }
        if self.lead.is_some() {
            all = all.add(among("lead", leads));
        }
        if let Some(from) = self.from {
            all = all.add(Expr::col("due").gte(from.as_microsecond()));
        }
        if let Some(to) = self.to {
            all = all.add(Expr::col("due").lt(to.as_microsecond()));
        }
        if self.unseen {
            all = all.add(Expr::col("notice").eq(notice(Notice::Due)));
        }
        all
    }
}

/// The reminders a scope sees.
fn seen(scope: &BusinessScope) -> Condition {
    sight::of_somebody(scope, "assignee")
}

impl Reader {
    /// Reminders, but deleted ones. `as_of`: as the list was at a past instant.
    pub async fn reminders(
        &self,
        scope: &BusinessScope,
        filter: &ReminderFilter,
        order: ReminderOrder,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<ReminderRow>, ReadError> {
        let family = match filter.lead {
            Some(lead) => self.families(scope, &[lead]).await?.members(),
            None => Vec::new(),
        };
        let condition = filter.condition(scope, &family);
        let found: Paged<StoredReminder> =
            self.page(scope.sees(), condition, &order.sort(), page, as_of).await?;
        let items = found.items.into_iter().map(|(cursor, stored)| (cursor, stored.shown())).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }

    /// One reminder; also one that was deleted, so that it can be had back.
    pub async fn reminder(
        &self,
        scope: &BusinessScope,
        id: ReminderId,
    ) -> Result<Option<ReminderRow>, ReadError> {
        Ok(self.reminders_by_id(scope, &[id]).await?.pop())
    }

    /// These reminders; those that are not there, or not in the scope's sight, are left out.
    pub async fn reminders_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[ReminderId],
    ) -> Result<Vec<ReminderRow>, ReadError> {
        let rows: Vec<StoredReminder> =
            self.fetch_where(scope.sees(), seen(scope).add(among("id", ids))).await?;
        Ok(rows.into_iter().map(StoredReminder::shown).collect())
    }

    /// The reminders about these leads and about those they took in, each with whose it is by now, the first due first. `as_of`: as
    /// they were at a past instant.
    pub async fn reminders_of_leads(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
        as_of: Option<Timestamp>,
    ) -> Result<Vec<(LeadId, ReminderRow)>, ReadError> {
        let families = self.families(scope, leads).await?;
        let condition = sight::of_lead(scope, "lead")
            .add(among("lead", &families.members()))
            .add(Expr::col("standing").ne(standing(Standing::Cancelled)));
        let (view, condition) = as_it_was::<StoredReminder>(condition, as_of);
        let mut statement = columns_of::<StoredReminder>();
        statement.from(view).cond_where(condition);
        let mut rows: Vec<ReminderRow> = self
            .fetch::<StoredReminder>(scope.sees(), &statement)
            .await?
            .into_iter()
            .map(StoredReminder::shown)
            .collect();
        rows.sort_by_key(|row| (row.due, row.id));
        Ok(rows.into_iter().filter_map(|row| Some((families.head(row.lead?), row))).collect())
    }
}
