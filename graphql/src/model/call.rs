//! A phone call.

use async_graphql::{Context, ID, Object};
use jiff::Timestamp;
use projections::CallRow;

use super::{
    CallDirection, CallStatus, DateTime, EndReason, Lead, Meeting, PromptVersion, Recording, Utterance,
};
use crate::error::Fault;
use crate::loader::{CallAt, LeadAt, LeadById, MeetingsOfCall, PromptOf, RecordingsOf, TranscriptOf, load};

/// A phone call, as it is or as it was at an instant.
#[derive(Debug, Clone)]
pub(crate) struct Call {
    row: CallRow,
    /// When it is looked at; `None`: now.
    at: Option<Timestamp>,
}

impl Call {
    pub(crate) fn now(row: CallRow) -> Self {
        Self { row, at: None }
    }

    pub(crate) fn seen(row: CallRow, at: Option<Timestamp>) -> Self {
        Self { row, at }
    }
}

/// A phone call, as it is or (with `asOf`) as it was at an instant.
#[Object]
impl Call {
    /// Twilio's identity of it, and ours.
    async fn call_sid(&self) -> ID {
        self.row.sid.to_string().into()
    }

    /// Who dialled.
    async fn direction(&self) -> CallDirection {
        self.row.direction.into()
    }

    /// The calling number: E.164, `*2700`, or `anonymous` when it was withheld.
    async fn from_number(&self) -> &str {
        &self.row.from_number
    }

    /// The called number.
    async fn to_number(&self) -> &str {
        &self.row.to_number
    }

    /// How far it has come.
    async fn status(&self) -> CallStatus {
        self.row.status.into()
    }

    /// When it was first heard of.
    async fn started_at(&self) -> DateTime {
        self.row.started_at.into()
    }

    /// When it was over; null while it is not.
    async fn ended_at(&self) -> Option<DateTime> {
        self.row.ended_at.map(DateTime)
    }

    /// Its length in seconds; null while it is not over.
    async fn duration_seconds(&self) -> Option<u32> {
        self.row.duration_seconds
    }

    /// How the conversation ended; null when our side did not see it end.
    async fn end_reason(&self) -> Option<EndReason> {
        self.row.end_reason.map(EndReason::from)
    }

    /// What was said, in order.
    #[graphql(complexity = "10 * child_complexity + 1")]
    async fn transcript(&self, ctx: &Context<'_>) -> Result<Vec<Utterance>, Fault> {
        let turns = match self.at {
            Some(at) => {
                let call = load(ctx, CallAt(self.row.sid.clone(), at)).await?;
                call.map(|call| call.transcript).unwrap_or_default()
            }
            None => load(ctx, TranscriptOf(self.row.sid.clone())).await?.unwrap_or_default(),
        };
        Ok(turns.into_iter().map(Utterance::from).collect())
    }

    /// What was said, in short.
    async fn summary(&self) -> Option<&str> {
        self.row.summary.as_deref()
    }

    /// The person it is about.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Lead>, Fault> {
        let Some(id) = self.row.lead else { return Ok(None) };
        match self.at {
            Some(at) => Ok(load(ctx, LeadAt(id, at)).await?.map(|lead| Lead::seen(lead.lead, Some(at)))),
            None => Ok(load(ctx, LeadById(id)).await?.map(Lead::now)),
        }
    }

    /// What was agreed in it, as it stands.
    #[graphql(complexity = "3 * child_complexity + 1")]
    async fn meetings(&self, ctx: &Context<'_>) -> Result<Vec<Meeting>, Fault> {
        let mut meetings = load(ctx, MeetingsOfCall(self.row.sid.clone())).await?.unwrap_or_default();
        if let Some(at) = self.at {
            meetings.retain(|meeting| meeting.booked_at <= at);
        }
        Ok(meetings.into_iter().map(Meeting::from).collect())
    }

    /// The version of the prompt that spoke in it.
    async fn prompt_version(&self, ctx: &Context<'_>) -> Result<Option<PromptVersion>, Fault> {
        match self.row.prompt {
            Some(prompt) => Ok(load(ctx, PromptOf(prompt)).await?.map(PromptVersion::from)),
            None => Ok(None),
        }
    }

    /// What can be heard of it.
    async fn recording(&self, ctx: &Context<'_>) -> Result<Option<Recording>, Fault> {
        let rows = match self.at {
            Some(at) => {
                let call = load(ctx, CallAt(self.row.sid.clone(), at)).await?;
                call.map(|call| call.recordings).unwrap_or_default()
            }
            None => load(ctx, RecordingsOf(self.row.sid.clone())).await?.unwrap_or_default(),
        };
        Ok(Recording::best(rows))
    }
}
