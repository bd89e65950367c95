use domain::call::{CallDirection, CallStatus, EndReason, PromptUsed, RecordingStatus, StreamReport};
use domain::ids::{BusinessId, CallSid, LeadId, MeetingId, RecordingSid, StreamSid};
use domain::values::{Latency, Span, Speaker};
use jiff::Timestamp;

/// A call as lists and pages show it.
#[derive(Debug, Clone, PartialEq)]
pub struct CallRow {
    /// Twilio's identity of it.
    pub sid: CallSid,
    /// Whose call it is.
    pub business: BusinessId,
    /// Who dialled.
    pub direction: CallDirection,
    /// The calling number as it is shown: E.164, `*2700`, `anonymous`.
    pub from_number: String,
    /// The called number as it is shown.
    pub to_number: String,
    /// The furthest status, by [`CallStatus::derive`].
    pub status: CallStatus,
    /// When it was first heard of.
    pub started_at: Timestamp,
    /// When the first final status was reported; before that, when our side of the conversation ended.
    pub ended_at: Option<Timestamp>,
    /// Twilio's length; before it is told, from the stream's start to the conversation's end.
    pub duration_seconds: Option<u32>,
    /// How the conversation ended, when our side saw it end.
    pub end_reason: Option<EndReason>,
    /// What was said, in short.
    pub summary: Option<String>,
    /// The person it is about.
    pub lead: Option<LeadId>,
    /// What was agreed in it, in order of id.
    pub meetings: Vec<MeetingId>,
    /// The prompt version that spoke last in it.
    pub prompt: Option<PromptUsed>,
}

/// Something said in a call. Ordered by start, then speaker and number.
#[derive(Debug, Clone, PartialEq)]
pub struct TurnRow {
    /// In which call.
    pub call: CallSid,
    /// Whose words.
    pub speaker: Speaker,
    /// Counted from 0 per speaker within the call.
    pub number: u32,
    /// The words, as far as they were heard.
    pub text: String,
    /// Where in the audio.
    pub span: Span,
    /// Whether the caller cut it short.
    pub interrupted: bool,
    /// The recogniser's confidence, 0 to 1, to a millionth.
    pub confidence: Option<f32>,
    /// How long the caller waited for it; all `None` for the caller's own words.
    pub latency: Latency,
    /// Which prompt spoke.
    pub prompt: Option<PromptUsed>,
}

/// A recording of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordingRow {
    /// Of which call.
    pub call: CallSid,
    /// Twilio's identity of it.
    pub sid: RecordingSid,
    /// How far it is; a late lesser report moves nothing back.
    pub status: RecordingStatus,
    /// Where Twilio keeps it.
    pub url: Option<String>,
    /// Its length.
    pub duration_seconds: Option<u32>,
    /// The latest report.
    pub updated_at: Timestamp,
}

/// What Twilio reported of a call's media stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamReportRow {
    /// Of which call.
    pub call: CallSid,
    /// Of which stream.
    pub stream: StreamSid,
    /// What.
    pub report: StreamReport,
    /// Twilio's words when it failed.
    pub error: Option<String>,
    /// When it was first reported.
    pub at: Timestamp,
}

/// Which calls are wanted. Every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallFilter {
    /// One of these statuses; empty: any.
    pub status: Vec<CallStatus>,
    /// `Some(true)`: not over yet; `Some(false)`: over.
    pub live: Option<bool>,
    /// Who dialled.
    pub direction: Option<CallDirection>,
    /// About this person.
    pub lead: Option<LeadId>,
    /// In which this version of a prompt spoke.
    pub prompt: Option<PromptUsed>,
    /// Started at or after.
    pub from: Option<Timestamp>,
    /// Started before.
    pub to: Option<Timestamp>,
    /// A number in any spelling, or a part of one.
    pub search: Option<String>,
}

/// A call as it was at an instant.
#[derive(Debug, Clone, PartialEq)]
pub struct CallAsOf {
    /// The call.
    pub call: CallRow,
    /// What had been said.
    pub transcript: Vec<TurnRow>,
    /// Its recordings.
    pub recordings: Vec<RecordingRow>,
}
