use async_graphql::{Context, ID, Object};
use domain::calendar::Calendar;
use domain::policy::booking::{Diary, civil_day};

use super::meetings::stretch;
use crate::diary;
use crate::error::Fault;
use crate::model::{CalendarDay, DateTime, TimeSlot};
use crate::services::Services;
use crate::session::Session;

/// The longest stretch searched at once: each day of it is one stream.
const LONGEST_DAYS: i64 = 62;

#[derive(Default)]
pub(crate) struct AvailabilityQuery;

#[Object]
impl AvailabilityQuery {
    /// When a meeting could begin, by the same rules as the agent on the phone goes by: within the working hours, on no holiday, not in
    /// the past, and where nothing else is, pauses included.
    #[graphql(complexity = "100 * child_complexity + 500")]
    async fn availability(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this instant on.")] from: DateTime,
        #[graphql(desc = "Until this instant, up to 62 days later.")] to: DateTime,
        #[graphql(desc = "How long the meeting is to be, 15 to 480.")] duration_minutes: i32,
        #[graphql(desc = "In whose calendar; the one the phone agent books into when not given.")]
        agent_id: Option<ID>,
    ) -> Result<Vec<TimeSlot>, Fault> {
        let services = Services::of(ctx);
        stretch(from.0, to.0, LONGEST_DAYS)?;
        let minutes = minutes(duration_minutes)?;
        let diary = named(ctx, agent_id.as_ref()).await?;
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

    /// What the agent on the phone would offer: at most three free slots that differ, in order of time. The nearest to what is wanted
    /// (the soonest, when nothing is), one in another part of the day, and one on another day.
    #[graphql(complexity = "3 * child_complexity + 500")]
    async fn suggested_slots(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "When a meeting would be best.")] wanted: Option<DateTime>,
        #[graphql(
            desc = "How long the meeting is to be, 15 to 480; the business's usual length when not given."
        )]
        duration_minutes: Option<i32>,
        #[graphql(desc = "In whose calendar; the one the phone agent books into when not given.")]
        agent_id: Option<ID>,
    ) -> Result<Vec<TimeSlot>, Fault> {
        let minutes = duration_minutes.map(minutes).transpose()?;
        let diary = named(ctx, agent_id.as_ref()).await?;
        let wanted = wanted.map(|wanted| wanted.0);
        let offered = diary::offered(Services::of(ctx), &diary, wanted, minutes).await?;
        Ok(offered.into_iter().map(TimeSlot::from).collect())
    }

    /// The days of a stretch of time, each with when it is open and what holiday it is.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn calendar_days(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From the day of this instant on.")] from: DateTime,
        #[graphql(desc = "Until this instant, up to 62 days later.")] to: DateTime,
        #[graphql(desc = "In whose calendar; the one the phone agent books into when not given.")]
        agent_id: Option<ID>,
    ) -> Result<Vec<CalendarDay>, Fault> {
        stretch(from.0, to.0, LONGEST_DAYS)?;
        let diary = named(ctx, agent_id.as_ref()).await?;
        // Until midnight of a day is not that day.
        let last = civil_day(to.0 - jiff::SignedDuration::from_nanos(1));
        let days = diary.days_from(from.0, usize::MAX).take_while(|day| *day <= last);
        Ok(days.map(|day| CalendarDay::of(&diary, day)).collect())
    }
}

/// The calendar that is named, or why there is none.
async fn named(ctx: &Context<'_>, agent: Option<&ID>) -> Result<Diary, Fault> {
    let business = Session::of(ctx)?.business();
    diary::named(Services::of(ctx), business, agent).await?.ok_or_else(|| Fault::BadArgument {
        argument: "agentId",
        remedy: "expected the id of somebody who works here".to_owned(),
    })
}

fn minutes(wanted: i32) -> Result<u16, Fault> {
    let minutes = u16::try_from(wanted).ok().filter(|minutes| (15..=480).contains(minutes));
    minutes.ok_or_else(|| Fault::BadArgument {
        argument: "durationMinutes",
        remedy: format!("expected 15 to 480, got {wanted}"),
    })
}
