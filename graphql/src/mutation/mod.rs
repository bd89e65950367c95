//! What can be asked for. One folder or file per noun, one file per mutation.
//!
//! To add a mutation: 1. a file with its input and its function: parse → command → [`run::Run::execute`] → settle → outcome; 2. its
//! field in the noun's `Object`; 3. its permission in [`crate::permit`]; 4. its sentence in [`crate::hebrew`] for every way it can be refused;
//! 5. `make schema`.

mod account;
mod acts;
mod business;
mod calendar;
mod call;
mod dead_letter;
mod lead;
mod lead_settings;
mod meeting;
mod platform;
mod projection;
mod prompt;
mod push;
mod reminder;
mod run;
mod user;

use async_graphql::MergedObject;

pub(crate) use acts::Acts;
pub(crate) use dead_letter::letters_seen;

/// What can be asked for. Every mutation takes an `idempotencyKey`: a repeat with the same key changes nothing and gives the same
/// answer. A query that follows a mutation sees its effect.
#[derive(MergedObject, Default)]
pub struct Mutation(
    call::CallMutation,
    lead::LeadMutation,
    meeting::MeetingMutation,
    calendar::CalendarMutation,
    reminder::ReminderMutation,
    prompt::PromptMutation,
    business::BusinessMutation,
    projection::ProjectionMutation,
    dead_letter::DeadLetterMutation,
    user::UserMutation,
    account::AccountMutation,
    push::PushMutation,
    platform::PlatformMutation,
);
