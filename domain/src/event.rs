//! Every event of every aggregate, as readers of the whole log see it.

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
    pub fn from_json(category: Category, payload: serde_json::Value) -> Result<Self, serde_json::Error> {
        Ok(match category {
            Category::Business => Self::Business(serde_json::from_value(payload)?),
            Category::Number => Self::Number(serde_json::from_value(payload)?),
            Category::User => Self::User(serde_json::from_value(payload)?),
            Category::Call => Self::Call(serde_json::from_value(payload)?),
            Category::Lead => Self::Lead(serde_json::from_value(payload)?),
            Category::Calendar => Self::Calendar(serde_json::from_value(payload)?),
            Category::Prompt => Self::Prompt(serde_json::from_value(payload)?),
            Category::Reminder => Self::Reminder(serde_json::from_value(payload)?),
        })
    }
}
