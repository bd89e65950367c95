//! Meetings, and the time there is for them.

use async_graphql::{Context, ID, Object, SimpleObject};
use jiff::Timestamp;
use projections::MeetingRow;

use super::{Call, DateTime, Lead, MeetingStatus, User};
use crate::error::Fault;
use crate::loader::{CallBySid, LeadAt, LeadById, UserById, load};

/// A meeting.
#[derive(Debug, Clone)]
pub(crate) struct Meeting {
    row: MeetingRow,
    /// As of this instant; `None`: now.
    at: Option<Timestamp>,
}

impl Meeting {
    /// As it was at an instant; `None`: as it is.
    pub(crate) fn seen(row: MeetingRow, at: Option<Timestamp>) -> Self {
        Self { row, at }
    }
}

impl From<MeetingRow> for Meeting {
    fn from(row: MeetingRow) -> Self {
        Self::seen(row, None)
    }
}

/// A meeting, whatever day it has moved to.
#[Object]
impl Meeting {
    /// Its identity.
    async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// What about.
    async fn subject(&self) -> &str {
        &self.row.subject
    }

    /// When it begins.
    async fn start(&self) -> DateTime {
        self.row.slot.start().into()
    }

    /// When it is over.
    async fn end(&self) -> DateTime {
        self.row.slot.end().into()
    }

    /// Whether it takes place.
    async fn status(&self) -> MeetingStatus {
        self.row.status.into()
    }

    /// With whom; null when it is nobody known.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Lead>, Fault> {
        let Some(lead) = self.row.lead else { return Ok(None) };
        Ok(match self.at {
            None => load(ctx, LeadById(lead)).await?.map(Lead::now),
            Some(at) => load(ctx, LeadAt(lead, at)).await?.map(|lead| Lead::seen(lead.lead, Some(at))),
        })
    }

    /// The call it was agreed in; null when it was not in one.
    async fn call(&self, ctx: &Context<'_>) -> Result<Option<Call>, Fault> {
        match &self.row.source {
            Some(source) => Ok(load(ctx, CallBySid(source.call.clone())).await?.map(Call::now)),
            None => Ok(None),
        }
    }

    /// Whose calendar it is in; null for the business's own.
    async fn agent(&self, ctx: &Context<'_>) -> Result<Option<User>, Fault> {
        Ok(load(ctx, UserById(self.row.agent)).await?.map(User::from))
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
