use std::collections::HashMap;

use domain::StreamId;
use domain::ids::LeadId;
use domain::lead::Tag;
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _, Order, Query};

use super::beside::LeadOperation;
use super::family::GENERATIONS;
use super::project::LeadRows;
use super::table::{StoredLead, tag_line};
use super::value::intent_name;
use super::{LeadAsOf, LeadFilter, LeadOrder, LeadRow, NoteRow, ProvenanceRow};
use crate::projector::Projector as _;
use crate::reader::{Direction, Sort, among, owned};
use crate::search::{by_text, contains};
use crate::table::{Cell, Kind};
use crate::{BusinessScope, Page, Paged, ReadError, Reader, Sight, sight};

const LEADS: (&str, &str) = ("leads", "id");

impl LeadOrder {
    fn sort(self) -> Sort {
        match self {
            Self::Newest => Sort::greatest("created_at", "id"),
            Self::Oldest => Sort { direction: Direction::LeastFirst, ..Sort::greatest("created_at", "id") },
            Self::Updated => Sort::greatest("updated_at", "id"),
            Self::Name => Sort { direction: Direction::LeastFirst, ..Sort::greatest("sort_name", "id") },
        }
    }
}

impl LeadFilter {
    fn condition(&self, scope: &BusinessScope) -> Condition {
        let mut all = sight::of_lead(scope, "id").add(Expr::col("listed").eq(1));
        if !self.status.is_empty() {
            all = all.add(among("status", &self.status));
        }
        if let Some(intent) = self.intent {
            all = all.add(Expr::col("intent").eq(intent_name(intent)));
        }
        if let Some(city) = &self.city {
            all = all.add(Expr::col("city").eq(city.trim()));
        }
        if let Some(assignee) = self.assignee {
            all = all.add(Expr::col("assignee").eq(assignee.to_string()));
        }
        if self.unassigned {
            all = all.add(Expr::col("assignee").is_null());
        }
        if !self.origin.is_empty() {
            all = all.add(Expr::col("origin").is_in(self.origin.iter().map(|origin| origin.as_str())));
        }
        if let Some(from) = self.created_from {
            all = all.add(Expr::col("created_at").gte(from.as_microsecond()));
        }
        if let Some(to) = self.created_to {
            all = all.add(Expr::col("created_at").lt(to.as_microsecond()));
        }
        for tag in &self.tags {
            all = all.add(contains("search", &tag_line(tag)));
        }
        if let Some(typed) = &self.search {
            all = all.add(by_text("search", typed));
        }
        all
    }
}

impl Reader {
    /// Leads, but those merged into others. `as_of`: as the list was at a past instant.
    pub async fn leads(
        &self,
        scope: &BusinessScope,
        filter: &LeadFilter,
        order: LeadOrder,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<LeadRow>, ReadError> {
        let found: Paged<StoredLead> =
            self.page(scope.sees(), filter.condition(scope), &order.sort(), page, as_of).await?;
        let items = found.items.into_iter().map(|(cursor, lead)| (cursor, lead.row)).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }

    /// One lead; who was merged is answered for by the lead that took them in.
    pub async fn lead(&self, scope: &BusinessScope, id: LeadId) -> Result<Option<LeadRow>, ReadError> {
        Ok(self.leads_by_id(scope, &[id]).await?.pop().map(|(_, row)| row))
    }

    /// One lead as it was at an instant, folded from its stream and the streams of those it had taken in.
    pub async fn lead_as_of(
        &self,
        scope: &BusinessScope,
        id: LeadId,
        at: Timestamp,
    ) -> Result<Option<LeadAsOf>, ReadError> {
        // What was one's own then and is another's now is out of sight, and so is its past.
        if scope.sight() == Sight::Own && self.lead(scope, id).await?.is_none() {
            return Ok(None);
        }
        let mut rows = self.folded(id, at).await?;
        let Some(mut held) = rows.leads.get(&id).cloned() else { return Ok(None) };
        for _ in 0..GENERATIONS {
            let Some(into) = held.row.merged_into else { break };
            rows = self.folded(into, at).await?;
            let Some(answering) = rows.leads.get(&into).cloned() else { return Ok(None) };
            held = answering;
        }
        if held.row.business != scope.business() || !held.listed {
            return Ok(None);
        }
        let mut notes = rows.notes_since_begun();
        for member in &held.row.family {
            notes.extend(self.folded(*member, at).await?.notes_since_begun());
        }
        notes.sort_by_key(|note| note.position);
        let provenance = rows.provenance.values().cloned().collect();
        Ok(Some(LeadAsOf { lead: held.row, notes, provenance }))
    }

    async fn folded(&self, id: LeadId, at: Timestamp) -> Result<LeadRows, ReadError> {
        let mut rows = LeadRows::default();
        for event in self.log().read_stream(&StreamId::lead(id), 0).await? {
            if event.metadata.recorded_at <= at {
                rows.project(&event);
            }
        }
        Ok(rows)
    }

    /// The notes of these leads and of those they took in, each with whose it is by now, the oldest first.
    pub async fn notes(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<(LeadId, NoteRow)>, ReadError> {
        let families = self.families(scope, leads).await?;
        let members = families.members();
        // Who was forgotten and came again has begun anew.
        let begun = Expr::cust("\"at\" >= (SELECT created_at FROM leads WHERE leads.id = lead_notes.lead)");
        let whose = owned(scope, "lead", LEADS, &members).add(begun);
        let mut notes: Vec<NoteRow> = self.fetch_where(scope.sees(), whose).await?;
        notes.sort_by_key(|note| note.position);
        Ok(notes.into_iter().map(|note| (families.head(note.lead), note)).collect())
    }

    /// Where each field's present value came from, lead by lead, in the order of [`domain::lead::Field::ALL`].
    pub async fn provenance(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<ProvenanceRow>, ReadError> {
        let mut rows: Vec<ProvenanceRow> =
            self.fetch_where(scope.sees(), owned(scope, "lead", LEADS, leads)).await?;
        rows.sort_by_key(|row| (row.lead, row.field));
        Ok(rows)
    }

    /// The tags in use, each with how many leads have it, the most used first.
    pub async fn lead_tags(&self, scope: &BusinessScope) -> Result<Vec<(Tag, u64)>, ReadError> {
        let mut statement = Query::select();
        statement.column("tag").expr(Expr::cust("count(*)")).from("lead_tags");
        statement.cond_where(sight::of_lead(scope, "lead").add(Expr::col("is_on").eq(1))).group_by_col("tag");
        let rows = self.select(scope.sees(), &statement, &[Kind::Text, Kind::Int]).await?;
        let mut tags: Vec<(Tag, u64)> = rows
            .into_iter()
            .filter_map(|row| match &row[..] {
                [Cell::Text(tag), Cell::Int(count)] => Some((tag.parse().ok()?, u64::try_from(*count).ok()?)),
                _ => None,
            })
            .collect();
        tags.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(tags)
    }

    /// How many leads stand where, by the status's key.
    pub async fn leads_by_status(&self, scope: &BusinessScope) -> Result<HashMap<String, u64>, ReadError> {
        let mut statement = Query::select();
        statement.column("status").expr(Expr::cust("count(*)")).from("leads");
        statement.cond_where(LeadFilter::default().condition(scope)).group_by_col("status");
        let rows = self.select(scope.sees(), &statement, &[Kind::Text, Kind::Int]).await?;
        let counted = rows.into_iter().filter_map(|row| match &row[..] {
            [Cell::Text(key), Cell::Int(count)] => Some((key.clone(), u64::try_from(*count).ok()?)),
            _ => None,
        });
        Ok(counted.collect())
    }

    /// The leads an operation touched, in order of id; at most `most` of them.
    pub async fn leads_of_operation(
        &self,
        scope: &BusinessScope,
        operation: &str,
        most: u64,
    ) -> Result<Vec<LeadId>, ReadError> {
        let mut statement = crate::reader::columns_of::<LeadOperation>();
        statement
            .from("lead_operations")
            .cond_where(sight::of_lead(scope, "lead").add(Expr::col("operation").eq(operation)))
            .order_by("lead", Order::Asc)
            .limit(most);
        let rows: Vec<LeadOperation> = self.fetch(scope.sees(), &statement).await?;
        Ok(rows.into_iter().map(|row| row.lead).collect())
    }
}
