//! Free slots and meetings, by the rules of `domain::policy::booking`.

use domain::{
    StreamId,
    business::Settings,
    calendar::{Calendar, CalendarRefusal},
    call::CallCommand,
    ids::{BusinessId, CallSid, MeetingId},
    policy::booking::{DAYS_AHEAD, Diary, OFFERED, Wish, civil_day},
    values::{Source, TIME_ZONE, TimeSlot},
};
use eventlog::CommandError;
use jiff::{
    Timestamp,
    civil::{Date, Time},
    tz::TimeZone,
};
use media::{desk::DeskError, provider::ToolResult};

use super::{FrontDesk, OnTheLine, unavailable};
use crate::cause::Cause;

impl FrontDesk {
    /// Slots on the day asked for, else the nearest ones after it.
    pub(super) async fn availability(
        &self,
        on: &OnTheLine,
        day: Option<Date>,
        after: Option<Time>,
    ) -> Result<ToolResult, DeskError> {
        let settings = self.settings(on.line.business).await?;
        let free = self.next_free(on.line.business, &settings, day, after, OFFERED).await?;
        Ok(ToolResult::Free(free))
    }

    /// The first `most` free slots from a day on, none before a time of day.
    pub(super) async fn next_free(
        &self,
        business: BusinessId,
        settings: &Settings,
        day: Option<Date>,
        after: Option<Time>,
        most: usize,
    ) -> Result<Vec<TimeSlot>, DeskError> {
        let diary = Diary::of_business(business, settings);
        let now = self.clock.now();
        let from = day.map_or(now, |day| instant(day, Time::midnight())).max(now);
        let mut found = Vec::new();
        for day in diary.days_from(from, DAYS_AHEAD) {
            let not_before = instant(day, after.unwrap_or_else(Time::midnight)).max(now);
            let held = self.bus.state::<Calendar>(&diary.stream(day)).await.map_err(unavailable)?;
            found.extend(diary.free(day, &held, not_before, None));
            if found.len() >= most {
                break;
            }
        }
        found.truncate(most);
        Ok(found)
    }

    /// Books, or says what is free instead.
    pub(super) async fn book(
        &self,
        on: &OnTheLine,
        cause: &Cause,
        call: &CallSid,
        (start, subject): (Timestamp, &str),
        source: Option<Source>,
    ) -> Result<ToolResult, DeskError> {
        let business = on.line.business;
        let settings = self.settings(business).await?;
        let diary = Diary::of_business(business, &settings);
        let Ok(slot) = diary.slot(start, None) else {
            return Ok(ToolResult::NotFree { free: self.near(business, &settings, start).await? });
        };
        let id = MeetingId::derive(cause.key());
        let source = source.unwrap_or_else(|| super::tools::somewhere_in(call));
        let wish = Wish { lead: on.person, slot, subject: subject.to_owned(), source: Some(source) };
        let step = diary.book(id, wish, self.clock.now());
        let context = cause.part("calendar", "BookMeeting");
        match self.bus.execute::<Calendar>(&step.stream, step.command, &context).await {
            Ok(_) => {
                let attach = CallCommand::AttachMeeting { meeting: id };
                self.tell(call, &cause.part("call", "AttachMeeting"), attach).await?;
                Ok(ToolResult::Booked { meeting: id, slot })
            }
            Err(CommandError::Refused(
                CalendarRefusal::SlotTaken | CalendarRefusal::OutsideHours | CalendarRefusal::InThePast,
            )) => Ok(ToolResult::NotFree { free: self.near(business, &settings, start).await? }),
            Err(CommandError::Refused(
                refusal @ (CalendarRefusal::Unknown | CalendarRefusal::BadSubject),
            )) => Ok(ToolResult::Failed(refusal.to_string())),
            Err(error) => Err(DeskError::Unavailable(error.to_string())),
        }
    }

    /// What to offer instead of a time that cannot be had: near it on its own day, else the first days after.
    pub(super) async fn near(
        &self,
        business: BusinessId,
        settings: &Settings,
        wanted: Timestamp,
    ) -> Result<Vec<TimeSlot>, DeskError> {
        let diary = Diary::of_business(business, settings);
        let now = self.clock.now();
        let day = civil_day(wanted.max(now));
        let held = self.bus.state::<Calendar>(&StreamId::calendar(business, diary.agent(), day)).await;
        let same_day = diary.free(day, &held.map_err(unavailable)?, now, None);
        if same_day.is_empty() {
            return self.next_free(business, settings, Some(day), None, OFFERED).await;
        }
        Ok(Diary::nearest(same_day, wanted))
    }
}

/// A civil time of the product's zone as an instant; a doubled hour is its first.
fn instant(day: Date, time: Time) -> Timestamp {
    let zone = TimeZone::get(TIME_ZONE).unwrap_or(TimeZone::UTC);
    zone.to_ambiguous_timestamp(day.to_datetime(time)).compatible().unwrap_or(Timestamp::MIN)
}
