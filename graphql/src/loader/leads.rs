use std::collections::HashMap;

use domain::business::StatusDefinition;
use domain::ids::LeadId;
use domain::lead::LeadStatus;
use jiff::Timestamp;
use projections::{BusinessScope, LeadAsOf, LeadRow, NoteRow, ProvenanceRow, ReadError, Reader};

use super::{Relation, grouped};

/// A lead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct LeadById(pub(crate) LeadId);

impl Relation for LeadById {
    type Found = LeadRow;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, LeadRow>, ReadError> {
        let ids: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.leads_by_id(scope, &ids).await?;
        Ok(rows.into_iter().map(|(asked, row)| (Self(asked), row)).collect())
    }
}

/// A lead as it was: one fold of its stream, however many of its fields are asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct LeadAt(pub(crate) LeadId, pub(crate) Timestamp);

impl Relation for LeadAt {
    type Found = LeadAsOf;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, LeadAsOf>, ReadError> {
        let mut found = HashMap::new();
        for key in keys {
            if let Some(lead) = reader.lead_as_of(scope, key.0, key.1).await? {
                found.insert(key.clone(), lead);
            }
        }
        Ok(found)
    }
}

/// What was written down about a lead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct NotesOfLead(pub(crate) LeadId);

impl Relation for NotesOfLead {
    type Found = Vec<NoteRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<NoteRow>>, ReadError> {
        let leads: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.notes(scope, &leads).await?;
        Ok(grouped(rows.into_iter().map(|(lead, row)| (Self(lead), row))))
    }
}

/// Where a lead's values came from.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct ProvenanceOf(pub(crate) LeadId);

impl Relation for ProvenanceOf {
    type Found = Vec<ProvenanceRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<ProvenanceRow>>, ReadError> {
        let leads: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.provenance(scope, &leads).await?;
        Ok(grouped(rows.into_iter().map(|row| (Self(row.lead), row))))
    }
}

/// The business's own word for a status.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct StageOf(pub(crate) LeadStatus);

impl Relation for StageOf {
    type Found = StatusDefinition;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, StatusDefinition>, ReadError> {
        let statuses = reader.business(scope).await?.map(|row| row.settings.leads.statuses);
        let wanted = statuses.into_iter().flatten().map(|status| (Self(status.key.clone()), status));
        Ok(wanted.filter(|(key, _)| keys.contains(key)).collect())
    }
}
