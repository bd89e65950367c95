//! Meetings, and the time there is for them.

use async_graphql::{Context, ID, Object, SimpleObject};
use projections::MeetingRow;

use super::{Call, DateTime, Lead, MeetingStatus, User};
use crate::error::Fault;
use crate::loader::{CallBySid, LeadById, UserById, load};

/// A meeting.
#[derive(Debug, Clone)]
pub(crate) struct Meeting(MeetingRow);

impl From<MeetingRow> for Meeting {
    fn from(row: MeetingRow) -> Self {
        Self(row)
    }
}

/// A meeting, whatever day it has moved to.
#[Object]
impl Meeting {
    /// Its identity.
    async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// What about.
    async fn subject(&self) -> &str {
        &self.0.subject
    }

    /// When it begins.
    async fn start(&self) -> DateTime {
        self.0.slot.start().into()
    }

    /// When it is over.
    async fn end(&self) -> DateTime {
        self.0.slot.end().into()
    }

    /// Whether it takes place.
    async fn status(&self) -> MeetingStatus {
        self.0.status.into()
    }

    /// With whom; null when it is nobody known.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Lead>, Fault> {
        match self.0.lead {
            Some(lead) => Ok(load(ctx, LeadById(lead)).await?.map(Lead::now)),
            None => Ok(None),
        }
    }

    /// The call it was agreed in; null when it was not in one.
    async fn call(&self, ctx: &Context<'_>) -> Result<Option<Call>, Fault> {
        match &self.0.source {
            Some(source) => Ok(load(ctx, CallBySid(source.call.clone())).await?.map(Call::now)),
            None => Ok(None),
        }
    }

    /// Whose calendar it is in; null for the business's own.
    async fn agent(&self, ctx: &Context<'_>) -> Result<Option<User>, Fault> {
        Ok(load(ctx, UserById(self.0.agent)).await?.map(User::from))
    }
}

/// A stretch of time.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct TimeSlot {
    /// When it begins.
    start: DateTime,
    /// When it is over.
    end: DateTime,
}

impl From<domain::values::TimeSlot> for TimeSlot {
    fn from(slot: domain::values::TimeSlot) -> Self {
        Self { start: slot.start().into(), end: slot.end().into() }
    }
}
