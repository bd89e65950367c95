use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CallDirection, CallStatus, EndReason, RecordingStatus, Reply, StreamReport, TransferOutcome, Utterance,
    Waveform,
};
use crate::ids::{BusinessId, LeadId, MeetingId, RecordingSid, StreamSid};
use crate::values::{Party, PhoneNumber};

/// Who is on the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Whose call it is.
    pub business: BusinessId,
    /// Who dialled.
    pub direction: CallDirection,
    /// The calling number.
    pub from: Party,
    /// The called number.
    pub to: Party,
}

/// What can be told of a call. Each may come first, late, or again.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum CallCommand {
    /// The voice webhook: somebody is calling.
    ReceiveIncoming {
        /// Who is on the line.
        line: Line,
        /// When it arrived.
        at: Timestamp,
    },
    /// A status callback.
    ReportStatus {
        /// Who is on the line, when the callback carried it.
        line: Option<Line>,
        /// How far the call has come.
        status: CallStatus,
        /// Twilio's length, with a final status.
        duration_seconds: Option<u32>,
        /// When it arrived (Twilio's `Timestamp` when given).
        at: Timestamp,
    },
    /// A stream callback.
    ReportStream {
        /// Which stream.
        stream: StreamSid,
        /// What of it.
        report: StreamReport,
        /// Twilio's words when it failed.
        error: Option<String>,
        /// When it arrived.
        at: Timestamp,
    },
    /// The media socket's `start`: this stream speaks for the call, and no other.
    StartStream {
        /// Which stream.
        stream: StreamSid,
        /// When it started.
        at: Timestamp,
    },
    /// A recording callback.
    ReportRecording {
        /// Which recording.
        recording: RecordingSid,
        /// How far it has come.
        status: RecordingStatus,
        /// Where Twilio keeps it.
        url: Option<String>,
        /// Its length.
        duration_seconds: Option<u32>,
        /// When it arrived.
        at: Timestamp,
    },
    /// What a recording's sound looks like.
    KeepWaveform {
        /// Which recording.
        recording: RecordingSid,
        /// Its shape.
        waveform: Waveform,
    },
    /// The caller said something.
    RecordUtterance {
        /// What.
        utterance: Utterance,
    },
    /// The agent said something, and this much of it was heard.
    RecordReply {
        /// What.
        reply: Reply,
    },
    /// The call is about this person.
    AttachLead {
        /// Who.
        lead: LeadId,
    },
    /// This was agreed in it.
    AttachMeeting {
        /// What.
        meeting: MeetingId,
    },
    /// The caller is to be handed to a person, when the conversation is over.
    RequestTransfer {
        /// Who is to be called.
        to: PhoneNumber,
        /// When it was asked for.
        at: Timestamp,
    },
    /// What became of handing over.
    ReportTransfer {
        /// What.
        outcome: TransferOutcome,
        /// When.
        at: Timestamp,
    },
    /// A person of the agency wants it to end.
    RequestEnd {
        /// When they said so.
        at: Timestamp,
    },
    /// The conversation is over.
    End {
        /// How.
        reason: EndReason,
        /// When.
        at: Timestamp,
    },
    /// What was said, in short.
    Summarise {
        /// The summary.
        summary: String,
    },
}
