use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// Where a lead stands: a key of the business's own list (`NEW`, `IN_PROGRESS` …); names, order and colours are settings.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LeadStatus(String);

/// The text was not a status key.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a status key such as NEW or IN_PROGRESS (1 to 40 of A–Z, 0–9 and _)")]
pub struct NotAStatus;

impl LeadStatus {
    /// The keys every business starts with, in the order of the board.
    pub fn usual() -> [Self; 6] {
        ["NEW", "IN_PROGRESS", "MEETING_SET", "OFFER", "CLOSED", "IRRELEVANT"].map(|key| Self(key.to_owned()))
    }

    /// חדש: what a lead is when it is first heard of.
    pub fn new_lead() -> Self {
        Self("NEW".to_owned())
    }

    /// נקבעה פגישה
    pub fn meeting_set() -> Self {
        Self("MEETING_SET".to_owned())
    }

    /// Whether a meeting moves it on: it is new or being worked on, and not offered, closed or a status of the business's own.
    pub fn precedes_meeting(&self) -> bool {
        ["NEW", "IN_PROGRESS"].contains(&self.0.as_str())
    }

    /// The key.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for LeadStatus {
    type Err = NotAStatus;

    fn from_str(text: &str) -> Result<Self, NotAStatus> {
        let fits = (1..=40).contains(&text.len())
            && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_');
        if fits { Ok(Self(text.to_owned())) } else { Err(NotAStatus) }
    }
}

impl TryFrom<String> for LeadStatus {
    type Error = NotAStatus;

    fn try_from(text: String) -> Result<Self, NotAStatus> {
        text.parse()
    }
}

impl From<LeadStatus> for String {
    fn from(status: LeadStatus) -> Self {
        status.0
    }
}

impl fmt::Display for LeadStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
