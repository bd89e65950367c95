//! How an agency wants to be represented.

use std::borrow::Cow;

use jiff::{
    Timestamp,
    civil::{Date, Time, Weekday},
    tz::TimeZone,
};
use serde::{Deserialize, Serialize};

use super::{BusinessRefusal, LeadSettings};
use crate::ids::{BusinessId, UserId};
use crate::template::{self, Vocabulary};
use crate::values::{PhoneNumber, TIME_ZONE, TimeSlot, Voice};

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
    /// When meetings may be.
    pub hours: WeeklyHours,
    /// How long a meeting is, in minutes.
    pub meeting_minutes: u16,
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

/// Open hours of one day, in civil time of [`TIME_ZONE`]: from `from` (included) to `to` (not included).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenHours {
    /// Opening.
    pub from: Time,
    /// Closing.
    pub to: Time,
}

/// A week's open hours; index 0 is Sunday, the first day of the Israeli week. A day may have several stretches.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct WeeklyHours(pub [Vec<OpenHours>; 7]);

impl WeeklyHours {
    /// Sunday to Thursday 9–18, Friday 9–13.
    pub fn usual() -> Self {
        let day = |from: i8, to: i8| {
            vec![OpenHours { from: Time::constant(from, 0, 0, 0), to: Time::constant(to, 0, 0, 0) }]
        };
        Self([day(9, 18), day(9, 18), day(9, 18), day(9, 18), day(9, 18), day(9, 13), Vec::new()])
    }

    /// The open stretches of a date as instants. Where daylight saving skips or doubles an edge, the later reading is taken
    /// for opening and the earlier for closing: never a minute that is not surely open.
    pub fn on(&self, date: Date) -> Vec<TimeSlot> {
        let Ok(zone) = TimeZone::get(TIME_ZONE) else { return Vec::new() };
        let instant = |time: Time, late: bool| -> Option<Timestamp> {
            let ambiguous = zone.to_ambiguous_timestamp(date.to_datetime(time));
            if late { ambiguous.later().ok() } else { ambiguous.earlier().ok() }
        };
        self.0[day_index(date.weekday())]
            .iter()
            .filter_map(|open| TimeSlot::new(instant(open.from, true)?, instant(open.to, false)?).ok())
            .collect()
    }
}

fn day_index(weekday: Weekday) -> usize {
    usize::try_from(weekday.to_sunday_zero_offset()).unwrap_or_default()
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
        if self.name.trim().is_empty() || self.name.chars().count() > 120 {
            return refuse("name", "expected 1 to 120 characters");
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
        let tidy = |day: &Vec<OpenHours>| {
            day.iter().all(|open| open.from < open.to)
                && day.windows(2).all(|pair| pair[0].to <= pair[1].from)
        };
        if !self.hours.0.iter().all(tidy) {
            return refuse(
                "hours",
                "expected stretches that end after they begin, in order, without overlap",
            );
        }
        self.leads.check()
    }
}
