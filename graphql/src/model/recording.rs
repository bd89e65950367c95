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
    /// What it looks like; null until that was drawn. It stays when the audio is deleted.
    waveform: Option<Waveform>,
}

/// How loud a recording is, step by step, on each side of the line.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Waveform {
    /// Milliseconds a step lasts.
    step_ms: u32,
    /// The loudest sample of each step of the caller's side, 0 to 255.
    caller: Vec<u8>,
    /// The same of the agent's side.
    agent: Vec<u8>,
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
            waveform: row.waveform.map(|shape| Waveform {
                step_ms: shape.step_ms,
                caller: shape.caller.as_slice().to_vec(),
                agent: shape.agent.as_slice().to_vec(),
            }),
        }
    }
}
