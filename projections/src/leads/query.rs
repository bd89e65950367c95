use domain::StreamId;
use domain::ids::LeadId;
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _};

use super::project::LeadRows;
use super::table::StoredLead;
use super::value::intent_name;
use super::{LeadAsOf, LeadFilter, LeadRow, NoteRow, ProvenanceRow};
use crate::projector::Projector as _;
use crate::reader::{Sort, among, owned, within};
use crate::search::by_text;
use crate::{BusinessScope, Page, Paged, ReadError, Reader};

const NEWEST: Sort = Sort { column: "created_at", id: "id" };
const LEADS: (&str, &str) = ("leads", "id");

impl LeadFilter {
    fn condition(&self, scope: &BusinessScope) -> Condition {
        let mut all = within(scope);
        if !self.status.is_empty() {
            all = all.add(among("status", &self.status));
        }
        if let Some(intent) = self.intent {
            all = all.add(Expr::col("intent").eq(intent_name(intent)));
        }
        if let Some(city) = &self.city {
            all = all.add(Expr::col("city").eq(city.trim()));
        }
        if let Some(typed) = self.search.as_deref().filter(|typed| !typed.trim().is_empty()) {
            all = all.add(by_text("search", "phone", typed));
        }
        all
    }
}

impl Reader {
    /// Leads, the newest first (creation, then id). `as_of`: as the list was at a past instant.
    pub async fn leads(
        &self,
        scope: &BusinessScope,
        filter: &LeadFilter,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<LeadRow>, ReadError> {
        let found: Paged<StoredLead> = self.page(filter.condition(scope), &NEWEST, page, as_of).await?;
        let items = found.items.into_iter().map(|(cursor, lead)| (cursor, lead.row)).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }

    /// One lead.
    pub async fn lead(&self, scope: &BusinessScope, id: LeadId) -> Result<Option<LeadRow>, ReadError> {
        Ok(self.leads_by_id(scope, &[id]).await?.pop())
    }

    /// One lead as it was at an instant, folded from its stream.
    pub async fn lead_as_of(
        &self,
        scope: &BusinessScope,
        id: LeadId,
        at: Timestamp,
    ) -> Result<Option<LeadAsOf>, ReadError> {
        let mut rows = LeadRows::default();
        for event in self.log().read_stream(&StreamId::lead(id), 0).await? {
            if event.metadata.recorded_at <= at {
                rows.project(&event);
            }
        }
        let lead = rows.leads.get(&id).map(|lead| lead.row.clone());
        Ok(lead.filter(|lead| lead.business == scope.business()).map(|lead| {
            let mut notes: Vec<_> = rows.notes.values().cloned().collect();
            notes.sort_by_key(|note| note.position);
            LeadAsOf { lead, notes, provenance: rows.provenance.values().cloned().collect() }
        }))
    }

    /// The leads among these, in no order that means anything.
    pub async fn leads_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[LeadId],
    ) -> Result<Vec<LeadRow>, ReadError> {
        let leads: Vec<StoredLead> = self.fetch_where(within(scope).add(among("id", ids))).await?;
        Ok(leads.into_iter().map(|lead| lead.row).collect())
    }

    /// The notes of these leads, the oldest first.
    pub async fn notes(&self, scope: &BusinessScope, leads: &[LeadId]) -> Result<Vec<NoteRow>, ReadError> {
        let mut notes: Vec<NoteRow> = self.fetch_where(owned(scope, "lead", LEADS, leads)).await?;
        notes.sort_by_key(|note| note.position);
        Ok(notes)
    }

    /// Where each field's present value came from, lead by lead, in the order of [`domain::lead::Field::ALL`].
    pub async fn provenance(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<ProvenanceRow>, ReadError> {
        let mut rows: Vec<ProvenanceRow> = self.fetch_where(owned(scope, "lead", LEADS, leads)).await?;
        rows.sort_by_key(|row| (row.lead, row.field));
        Ok(rows)
    }
}
