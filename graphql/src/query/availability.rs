use async_graphql::{Context, Object};
use domain::StreamId;
use domain::business::Business;
use domain::calendar::Calendar;
use domain::policy::booking::{Diary, civil_day};

use super::meetings::stretch;
use crate::error::Fault;
use crate::model::{DateTime, TimeSlot};
use crate::services::Services;
use crate::session::Session;

/// The longest stretch searched at once: each day of it is one stream.
const LONGEST_DAYS: i64 = 62;

#[derive(Default)]
pub(crate) struct AvailabilityQuery;

#[Object]
impl AvailabilityQuery {
    /// When a meeting could begin, by the same rules as the agent on the phone goes by: within the working hours, not in the past,
    /// and where nothing else is.
    #[graphql(complexity = "100 * child_complexity + 500")]
    async fn availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this instant on.")] from: DateTime,
        #[graphql(desc = "Until this instant, up to 62 days later.")] to: DateTime,
        #[graphql(desc = "How long the meeting is to be, 15 to 480.")] duration_minutes: i32,
    ) -> Result<Vec<TimeSlot>, Fault> {
        let (services, business) = (Services::of(ctx), Session::of(ctx)?.business());
        stretch(from.0, to.0, LONGEST_DAYS)?;
        let minutes = u16::try_from(duration_minutes).ok().filter(|minutes| (15..=480).contains(minutes));
        let minutes = minutes.ok_or_else(|| Fault::BadArgument {
            argument: "durationMinutes",
            remedy: format!("expected 15 to 480, got {duration_minutes}"),
        })?;
        let state = services.bus.state::<Business>(&StreamId::business(business)).await?;
        let settings = state.settings().ok_or(Fault::NoBusiness)?;
        let diary = Diary::of_business(business, settings);
        let not_before = from.0.max(services.clock.now());
        let mut free = Vec::new();
        let last = civil_day(to.0);
        for day in diary.days_from(not_before, usize::MAX).take_while(|day| *day <= last) {
            let held = services.bus.state::<Calendar>(&diary.stream(day)).await?;
            free.extend(diary.free(day, &held, not_before, Some(minutes)));
        }
        free.retain(|slot| slot.end() <= to.0);
        Ok(free.into_iter().map(TimeSlot::from).collect())
    }
}
