use std::collections::BTreeSet;

use domain::ids::{CallSid, LeadId, MeetingId};
use jiff::Timestamp;
use sea_query::{Condition, Expr, ExprTrait as _, Order};

use super::MeetingRow;
use super::table::StoredMeeting;
use crate::reader::{among, as_it_was, columns_of};
use crate::table::Record as _;
use crate::{BusinessScope, ReadError, Reader, sight};

impl Reader {
    /// Meetings that share an instant with `from` (included) … `to` (not included), the earliest first; cancelled ones too.
    /// `as_of`: as the calendar was at a past instant.
    pub async fn meetings(
        &self,
        scope: &BusinessScope,
        from: Timestamp,
        to: Timestamp,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<MeetingRow>, ReadError> {
        let overlap = sight::of_somebody(scope, "agent")
            .add(Expr::col("starts_at").lt(to.as_microsecond()))
            .add(Expr::col("ends_at").gt(from.as_microsecond()));
        self.meetings_where(scope, overlap, as_of).await
    }

    /// One meeting. `as_of`: as it was at a past instant.
    pub async fn meeting(
        &self,
        scope: &BusinessScope,
        id: MeetingId,
        as_of: Option<Timestamp>,
    ) -> Result<Option<MeetingRow>, ReadError> {
        Ok(self
            .meetings_where(scope, sight::of_somebody(scope, "agent").add(among("id", &[id])), as_of)
            .await?
            .pop())
    }

    /// These meetings; those that are not there, or not in the scope's sight, are left out.
    pub async fn meetings_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[MeetingId],
    ) -> Result<Vec<MeetingRow>, ReadError> {
        self.meetings_where(scope, sight::of_somebody(scope, "agent").add(among("id", ids)), None).await
    }

    /// The meetings that changed last, at most so many.
    pub async fn meetings_changed_last(
        &self,
        scope: &BusinessScope,
        most: u32,
    ) -> Result<Vec<MeetingRow>, ReadError> {
        let mut statement = columns_of::<StoredMeeting>();
        statement
            .from(StoredMeeting::TABLE.name)
            .cond_where(sight::of_somebody(scope, "agent"))
            .order_by("updated_at", Order::Desc)
            .limit(u64::from(most));
        Ok(earliest_first(self.fetch(scope.sees(), &statement).await?))
    }

    /// The meetings with these leads and with those they took in, each with whose it is by now, the earliest first. `as_of`: the
    /// meetings as they were at a past instant.
    pub async fn meetings_of_leads(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
        as_of: Option<Timestamp>,
    ) -> Result<Vec<(LeadId, MeetingRow)>, ReadError> {
        let families = self.families(scope, leads).await?;
        let with = sight::of_lead(scope, "lead").add(among("lead", &families.members()));
        let rows = self.meetings_where(scope, with, as_of).await?;
        Ok(rows.into_iter().filter_map(|row| Some((families.head(row.lead?), row))).collect())
    }

    /// The meetings agreed in these calls, each with the call, the earliest first.
    pub async fn meetings_of_calls(
        &self,
        scope: &BusinessScope,
        calls: &[CallSid],
    ) -> Result<Vec<(CallSid, MeetingRow)>, ReadError> {
        // Either side may know of it first: the call by its attachment, the meeting by its source.
        let calls = self.calls_by_sid(scope, calls).await?;
        let sids: Vec<_> = calls.iter().map(|call| call.sid.clone()).collect();
        let attached: Vec<_> = calls.iter().flat_map(|call| call.meetings.clone()).collect();
        let either = Condition::any().add(among("sid", &sids)).add(among("id", &attached));
        let mut found = Vec::new();
        for meeting in
            self.meetings_where(scope, sight::of_somebody(scope, "agent").add(either), None).await?
        {
            let source = meeting.source.as_ref().map(|source| &source.call);
            let of: BTreeSet<_> = calls
                .iter()
                .filter(|call| call.meetings.contains(&meeting.id) || source == Some(&call.sid))
                .map(|call| call.sid.clone())
                .collect();
            found.extend(of.into_iter().map(|sid| (sid, meeting.clone())));
        }
        Ok(found)
    }

    async fn meetings_where(
        &self,
        scope: &BusinessScope,
        condition: Condition,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<MeetingRow>, ReadError> {
        let (view, condition) = as_it_was::<StoredMeeting>(condition, as_of);
        let mut statement = columns_of::<StoredMeeting>();
        statement.from(view).cond_where(condition);
        Ok(earliest_first(self.fetch(scope.sees(), &statement).await?))
    }
}

fn earliest_first(meetings: Vec<StoredMeeting>) -> Vec<MeetingRow> {
    let mut rows: Vec<_> = meetings.into_iter().map(|meeting| meeting.row).collect();
    rows.sort_by_key(|row| (row.slot.start(), row.id));
    rows
}
