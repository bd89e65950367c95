//! What can be asked. One file per noun.

mod audit;
mod availability;
mod calls;
mod history;
mod leads;
mod live;
mod meetings;
mod projections;
mod prompts;
mod reactors;
mod reminders;
mod statistics;
mod users;
mod viewer;

use async_graphql::MergedObject;

/// What can be asked. Lists are pages of `first` (1 to 100, 20 when not given) items `after` a cursor. With `asOf` the answer is as it
/// was at that instant.
#[derive(MergedObject, Default)]
pub struct Query(Work, Office);

/// The day's work. Two halves, since the compiler follows a merged object's parts one inside the other, and not for ever.
#[derive(MergedObject, Default)]
pub(crate) struct Work(
    viewer::ViewerQuery,
    calls::CallQuery,
    live::LiveQuery,
    leads::LeadQuery,
    meetings::MeetingQuery,
    availability::AvailabilityQuery,
    reminders::ReminderQuery,
    statistics::StatisticsQuery,
);

/// What the work stands on.
#[derive(MergedObject, Default)]
pub(crate) struct Office(
    prompts::PromptQuery,
    history::HistoryQuery,
    projections::ProjectionQuery,
    reactors::ReactorQuery,
    users::UserQuery,
    audit::AuditQuery,
);
