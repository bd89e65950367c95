//! Free slots and meetings, by the rules of `domain::policy::booking`.

use domain::{
    StreamId,
    business::Settings,
    calendar::{Calendar, CalendarRefusal},
    call::CallCommand,
    ids::{BusinessId, CallSid, MeetingId},
    policy::booking::{DAYS_AHEAD, Diary, OFFERED, Wish},
    user::User,
    values::{Source, TimeSlot, time_zone},
};
use eventlog::CommandError;
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use media::{desk::DeskError, provider::ToolResult};

use super::{FrontDesk, OnTheLine, unavailable};
use crate::cause::Cause;

impl FrontDesk {
    /// Slots on the day and from the hour asked for, else the nearest ones after it; three that differ, when neither was said.
    pub(super) async fn availability(
        &self,
        business: BusinessId,
        day: Option<Date>,
        after: Option<Time>,
    ) -> Result<ToolResult, DeskError> {
        let diary = self.diary(business).await?;
        let free = match (day, after) {
            (None, None) => self.offered(&diary, None).await?,
            (day, after) => self.next_free(&diary, day, after).await?,
        };
        Ok(ToolResult::Free(free))
    }

    /// The calendar calls are booked into, as it is kept now.
    pub(super) async fn diary(&self, business: BusinessId) -> Result<Diary, DeskError> {
        let settings = self.settings(business).await?;
        self.diary_of(business, &settings).await
    }

    /// The same by settings already read.
    pub(super) async fn diary_of(
        &self,
        business: BusinessId,
        settings: &Settings,
    ) -> Result<Diary, DeskError> {
        let agent = settings.calendar_of(business);
        let person = self.bus.state::<User>(&StreamId::user(agent)).await.map_err(unavailable)?;
        Ok(Diary::new(business, agent, settings, &person))
    }

    /// What to offer to who wanted a time, or said nothing of it: the same as people are shown.
    pub(super) async fn offered(
        &self,
        diary: &Diary,
        wanted: Option<Timestamp>,
    ) -> Result<Vec<TimeSlot>, DeskError> {
        let mut search = diary.search(wanted, None, self.clock.now());
        while let Some(day) = search.next_day() {
            let held = self.bus.state::<Calendar>(&diary.stream(day)).await.map_err(unavailable)?;
            search.see(day, &held);
        }
        Ok(search.offer())
    }

    /// The first free slots from a day on, none before a time of day.
    async fn next_free(
        &self,
        diary: &Diary,
        day: Option<Date>,
        after: Option<Time>,
    ) -> Result<Vec<TimeSlot>, DeskError> {
        let now = self.clock.now();
        let from = day.map_or(now, |day| instant(day, Time::midnight())).max(now);
        let mut found = Vec::new();
        for day in diary.days_from(from, DAYS_AHEAD) {
            let not_before = instant(day, after.unwrap_or_else(Time::midnight)).max(now);
            let held = self.bus.state::<Calendar>(&diary.stream(day)).await.map_err(unavailable)?;
            found.extend(diary.free(day, &held, not_before, None));
            if found.len() >= OFFERED {
                break;
            }
        }
        found.truncate(OFFERED);
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
        let diary = self.diary(on.line.business).await?;
        let Ok(slot) = diary.slot(start, None) else {
            return Ok(ToolResult::NotFree { free: self.offered(&diary, Some(start)).await? });
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
            )) => Ok(ToolResult::NotFree { free: self.offered(&diary, Some(start)).await? }),
            Err(CommandError::Refused(
                refusal @ (CalendarRefusal::Unknown
                | CalendarRefusal::MovedAway { .. }
                | CalendarRefusal::BadSubject),
            )) => Ok(ToolResult::Failed(refusal.to_string())),
            Err(error) => Err(DeskError::Unavailable(error.to_string())),
        }
    }
}

/// A civil time of the product's zone as an instant; a doubled hour is its first.
fn instant(day: Date, time: Time) -> Timestamp {
    time_zone().to_ambiguous_timestamp(day.to_datetime(time)).compatible().unwrap_or(Timestamp::MIN)
}
