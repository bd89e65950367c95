//! What was said and done on a call, as a language model wants it.

use std::sync::Arc;

use domain::ids::MeetingId;
use domain::lead::LeadFact;
use domain::values::{Span, TimeSlot};
use jiff::{Timestamp, Zoned, civil::Date, civil::Time};
use serde::{Deserialize, Serialize, Serializer};

use crate::brief::Brief;

/// The whole conversation so far, as a chat model wants it: who takes over in mid-call needs nothing else.
#[derive(Debug, Clone, Serialize)]
pub struct Conversation {
    /// What was known before.
    #[serde(serialize_with = "held")]
    pub brief: Arc<Brief>,
    /// The present, in the agency's zone.
    pub now: Zoned,
    /// What was said and done, in order.
    pub messages: Vec<Message>,
}

/// Something said or done.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Message {
    /// The agent said it, and it was heard.
    Agent {
        /// The words.
        text: String,
    },
    /// The caller said it.
    Caller {
        /// Which utterance, from 0.
        utterance: u32,
        /// The words.
        text: String,
        /// Where in the audio.
        span: Span,
    },
    /// The caller pressed a key.
    Key {
        /// 0–9, * or #.
        digit: char,
    },
    /// The caller said nothing for a while.
    Silence,
    /// The agent asked the back office for something.
    ToolCall(ToolCall),
    /// The back office answered.
    ToolResult {
        /// Which tool call.
        id: String,
        /// What.
        result: ToolResult,
    },
}

impl Message {
    /// What the caller said: which utterance, its words, and where in the audio.
    pub fn of_caller(&self) -> Option<(u32, &str, Span)> {
        match self {
            Self::Caller { utterance, text, span } => Some((*utterance, text, *span)),
            Self::Agent { .. }
            | Self::Key { .. }
            | Self::Silence
            | Self::ToolCall(_)
            | Self::ToolResult { .. } => None,
        }
    }
}

/// A piece of what the language model thinks, as it comes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Thought {
    /// Its first token has come; nothing to do.
    Begun,
    /// A sentence to say.
    Sentence(String),
    /// Something to do.
    Call(ToolCall),
    /// Nothing more.
    Done,
}

/// Something asked of the back office.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// Unique within the call; with it a repeat is the same deed.
    pub id: String,
    /// What.
    pub tool: Tool,
}

/// What the agent can do.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Tool {
    /// Write down what the caller told.
    CaptureLead {
        /// What.
        facts: Vec<LeadFact>,
        /// In which utterance it was heard.
        utterance: Option<u32>,
    },
    /// Ask for free slots.
    CheckAvailability {
        /// On that day; the next ones when absent.
        day: Option<Date>,
        /// Not before that time of day.
        after: Option<Time>,
    },
    /// Book a meeting.
    BookMeeting {
        /// When it begins.
        start: Timestamp,
        /// What about.
        subject: String,
    },
    /// Leave a note on the caller's lead, for people to read.
    LeaveNote {
        /// The words.
        text: String,
    },
    /// Hand the call to a person.
    TransferToHuman,
    /// Say goodbye and close the line when all was said.
    EndCall {
        /// What was said, in short.
        summary: Option<String>,
    },
}

impl Tool {
    /// Whether the agent thinks again once it is answered, because what it says next rests on it.
    pub fn is_waited_for(&self) -> bool {
        match self {
            Self::CheckAvailability { .. } | Self::BookMeeting { .. } | Self::TransferToHuman => true,
            Self::CaptureLead { .. } | Self::LeaveNote { .. } | Self::EndCall { .. } => false,
        }
    }
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum ToolResult {
    /// Written down.
    Captured,
    /// These are free.
    Free(Vec<TimeSlot>),
    /// Booked.
    Booked {
        /// Its identity.
        meeting: MeetingId,
        /// When.
        slot: TimeSlot,
    },
    /// That slot cannot be had; these can.
    NotFree {
        /// Near the one asked for.
        free: Vec<TimeSlot>,
    },
    /// It could not be done.
    Failed(String),
    /// Done.
    Done,
}

fn held<S: Serializer>(brief: &Arc<Brief>, serializer: S) -> Result<S::Ok, S::Error> {
    brief.as_ref().serialize(serializer)
}
