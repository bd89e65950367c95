//! Stream ids: which stream a decision belongs to is what makes it exactly one.

use std::{fmt, str::FromStr};

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::ids::{BusinessId, CallSid, LeadId, ReminderId, UserId};
use crate::values::{Channel, PhoneNumber};

/// The aggregate a stream holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// An agency.
    Business,
    /// A dialled number and the business it belongs to.
    Number,
    /// A person who signs in.
    User,
    /// A phone call.
    Call,
    /// A person who called or wrote.
    Lead,
    /// One day of one agent.
    Calendar,
    /// The prompt of one channel.
    Prompt,
    /// Something a person is to be reminded of.
    Reminder,
}

impl Category {
    /// All of them, in the order of the house.
    pub const ALL: [Self; 8] = [
        Self::Business,
        Self::Number,
        Self::User,
        Self::Call,
        Self::Lead,
        Self::Calendar,
        Self::Prompt,
        Self::Reminder,
    ];

    /// The first segment of a stream id.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Business => "business",
            Self::Number => "number",
            Self::User => "user",
            Self::Call => "call",
            Self::Lead => "lead",
            Self::Calendar => "calendar",
            Self::Prompt => "prompt",
            Self::Reminder => "reminder",
        }
    }
}

/// The identity of a stream: `category/key`, as in `call/CA…`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamId {
    category: Category,
    text: String,
}

impl StreamId {
    fn new(category: Category, key: impl fmt::Display) -> Self {
        Self { category, text: format!("{}/{key}", category.as_str()) }
    }

    /// An agency's stream.
    pub fn business(id: BusinessId) -> Self {
        Self::new(Category::Business, id)
    }

    /// The stream that says whose a dialled number is.
    pub fn number(number: &PhoneNumber) -> Self {
        Self::new(Category::Number, number.as_str())
    }

    /// A user's stream; the id is derived from the e-mail address, so an address signs up once at a time.
    pub fn user(id: UserId) -> Self {
        Self::new(Category::User, id)
    }

    /// A call's stream: one per `call_sid`, whoever reports on it first.
    pub fn call(sid: &CallSid) -> Self {
        Self::new(Category::Call, sid)
    }

    /// A lead's stream; the id is derived from business and phone, so a phone is one lead.
    pub fn lead(id: LeadId) -> Self {
        Self::new(Category::Lead, id)
    }

    /// One day of one agent: no double booking is a decision of this one stream. The day is civil, in the business's zone.
    pub fn calendar(business: BusinessId, agent: UserId, day: Date) -> Self {
        Self::new(Category::Calendar, format_args!("{business}/{agent}/{day}"))
    }

    /// The prompt of one channel of a business.
    pub fn prompt(business: BusinessId, channel: Channel) -> Self {
        Self::new(Category::Prompt, format_args!("{business}/{}", channel.as_str()))
    }

    /// A reminder's stream.
    pub fn reminder(id: ReminderId) -> Self {
        Self::new(Category::Reminder, id)
    }

    /// The aggregate this stream holds.
    pub fn category(&self) -> Category {
        self.category
    }

    /// The whole id.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What follows `category/`.
    pub fn key(&self) -> &str {
        &self.text[self.category.as_str().len() + 1..]
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.category {
            Category::Number => f.write_str("number/…"),
            Category::Business
            | Category::User
            | Category::Call
            | Category::Lead
            | Category::Calendar
            | Category::Prompt
            | Category::Reminder => f.write_str(&self.text),
        }
    }
}

/// The text was not a stream id.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a stream id such as call/CA… (category/key)")]
pub struct NotAStreamId;

impl FromStr for StreamId {
    type Err = NotAStreamId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let (head, key) = text.split_once('/').ok_or(NotAStreamId)?;
        let category = Category::ALL.into_iter().find(|c| c.as_str() == head).ok_or(NotAStreamId)?;
        if key.is_empty() {
            return Err(NotAStreamId);
        }
        Ok(Self { category, text: text.to_owned() })
    }
}

impl TryFrom<String> for StreamId {
    type Error = NotAStreamId;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<StreamId> for String {
    fn from(id: StreamId) -> Self {
        id.text
    }
}
