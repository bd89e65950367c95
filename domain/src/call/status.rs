use serde::{Deserialize, Serialize};

/// How far a call has come. The order is the order of precedence: a late, lesser report never moves a call backwards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallStatus {
    /// Known of.
    Initiated,
    /// Ringing.
    Ringing,
    /// Answered.
    InProgress,
    /// Nobody answered.
    NoAnswer,
    /// The line was busy.
    Busy,
    /// Hung up before it was answered.
    Canceled,
    /// The carrier could not connect it.
    Failed,
    /// Talked, and over.
    Completed,
}

impl CallStatus {
    /// All of them, in order of precedence.
    pub const ALL: [Self; 8] = [
        Self::Initiated,
        Self::Ringing,
        Self::InProgress,
        Self::NoAnswer,
        Self::Busy,
        Self::Canceled,
        Self::Failed,
        Self::Completed,
    ];

    /// Reads Twilio's `CallStatus` (<https://www.twilio.com/docs/voice/api/call-resource#call-status-values>).
    pub fn from_twilio(text: &str) -> Option<Self> {
        Some(match text {
            "queued" | "initiated" => Self::Initiated,
            "ringing" => Self::Ringing,
            "in-progress" | "answered" => Self::InProgress,
            "no-answer" => Self::NoAnswer,
            "busy" => Self::Busy,
            "canceled" => Self::Canceled,
            "failed" => Self::Failed,
            "completed" => Self::Completed,
            _ => return None,
        })
    }

    /// The name in GraphQL and in read models.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Initiated => "INITIATED",
            Self::Ringing => "RINGING",
            Self::InProgress => "IN_PROGRESS",
            Self::NoAnswer => "NO_ANSWER",
            Self::Busy => "BUSY",
            Self::Canceled => "CANCELED",
            Self::Failed => "FAILED",
            Self::Completed => "COMPLETED",
        }
    }

    /// Whether nothing can follow.
    pub fn is_final(self) -> bool {
        self >= Self::NoAnswer
    }

    /// The status to show for what was reported, whether a media stream ran, and how our side has it that the conversation ended.
    pub fn derive(
        reported: impl IntoIterator<Item = Self>,
        streamed: bool,
        ended: Option<EndReason>,
    ) -> Self {
        let furthest = reported.into_iter().max().unwrap_or(Self::Initiated);
        let seen = match (streamed, ended) {
            // Nobody ever spoke, as far as anybody told.
            (false, Some(EndReason::Unreported)) if furthest < Self::InProgress => Self::NoAnswer,
            (_, Some(_)) => Self::Completed,
            (true, None) => Self::InProgress,
            (false, None) => Self::Initiated,
        };
        if furthest.is_final() { furthest } else { furthest.max(seen) }
    }
}

/// Who dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CallDirection {
    /// They called us.
    Inbound,
    /// We called them.
    Outbound,
}

impl CallDirection {
    /// The name in GraphQL and in read models.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Inbound => "INBOUND",
            Self::Outbound => "OUTBOUND",
        }
    }
}

/// How a conversation ended, as our side of the stream saw it; or that it did not see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndReason {
    /// The caller hung up (Twilio sent `stop`).
    CallerHungUp,
    /// The agent said goodbye and closed.
    AgentHungUp,
    /// The socket vanished without a word.
    LineLost,
    /// The caller said nothing for too long.
    Silence,
    /// The longest allowed call was over.
    MaximumDuration,
    /// The stream broke the protocol.
    BadStream,
    /// Handed to a person.
    Transferred,
    /// The server was told to stop.
    ServerStopped,
    /// A person at the dashboard ended it.
    PersonEnded,
    /// Nobody told of its end: the server that held it went down, and no report came after.
    Unreported,
}

impl EndReason {
    /// The name in GraphQL and in read models.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::CallerHungUp => "CALLER_HUNG_UP",
            Self::AgentHungUp => "AGENT_HUNG_UP",
            Self::LineLost => "LINE_LOST",
            Self::Silence => "SILENCE",
            Self::MaximumDuration => "MAXIMUM_DURATION",
            Self::BadStream => "BAD_STREAM",
            Self::Transferred => "TRANSFERRED",
            Self::ServerStopped => "SERVER_STOPPED",
            Self::PersonEnded => "PERSON_ENDED",
            Self::Unreported => "UNREPORTED",
        }
    }
}

/// What a stream callback says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum StreamReport {
    /// `stream-started`
    Started,
    /// `stream-stopped`
    Stopped,
    /// `stream-error`
    Error,
}

/// How far a recording has come; later wins over earlier, whatever the order of arrival.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum RecordingStatus {
    /// Being made.
    InProgress,
    /// There is nothing to hear.
    Absent,
    /// Could not be made.
    Failed,
    /// Can be fetched.
    Completed,
    /// Deleted after the business's retention.
    Purged,
}

impl RecordingStatus {
    /// The name in GraphQL and in read models.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InProgress => "IN_PROGRESS",
            Self::Absent => "ABSENT",
            Self::Failed => "FAILED",
            Self::Completed => "COMPLETED",
            Self::Purged => "PURGED",
        }
    }
}
