use domain::ids::{CallSid, LeadId};
use jiff::Timestamp;

use super::{CallAsOf, CallFilter, CallRow, RecordingRow, StreamReportRow, TurnRow};
use crate::{BusinessScope, Page, Paged, ReadError, Reader};

impl Reader {
    /// Calls, the newest first (start, then sid). `as_of`: as the list was at a past instant.
    pub async fn calls(
        &self,
        scope: &BusinessScope,
        filter: &CallFilter,
        page: &Page,
        as_of: Option<Timestamp>,
    ) -> Result<Paged<CallRow>, ReadError> {
        let _ = (scope, filter, page, as_of);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One call.
    pub async fn call(&self, scope: &BusinessScope, sid: &CallSid) -> Result<Option<CallRow>, ReadError> {
        let _ = (scope, sid);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One call as it was at an instant, folded from its stream; `None` when nothing was known of it, or it is another business's.
    pub async fn call_as_of(
        &self,
        scope: &BusinessScope,
        sid: &CallSid,
        at: Timestamp,
    ) -> Result<Option<CallAsOf>, ReadError> {
        let _ = (scope, sid, at);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The calls among these, in no order that means anything.
    pub async fn calls_by_sid(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<CallRow>, ReadError> {
        let _ = (scope, sids);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The calls of these leads: those made by them and those about them; each with whose it is, the newest first.
    pub async fn calls_of_leads(
        &self,
        scope: &BusinessScope,
        leads: &[LeadId],
    ) -> Result<Vec<(LeadId, CallRow)>, ReadError> {
        let _ = (scope, leads);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// What was said in these calls, call by call, in the order of the audio.
    pub async fn transcript(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<TurnRow>, ReadError> {
        let _ = (scope, sids);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// The recordings of these calls.
    pub async fn recordings(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<RecordingRow>, ReadError> {
        let _ = (scope, sids);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// What Twilio reported of these calls' media streams.
    pub async fn stream_reports(
        &self,
        scope: &BusinessScope,
        sids: &[CallSid],
    ) -> Result<Vec<StreamReportRow>, ReadError> {
        let _ = (scope, sids);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
