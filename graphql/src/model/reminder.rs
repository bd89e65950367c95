//! Reminders.

use async_graphql::{Context, ID, Object};
use domain::reminder::Notice;
use jiff::Timestamp;
use projections::ReminderRow;

use super::{DateTime, Lead, ReminderRepeat, ReminderStatus, User};
use crate::error::Fault;
use crate::loader::{LeadAt, LeadById, UserById, load};

/// A reminder.
#[derive(Debug, Clone)]
pub(crate) struct Reminder {
    row: ReminderRow,
    /// As of this instant; `None`: now.
    at: Option<Timestamp>,
}

impl Reminder {
    /// As it was at an instant; `None`: as it is.
    pub(crate) fn seen(row: ReminderRow, at: Option<Timestamp>) -> Self {
        Self { row, at }
    }
}

impl From<ReminderRow> for Reminder {
    fn from(row: ReminderRow) -> Self {
        Self::seen(row, None)
    }
}

/// Something a person is to be reminded of.
#[Object]
impl Reminder {
    /// Its identity.
    async fn id(&self) -> ID {
        self.row.id.to_string().into()
    }

    /// Of what.
    async fn text(&self) -> &str {
        &self.row.text
    }

    /// When it is due, after what was put off; when it was due, once it is done.
    async fn due(&self) -> DateTime {
        self.row.due.into()
    }

    /// How often it comes back.
    async fn repeat(&self) -> ReminderRepeat {
        self.row.repeat.into()
    }

    /// Where it stands.
    async fn status(&self) -> ReminderStatus {
        self.row.standing.into()
    }

    /// Whether its time has come and the one it is for has not seen it.
    async fn unseen(&self) -> bool {
        self.row.notice == Notice::Due
    }

    /// When it was last done; null: not yet.
    async fn done_at(&self) -> Option<DateTime> {
        self.row.done_at.map(DateTime::from)
    }

    /// When it was made.
    async fn created_at(&self) -> DateTime {
        self.row.created_at.into()
    }

    /// Who is reminded; null when it is nobody of the business any more.
    async fn assignee(&self, ctx: &Context<'_>) -> Result<Option<User>, Fault> {
        Ok(load(ctx, UserById(self.row.assignee)).await?.map(User::from))
    }

    /// Of whom; null: of nobody in particular.
    async fn lead(&self, ctx: &Context<'_>) -> Result<Option<Lead>, Fault> {
        let Some(lead) = self.row.lead else { return Ok(None) };
        Ok(match self.at {
            None => load(ctx, LeadById(lead)).await?.map(Lead::now),
            Some(at) => load(ctx, LeadAt(lead, at)).await?.map(|lead| Lead::seen(lead.lead, Some(at))),
        })
    }
}
