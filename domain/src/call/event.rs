use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    CallStatus, EndReason, Line, RecordingStatus, Reply, StreamReport, TransferOutcome, Utterance, Waveform,
};
use crate::decider::DomainEvent;
use crate::ids::{LeadId, MeetingId, RecordingSid, StreamSid};
use crate::values::PhoneNumber;

/// What happened on a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum CallEvent {
    /// Who is on the line became known; once.
    LineIdentified {
        /// Who, whom, whose.
        line: Line,
        /// When it was told.
        at: Timestamp,
    },
    /// Twilio reported a status, not necessarily in order.
    StatusReported {
        /// Which.
        status: CallStatus,
        /// Twilio's length, with a final status.
        duration_seconds: Option<u32>,
        /// When.
        at: Timestamp,
    },
    /// Twilio reported on a stream.
    StreamReported {
        /// Which stream.
        stream: StreamSid,
        /// What.
        report: StreamReport,
        /// Twilio's words when it failed.
        error: Option<String>,
        /// When.
        at: Timestamp,
    },
    /// The conversation's audio began; milliseconds of all spans count from here.
    StreamStarted {
        /// Which stream.
        stream: StreamSid,
        /// When.
        at: Timestamp,
    },
    /// Twilio reported on a recording.
    RecordingReported {
        /// Which recording.
        recording: RecordingSid,
        /// How far it is.
        status: RecordingStatus,
        /// Where Twilio keeps it.
        url: Option<String>,
        /// Its length.
        duration_seconds: Option<u32>,
        /// When.
        at: Timestamp,
    },
    /// What a recording's sound looks like; it stays when the recording is deleted.
    WaveformKept {
        /// Which recording.
        recording: RecordingSid,
        /// Its shape.
        waveform: Waveform,
    },
    /// The caller said something.
    UtteranceRecorded {
        /// What.
        #[serde(flatten)]
        utterance: Utterance,
    },
    /// The agent was heard saying something.
    ReplyRecorded {
        /// What.
        #[serde(flatten)]
        reply: Reply,
    },
    /// The call is about this person.
    LeadAttached {
        /// Who.
        lead: LeadId,
    },
    /// This was agreed in it.
    MeetingAttached {
        /// What.
        meeting: MeetingId,
    },
    /// The caller is to be handed to a person.
    TransferRequested {
        /// The agency's number that is called.
        to: PhoneNumber,
        /// When it was asked for.
        at: Timestamp,
    },
    /// A person took the call, or did not.
    TransferReported {
        /// What became of it.
        outcome: TransferOutcome,
        /// When.
        at: Timestamp,
    },
    /// A person of the agency wanted it to end; who, the event's actor says.
    EndRequested {
        /// When they said so.
        at: Timestamp,
    },
    /// Our side of the conversation is over.
    Ended {
        /// How.
        reason: EndReason,
        /// When.
        at: Timestamp,
    },
    /// What was said, in short.
    Summarised {
        /// The summary.
        summary: String,
    },
}

impl DomainEvent for CallEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::LineIdentified { .. } => "LineIdentified",
            Self::StatusReported { .. } => "StatusReported",
            Self::StreamReported { .. } => "StreamReported",
            Self::StreamStarted { .. } => "StreamStarted",
            Self::RecordingReported { .. } => "RecordingReported",
            Self::WaveformKept { .. } => "WaveformKept",
            Self::UtteranceRecorded { .. } => "UtteranceRecorded",
            Self::ReplyRecorded { .. } => "ReplyRecorded",
            Self::LeadAttached { .. } => "LeadAttached",
            Self::MeetingAttached { .. } => "MeetingAttached",
            Self::TransferRequested { .. } => "TransferRequested",
            Self::TransferReported { .. } => "TransferReported",
            Self::EndRequested { .. } => "EndRequested",
            Self::Ended { .. } => "Ended",
            Self::Summarised { .. } => "Summarised",
        }
    }

    fn personal(&self) -> &'static [&'static str] {
        match self {
            Self::LineIdentified { .. } => &["/line/from", "/line/to"],
            Self::UtteranceRecorded { .. } | Self::ReplyRecorded { .. } => &["/text"],
            Self::Summarised { .. } => &["/summary"],
            Self::RecordingReported { .. } => &["/url"],
            // How loud somebody was says neither who nor what.
            Self::WaveformKept { .. }
            | Self::StatusReported { .. }
            | Self::StreamReported { .. }
            | Self::StreamStarted { .. }
            | Self::LeadAttached { .. }
            | Self::MeetingAttached { .. }
            | Self::TransferRequested { .. }
            | Self::TransferReported { .. }
            | Self::EndRequested { .. }
            | Self::Ended { .. } => &[],
        }
    }
}
