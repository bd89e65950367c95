use std::collections::HashMap;

use domain::ids::{CallSid, LeadId};
use jiff::Timestamp;
use projections::{BusinessScope, CallAsOf, CallRow, ReadError, Reader, RecordingRow, TurnRow};

use super::{Relation, grouped};

/// A call.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CallBySid(pub(crate) CallSid);

impl Relation for CallBySid {
    type Found = CallRow;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, CallRow>, ReadError> {
        let sids: Vec<CallSid> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = reader.calls_by_sid(scope, &sids).await?;
        Ok(rows.into_iter().map(|row| (Self(row.sid.clone()), row)).collect())
    }
}

/// A call as it was: one fold of its stream, however many of its fields are asked for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CallAt(pub(crate) CallSid, pub(crate) Timestamp);

impl Relation for CallAt {
    type Found = CallAsOf;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, CallAsOf>, ReadError> {
        let mut found = HashMap::new();
        for key in keys {
            if let Some(call) = reader.call_as_of(scope, &key.0, key.1).await? {
                found.insert(key.clone(), call);
            }
        }
        Ok(found)
    }
}

/// The calls of a lead.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct CallsOfLead(pub(crate) LeadId);

impl Relation for CallsOfLead {
    type Found = Vec<CallRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<CallRow>>, ReadError> {
        let leads: Vec<LeadId> = keys.iter().map(|key| key.0).collect();
        let rows = reader.calls_of_leads(scope, &leads).await?;
        Ok(grouped(rows.into_iter().map(|(lead, row)| (Self(lead), row))))
    }
}

/// What was said in a call.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct TranscriptOf(pub(crate) CallSid);

impl Relation for TranscriptOf {
    type Found = Vec<TurnRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<TurnRow>>, ReadError> {
        let sids: Vec<CallSid> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = reader.transcript(scope, &sids).await?;
        Ok(grouped(rows.into_iter().map(|row| (Self(row.call.clone()), row))))
    }
}

/// The recordings of a call.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct RecordingsOf(pub(crate) CallSid);

impl Relation for RecordingsOf {
    type Found = Vec<RecordingRow>;

    async fn fetch(
        reader: &Reader,
        scope: &BusinessScope,
        keys: &[Self],
    ) -> Result<HashMap<Self, Vec<RecordingRow>>, ReadError> {
        let sids: Vec<CallSid> = keys.iter().map(|key| key.0.clone()).collect();
        let rows = reader.recordings(scope, &sids).await?;
        Ok(grouped(rows.into_iter().map(|row| (Self(row.call.clone()), row))))
    }
}
