//! How an agency wants to be represented.

use std::{borrow::Cow, collections::BTreeSet};

use serde::{Deserialize, Serialize};

use super::{BusinessRefusal, LONGEST_BUFFER, LeadSettings, WeeklyHours};
use crate::holiday::Holiday;
use crate::ids::{BusinessId, UserId};
use crate::template::{self, Vocabulary};
use crate::values::{PhoneNumber, Voice, is_plain};

/// What a greeting may say for the agency to fill in. Who calls has to be told that the call is recorded.
pub const GREETING: Vocabulary =
    Vocabulary { known: &["business", "agent", "recording_notice"], wanted: &["recording_notice"] };

/// What `{recording_notice}` says.
const RECORDING_NOTICE: &str = "השיחה מוקלטת.";

/// Everything an owner can set.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// The agency's name, as said on the phone.
    pub name: String,
    /// The AI agent's name.
    pub agent_name: String,
    /// The voice it speaks with; `None`: the installation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice: Option<Voice>,
    /// What is said first. `{business}` and `{agent}` are replaced; `{recording_notice}` must be there, as the law asks.
    pub greeting: String,
    /// Whose calendar the phone agent books into; `None`: the business's own.
    pub calendar_agent: Option<UserId>,
    /// When meetings may be, of whoever has no hours of their own.
    pub hours: WeeklyHours,
    /// How long a meeting is, in minutes.
    pub meeting_minutes: u16,
    /// What is kept free between two meetings of one person, in minutes: the way from one to the next.
    #[serde(default)]
    pub buffer_minutes: u16,
    /// Holidays it works on as on any day; on all others it is closed.
    #[serde(default)]
    pub worked_holidays: BTreeSet<Holiday>,
    /// Days a recording is kept.
    pub recording_days: u16,
    /// Who is called when a caller asks for a person; `None`: nobody, the caller is called back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub transfer_number: Option<PhoneNumber>,
    /// Which leads its agents see. Settings written before it could be said: all.
    #[serde(default)]
    pub agents_see: AgentsSee,
    /// How it works with its leads. Settings written before it had any say have the usual.
    #[serde(default)]
    pub leads: LeadSettings,
}

/// Which leads the agents of an agency see, with all that hangs on them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum AgentsSee {
    /// All of them.
    #[default]
    All,
    /// Those that are assigned to them.
    Own,
}

impl AgentsSee {
    /// The name in JSON and in GraphQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "ALL",
            Self::Own => "OWN",
        }
    }
}

impl Settings {
    /// What a new agency starts with.
    pub fn usual(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            agent_name: "לאה".to_owned(),
            voice: None,
            greeting: "שלום, הגעתם ל{business}. מדברת {agent}. {recording_notice} במה אפשר לעזור?".to_owned(),
            calendar_agent: None,
            hours: WeeklyHours::usual(),
            meeting_minutes: 60,
            buffer_minutes: 0,
            worked_holidays: BTreeSet::new(),
            recording_days: 2,
            transfer_number: None,
            agents_see: AgentsSee::All,
            leads: LeadSettings::default(),
        }
    }

    /// The greeting as it is spoken.
    pub fn spoken_greeting(&self) -> String {
        template::fill(&self.greeting, |name| match name {
            "business" => Some(Cow::Borrowed(self.name.as_str())),
            "agent" => Some(Cow::Borrowed(self.agent_name.as_str())),
            "recording_notice" => Some(Cow::Borrowed(RECORDING_NOTICE)),
            _ => None,
        })
    }

    /// Whose calendar meetings go into when nobody is named: the chosen agent's, else the business's own.
    pub fn calendar_of(&self, business: BusinessId) -> UserId {
        self.calendar_agent.unwrap_or_else(|| UserId::calendar_of(business))
    }

    pub(super) fn check(&self) -> Result<(), BusinessRefusal> {
        let refuse = |field, remedy| Err(BusinessRefusal::Invalid { field, remedy });
        if self.name.trim().is_empty() || self.name.chars().count() > 120 || !is_plain(&self.name) {
            return refuse("name", "expected 1 to 120 characters, without line breaks and links");
        }
        if self.agent_name.trim().is_empty() || self.agent_name.chars().count() > 40 {
            return refuse("agentName", "expected 1 to 40 characters");
        }
        if self.greeting.chars().count() > 600 {
            return refuse("greeting", "expected at most 600 characters");
        }
        if let Some(fault) = template::faults(&self.greeting, GREETING).into_iter().next() {
            return Err(BusinessRefusal::BadGreeting(fault));
        }
        if !(15..=480).contains(&self.meeting_minutes) {
            return refuse("meetingMinutes", "expected 15 to 480");
        }
        if !(1..=365).contains(&self.recording_days) {
            return refuse("recordingDays", "expected 1 to 365");
        }
        if self.buffer_minutes > LONGEST_BUFFER {
            return refuse("bufferMinutes", "expected 0 to 120");
        }
        if !self.hours.is_tidy() {
            return refuse(
                "hours",
                "expected stretches that end after they begin, in order, without overlap",
            );
        }
        self.leads.check()
    }
}
