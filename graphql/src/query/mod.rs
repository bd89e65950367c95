//! What can be asked. One file per noun.

mod audit;
mod availability;
mod calendar;
mod calls;
mod history;
mod leads;
mod live;
mod meetings;
mod projections;
mod prompts;
mod push;
mod reactors;
mod reminders;
mod statistics;
mod users;
mod viewer;

use async_graphql::MergedObject;

/// What can be asked. Lists are pages of `first` (1 to 100, 20 when not given) items `after` a cursor. With `asOf` the answer is as it
/// was at that instant.
#[derive(MergedObject, Default)]
pub struct Query(
    viewer::ViewerQuery,
    calls::CallQuery,
    live::LiveQuery,
    leads::LeadQuery,
    meetings::MeetingQuery,
    availability::AvailabilityQuery,
    calendar::CalendarQuery,
    prompts::PromptQuery,
    history::HistoryQuery,
    projections::ProjectionQuery,
    reactors::ReactorQuery,
    users::UserQuery,
    audit::AuditQuery,
    statistics::StatisticsQuery,
    reminders::ReminderQuery,
    push::PushQuery,
);
