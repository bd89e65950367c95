//! What can be heard of a call.

use async_graphql::{ID, SimpleObject};
use projections::RecordingRow;

use super::RecordingStatus;

/// A recording of a call.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Recording {
    /// Twilio's identity of it.
    #[graphql(name = "recordingSid")]
    sid: ID,
    /// How far it has come.
    status: RecordingStatus,
    /// Its length.
    duration_seconds: Option<u32>,
    /// Where the audio is, on this server; null when there is none to hear.
    url: Option<String>,
}

impl Recording {
    /// The one to show of a call's recordings: the furthest, of these the latest.
    pub(crate) fn best(rows: Vec<RecordingRow>) -> Option<Self> {
        rows.into_iter().max_by_key(|row| (row.status, row.updated_at)).map(Self::from)
    }
}

impl From<RecordingRow> for Recording {
    fn from(row: RecordingRow) -> Self {
        let audible = row.status == domain::call::RecordingStatus::Completed;
        Self {
            sid: row.sid.to_string().into(),
            status: row.status.into(),
            duration_seconds: row.duration_seconds,
            // Never Twilio's own address, which needs the account's password.
            url: audible.then(|| format!("/calls/{}/recording", row.call)),
        }
    }
}
