//! Every event of every aggregate, as readers of the whole log see it.

use serde::{Deserialize, Deserializer};

use crate::business::BusinessEvent;
use crate::calendar::CalendarEvent;
use crate::call::CallEvent;
use crate::lead::LeadEvent;
use crate::number::NumberEvent;
use crate::prompt::PromptEvent;
use crate::reminder::ReminderEvent;
use crate::stream::Category;
use crate::user::UserEvent;

/// One event of any aggregate.
#[derive(Debug, Clone, PartialEq)]
#[expect(
    clippy::large_enum_variant,
    reason = "settings are long and change seldom; a box would be one more allocation an event"
)]
pub enum Event {
    /// Of an agency.
    Business(BusinessEvent),
    /// Of a dialled number.
    Number(NumberEvent),
    /// Of a user.
    User(UserEvent),
    /// Of a call.
    Call(CallEvent),
    /// Of a lead.
    Lead(LeadEvent),
    /// Of an agent's day.
    Calendar(CalendarEvent),
    /// Of a prompt.
    Prompt(PromptEvent),
    /// Of a reminder.
    Reminder(ReminderEvent),
}

impl Event {
    /// Reads a payload of the current schema version; older ones are upcast before.
    pub fn read<'de, D: Deserializer<'de>>(category: Category, payload: D) -> Result<Self, D::Error> {
        Ok(match category {
            Category::Business => Self::Business(Deserialize::deserialize(payload)?),
            Category::Number => Self::Number(Deserialize::deserialize(payload)?),
            Category::User => Self::User(Deserialize::deserialize(payload)?),
            Category::Call => Self::Call(Deserialize::deserialize(payload)?),
            Category::Lead => Self::Lead(Deserialize::deserialize(payload)?),
            Category::Calendar => Self::Calendar(Deserialize::deserialize(payload)?),
            Category::Prompt => Self::Prompt(Deserialize::deserialize(payload)?),
            Category::Reminder => Self::Reminder(Deserialize::deserialize(payload)?),
        })
    }
}
