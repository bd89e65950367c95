//! Handing the caller to a person.

use serde::{Deserialize, Serialize};

use crate::values::PhoneNumber;

/// What is known of handing over. Request and report are facts of their own: either may be told first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// Whom it was asked for.
    pub to: Option<PhoneNumber>,
    /// What became of it.
    pub outcome: Option<TransferOutcome>,
}

impl Transfer {
    /// Who is to be called, while nobody has been.
    pub fn open(&self) -> Option<&PhoneNumber> {
        self.to.as_ref().filter(|_| self.outcome.is_none())
    }
}

/// What became of handing over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum TransferOutcome {
    /// A person took the call.
    Answered,
    /// Nobody picked up.
    NoAnswer,
    /// They were on another call.
    Busy,
    /// The number could not be reached.
    Failed,
    /// The caller hung up while it rang.
    Canceled,
}

impl TransferOutcome {
    /// Reads Twilio's `DialCallStatus` (<https://www.twilio.com/docs/voice/twiml/dial#dialcallstatus-values>).
    pub fn from_twilio(text: &str) -> Option<Self> {
        Some(match text {
            "completed" | "answered" => Self::Answered,
            "no-answer" => Self::NoAnswer,
            "busy" => Self::Busy,
            "failed" => Self::Failed,
            "canceled" => Self::Canceled,
            _ => return None,
        })
    }

    /// The name in read models.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Answered => "ANSWERED",
            Self::NoAnswer => "NO_ANSWER",
            Self::Busy => "BUSY",
            Self::Failed => "FAILED",
            Self::Canceled => "CANCELED",
        }
    }
}
