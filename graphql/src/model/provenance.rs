//! Where a value came from.

use async_graphql::{Context, ID, Object};
use domain::values::{Source, Speaker};
use projections::ProvenanceRow;

use super::{Actor, Call, DateTime, LeadField, Utterance};
use crate::error::Fault;
use crate::loader::{CallBySid, TranscriptOf, load};

/// Where a field's present value came from.
#[derive(Debug, Clone)]
pub(crate) struct FieldProvenance(ProvenanceRow);

impl From<ProvenanceRow> for FieldProvenance {
    fn from(row: ProvenanceRow) -> Self {
        Self(row)
    }
}

impl FieldProvenance {
    fn source(&self) -> Option<&Source> {
        self.0.source.as_ref()
    }
}

/// Where a field's present value came from.
#[Object]
impl FieldProvenance {
    /// Which field.
    async fn field(&self) -> LeadField {
        self.0.field.into()
    }

    /// The value; null when it was emptied.
    async fn value(&self) -> Option<&str> {
        self.0.value.as_deref()
    }

    /// What it was before.
    async fn old_value(&self) -> Option<&str> {
        self.0.old_value.as_deref()
    }

    /// When it changed.
    async fn changed_at(&self) -> DateTime {
        self.0.changed_at.into()
    }

    /// Who changed it.
    async fn actor(&self) -> Actor {
        Actor::from(&self.0.actor)
    }

    /// By which command, in the domain's words.
    async fn command(&self) -> &str {
        &self.0.command
    }

    /// By which event: its place in the log, as in `history`.
    async fn event_id(&self) -> ID {
        self.0.position.to_string().into()
    }

    /// The call it was said in; null when a person typed it.
    async fn call(&self, ctx: &Context<'_>) -> Result<Option<Call>, Fault> {
        match self.source() {
            Some(source) => Ok(load(ctx, CallBySid(source.call.clone())).await?.map(Call::now)),
            None => Ok(None),
        }
    }

    /// The caller's words it was taken from.
    async fn utterance(&self, ctx: &Context<'_>) -> Result<Option<Utterance>, Fault> {
        let Some(source) = self.source() else { return Ok(None) };
        let turns = load(ctx, TranscriptOf(source.call.clone())).await?.unwrap_or_default();
        let said =
            turns.into_iter().find(|turn| turn.speaker == Speaker::Caller && turn.number == source.utterance);
        Ok(said.map(Utterance::from))
    }

    /// Where in the call's audio it was said, in milliseconds.
    async fn start_ms(&self) -> Option<u32> {
        self.source().map(|source| source.span.start_ms)
    }

    /// Where in the call's audio it was over.
    async fn end_ms(&self) -> Option<u32> {
        self.source().map(|source| source.span.end_ms)
    }
}
