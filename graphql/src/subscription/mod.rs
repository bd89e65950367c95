//! What can be listened to. One file per noun; the read models' changes are heard by [`feed`].

mod calls;
mod feed;
mod leads;
mod meetings;
mod reminders;

use async_graphql::MergedSubscription;

/// What can be listened to. Each item is the entity as the read models show it when it is sent; changes that come faster than they
/// are taken are told once.
#[derive(MergedSubscription, Default)]
pub struct Subscription(
    calls::CallSubscription,
    leads::LeadSubscription,
    meetings::MeetingSubscription,
    reminders::ReminderSubscription,
);
