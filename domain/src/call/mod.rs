//! One phone call, keyed by its `call_sid`.
//!
//! Twilio delivers at least once and in any order, and the media pipeline reports beside it. So the state is not a chain of
//! steps but a *set of facts* that only grows; everything shown (status, start, end, transcript) is derived from the set and
//! is therefore the same whatever the order of arrival.

mod command;
mod decide;
mod error;
mod event;
mod status;
#[cfg(test)]
mod tests;
mod transfer;
mod turn;
mod waveform;

pub use command::{CallCommand, Line};
pub use error::CallRefusal;
pub use event::CallEvent;
pub use status::{CallDirection, CallStatus, EndReason, RecordingStatus, StreamReport};
pub use transfer::{Transfer, TransferOutcome};
pub use turn::{PromptUsed, Reply, Utterance};
pub use waveform::{NotPeaks, Peaks, Waveform};

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::ids::{LeadId, MeetingId, RecordingSid, StreamSid};
use crate::values::Party;

/// What is known of a call.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Call {
    /// Who, whom, whose; once somebody told.
    pub line: Option<Line>,
    /// Every status Twilio reported.
    pub statuses: BTreeSet<CallStatus>,
    /// When it was first heard of.
    pub first_seen: Option<Timestamp>,
    /// When the first final status was reported, and the length Twilio billed.
    pub finished: Option<Finished>,
    /// The one media stream that speaks for it.
    pub stream: Option<StreamSid>,
    /// What stream callbacks said.
    pub stream_reports: BTreeSet<(StreamSid, StreamReport)>,
    /// The recordings of it.
    pub recordings: BTreeMap<RecordingSid, RecordingStatus>,
    /// The recordings whose shape is kept.
    #[serde(default)]
    pub waveforms: BTreeSet<RecordingSid>,
    /// Caller's utterances heard so far, by number.
    pub utterances: BTreeSet<u32>,
    /// Agent's turns spoken so far, by number.
    pub replies: BTreeSet<u32>,
    /// Handing the caller to a person.
    #[serde(default)]
    pub transfer: Transfer,
    /// Whether a person of the agency wanted it to end.
    #[serde(default)]
    pub end_requested: bool,
    /// How the conversation ended, when our side saw it end.
    pub end: Option<EndReason>,
    /// The person it is about.
    pub lead: Option<LeadId>,
    /// What was agreed in it.
    pub meetings: BTreeSet<MeetingId>,
    /// What was said, in short.
    pub summary: Option<String>,
}

/// The end as Twilio reports it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finished {
    /// When the report came.
    pub at: Timestamp,
    /// Twilio's length in seconds.
    pub duration_seconds: Option<u32>,
}

impl Call {
    /// Whether the person on the line was erased: both ends read as the log's redaction, which no line ever does by itself.
    pub fn is_erased(&self) -> bool {
        let gone = |party: &Party| matches!(party, Party::Unreadable(text) if text == "erased");
        self.line.as_ref().is_some_and(|line| gone(&line.from) && gone(&line.to))
    }

    /// The status shown: the furthest one reported; without a final report, a conversation that ended is completed.
    pub fn status(&self) -> CallStatus {
        CallStatus::derive(self.statuses.iter().copied(), self.stream.is_some(), self.end)
    }
}
