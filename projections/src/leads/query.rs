use domain::ids::LeadId;
use jiff::Timestamp;

use super::{LeadAsOf, LeadFilter, LeadRow, NoteRow, ProvenanceRow};
use crate::{BusinessScope, Page, Paged, ReadError, Reader};

impl Reader {
    /// Leads, the newest first (creation, then id). `as_of`: as the list was at a past instant.
    pub async fn leads(
        &self,
        scope: &BusinessScope,
        filter: &LeadFilter,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<LeadRow>, ReadError> {
        let _ = (scope, filter, page, as_of);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One lead.
    pub async fn lead(&self, scope: &BusinessScope, id: LeadId) -> Result<Option<LeadRow>, ReadError> {
        let _ = (scope, id);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One lead as it was at an instant, folded from its stream.
    pub async fn lead_as_of(
        &self,
        scope: &BusinessScope,
        id: LeadId,
        at: Timestamp,
    ) -> Result<Option<LeadAsOf>, ReadError> {
        let _ = (scope, id, at);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The leads among these, in no order that means anything.
    pub async fn leads_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[LeadId],
    ) -> Result<Vec<LeadRow>, ReadError> {
        let _ = (scope, ids);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The notes of these leads, the oldest first.
    pub async fn notes(&self, scope: &BusinessScope, leads: &[LeadId]) -> Result<Vec<NoteRow>, ReadError> {
        let _ = (scope, leads);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// Where each field's present value came from, lead by lead, in the order of [`domain::lead::Field::ALL`].
    pub async fn provenance(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<ProvenanceRow>, ReadError> {
        let _ = (scope, leads);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
