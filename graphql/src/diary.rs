//! Whose calendar is asked about, and what to offer in it: for questions and mutations alike.

use async_graphql::ID;
use domain::StreamId;
use domain::business::{Business, Settings};
use domain::calendar::Calendar;
use domain::ids::{BusinessId, UserId};
use domain::policy::booking::Diary;
use domain::user::User;
use domain::values::TimeSlot;
use jiff::Timestamp;

use crate::error::Fault;
use crate::services::Services;

/// A person's calendar as it is kept now, whoever the person is.
pub(crate) async fn of(services: &Services, business: BusinessId, agent: UserId) -> Result<Diary, Fault> {
    let settings = settings(services, business).await?;
    let person = services.bus.state::<User>(&StreamId::user(agent)).await?;
    Ok(Diary::new(business, agent, &settings, &person))
}

/// The calendar of the person who is named, when they work here; when nobody is, the one the agent on the phone books into.
/// `None`: nobody of the business has this id.
pub(crate) async fn named(
    services: &Services,
    business: BusinessId,
    agent: Option<&ID>,
) -> Result<Option<Diary>, Fault> {
    let settings = settings(services, business).await?;
    let usual = settings.calendar_of(business);
    let Ok(agent) = agent.map_or(Ok(usual), |id| id.parse()) else { return Ok(None) };
    let person = services.bus.state::<User>(&StreamId::user(agent)).await?;
    let works_here = person.active().is_some_and(|account| account.business == business);
    let ours = works_here || agent == usual || agent == UserId::calendar_of(business);
    Ok(ours.then(|| Diary::new(business, agent, &settings, &person)))
}

/// Slots to offer to who wanted a time, or said nothing of it.
pub(crate) async fn offered(
    services: &Services,
    diary: &Diary,
    wanted: Option<Timestamp>,
    minutes: Option<u16>,
) -> Result<Vec<TimeSlot>, Fault> {
    let mut search = diary.search(wanted, minutes, services.clock.now());
    while let Some(day) = search.next_day() {
        search.see(day, &services.bus.state::<Calendar>(&diary.stream(day)).await?);
    }
    Ok(search.offer())
}

/// The settings of the business; the usual ones for one that has none.
async fn settings(services: &Services, business: BusinessId) -> Result<Settings, Fault> {
    let held = services.bus.state::<Business>(&StreamId::business(business)).await?;
    Ok(held.settings().cloned().unwrap_or_else(|| Settings::usual("")))
}
