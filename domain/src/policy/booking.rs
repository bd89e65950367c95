//! Where a meeting is decided, when it may be, and what to offer instead: the same rules for the phone agent and for people.
//!
//! The caller does the bus's part: read the settings ([`crate::business::Business::settings`]), make a [`Diary`], execute what
//! [`Diary::book`] or [`Diary::reschedule`] says, and on a refusal read the days of [`Diary::days_from`] and offer what
//! [`Diary::nearest`] finds in them.

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date, tz::TimeZone};

use crate::business::Settings;
use crate::calendar::{Calendar, CalendarCommand, NewMeeting, free_slots};
use crate::ids::{BusinessId, LeadId, MeetingId, UserId};
use crate::stream::StreamId;
use crate::values::{NotASlot, Source, TIME_ZONE, TimeSlot};

/// Offered meetings begin on the half hours after opening: what people say and remember.
pub const STEP_MINUTES: u16 = 30;

/// How many days are searched for something to offer instead: two weeks always hold a working day.
pub const DAYS_AHEAD: usize = 14;

/// How many free slots are offered instead: more than three cannot be taken in by ear.
pub const OFFERED: usize = 3;

/// A command and the stream that decides it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Which day of which agent.
    pub stream: StreamId,
    /// What to ask of it.
    pub command: CalendarCommand,
}

/// How a meeting gets to another time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Move {
    /// Within its day: one command.
    Within(Box<Step>),
    /// To another day: both in one transaction, or neither.
    Across {
        /// Out of the day it is on.
        away: Box<Step>,
        /// Into the day it goes to.
        into: Box<Step>,
    },
}

/// What somebody asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// With whom.
    pub lead: Option<LeadId>,
    /// When.
    pub slot: TimeSlot,
    /// What about.
    pub subject: String,
    /// Where it was agreed, when that was in a call.
    pub source: Option<Source>,
}

/// One agent's calendar under the settings of the business.
#[derive(Debug, Clone, Copy)]
pub struct Diary<'a> {
    business: BusinessId,
    agent: UserId,
    settings: &'a Settings,
}

impl<'a> Diary<'a> {
    /// The calendar the business's agent on the phone books into.
    pub fn of_business(business: BusinessId, settings: &'a Settings) -> Self {
        Self { business, agent: settings.calendar_of(business), settings }
    }

    /// A given person's calendar.
    pub fn of_agent(business: BusinessId, agent: UserId, settings: &'a Settings) -> Self {
        Self { business, agent, settings }
    }

    /// Whose calendar it is.
    pub fn agent(&self) -> UserId {
        self.agent
    }

    /// The stretch a meeting that begins then takes; without a length, the business's usual one.
    pub fn slot(&self, start: Timestamp, minutes: Option<u16>) -> Result<TimeSlot, NotASlot> {
        let minutes = i64::from(minutes.unwrap_or(self.settings.meeting_minutes));
        let end = start.checked_add(SignedDuration::from_mins(minutes)).map_err(|_| NotASlot)?;
        TimeSlot::new(start, end)
    }

    /// The stream of a day.
    pub fn stream(&self, day: Date) -> StreamId {
        StreamId::calendar(self.business, self.agent, day)
    }

    /// How to take a slot.
    pub fn book(&self, id: MeetingId, wish: Wish, now: Timestamp) -> Step {
        let day = civil_day(wish.slot.start());
        let meeting = NewMeeting {
            business: self.business,
            agent: self.agent,
            lead: wish.lead,
            slot: wish.slot,
            subject: wish.subject,
            source: wish.source,
        };
        let open = self.settings.hours.on(day);
        Step { stream: self.stream(day), command: CalendarCommand::Book { id, meeting, open, now } }
    }

    /// How to move a meeting that is held to another time.
    pub fn reschedule(&self, id: MeetingId, held: &NewMeeting, slot: TimeSlot, now: Timestamp) -> Move {
        let (from, to) = (civil_day(held.slot.start()), civil_day(slot.start()));
        let open = self.settings.hours.on(to);
        let step = |day, command| Box::new(Step { stream: self.stream(day), command });
        if from == to {
            return Move::Within(step(to, CalendarCommand::Reschedule { id, slot, open, now }));
        }
        let meeting = NewMeeting { slot, ..held.clone() };
        Move::Across {
            away: step(from, CalendarCommand::MoveAway { id, slot }),
            into: step(to, CalendarCommand::MoveIn { id, meeting, open, now }),
        }
    }

    /// The days to search from an instant on.
    pub fn days_from(&self, at: Timestamp, days: usize) -> impl Iterator<Item = Date> + use<> {
        civil_day(at).series(1.day()).take(days)
    }

    /// What is free on a day, given what stands in its calendar.
    pub fn free(
        &self,
        day: Date,
        held: &Calendar,
        not_before: Timestamp,
        minutes: Option<u16>,
    ) -> Vec<TimeSlot> {
        let taken: Vec<TimeSlot> = held.taken().map(|(_, slot)| slot).collect();
        let minutes = minutes.unwrap_or(self.settings.meeting_minutes);
        free_slots(&self.settings.hours.on(day), &taken, not_before, minutes, STEP_MINUTES)
    }

    /// The [`OFFERED`] slots nearest to the time that was wanted, in order of time.
    pub fn nearest(mut free: Vec<TimeSlot>, wanted: Timestamp) -> Vec<TimeSlot> {
        free.sort_by_key(|slot| (slot.start().duration_since(wanted).abs(), slot.start()));
        free.truncate(OFFERED);
        free.sort_by_key(TimeSlot::start);
        free
    }
}

/// The civil day an instant falls on, in the product's zone.
pub fn civil_day(at: Timestamp) -> Date {
    at.to_zoned(TimeZone::get(TIME_ZONE).unwrap_or(TimeZone::UTC)).date()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Decider;
    use crate::calendar::{CalendarEvent, CalendarRefusal};

    fn at(text: &str) -> Timestamp {
        format!("{text}:00+02:00").parse().unwrap()
    }

    fn business() -> BusinessId {
        BusinessId::named("booking")
    }

    fn wish(diary: Diary<'_>, start: &str) -> Wish {
        let slot = diary.slot(at(start), None).unwrap();
        Wish { lead: None, slot, subject: "פגישה".to_owned(), source: None }
    }

    const NOW: &str = "2026-11-22T10:00"; // a Sunday

    fn booked(diary: Diary<'_>, start: &str) -> (MeetingId, Step, Calendar) {
        let id = MeetingId::derive(start);
        let step = diary.book(id, wish(diary, start), at(NOW));
        let events = Calendar::default().decide(&step.command).unwrap().into_events();
        (id, step, Calendar::fold(&events))
    }

    #[test]
    fn without_a_named_agent_the_business_has_a_calendar_of_its_own() {
        let mut settings = Settings::usual("סוכנות");
        assert_eq!(Diary::of_business(business(), &settings).agent(), UserId::calendar_of(business()));
        let dana = UserId::of_email("dana@example.com");
        settings.calendar_agent = Some(dana);
        assert_eq!(Diary::of_business(business(), &settings).agent(), dana);
    }

    #[test]
    fn a_booking_is_decided_by_the_civil_day_it_begins_on() {
        let settings = Settings::usual("סוכנות");
        let diary = Diary::of_business(business(), &settings);
        let (_, step, held) = booked(diary, "2026-11-24T16:30");
        assert_eq!(step.stream, diary.stream("2026-11-24".parse().unwrap()));
        assert_eq!(held.taken().count(), 1);
    }

    #[test]
    fn on_saturday_nothing_is_open() {
        let settings = Settings::usual("סוכנות");
        let diary = Diary::of_business(business(), &settings);
        let step = diary.book(MeetingId::derive("sat"), wish(diary, "2026-11-28T10:00"), at(NOW));
        assert_eq!(Calendar::default().decide(&step.command), Err(CalendarRefusal::OutsideHours));
    }

    #[test]
    fn a_move_within_the_day_is_one_command_and_to_another_day_two() {
        let settings = Settings::usual("סוכנות");
        let diary = Diary::of_business(business(), &settings);
        let (id, _, held) = booked(diary, "2026-11-24T10:00");
        let meeting = held.booked(id).unwrap();
        let later = diary.slot(at("2026-11-24T12:00"), None).unwrap();
        assert!(matches!(diary.reschedule(id, meeting, later, at(NOW)), Move::Within(_)));

        let next_day = diary.slot(at("2026-11-25T12:00"), None).unwrap();
        let Move::Across { away, into } = diary.reschedule(id, meeting, next_day, at(NOW)) else {
            panic!("expected two commands")
        };
        assert!(matches!(
            held.decide(&away.command).unwrap().into_events()[..],
            [CalendarEvent::MovedAway { .. }]
        ));
        let arrived = Calendar::default().decide(&into.command).unwrap().into_events();
        assert!(matches!(&arrived[..], [CalendarEvent::MovedIn { meeting, .. }] if meeting.slot == next_day));
    }

    #[test]
    fn what_is_offered_lies_around_what_was_wanted_and_is_free() {
        let settings = Settings::usual("סוכנות");
        let diary = Diary::of_business(business(), &settings);
        let (_, _, held) = booked(diary, "2026-11-24T16:00");
        let day = "2026-11-24".parse().unwrap();
        let offered = Diary::nearest(diary.free(day, &held, at(NOW), None), at("2026-11-24T16:00"));
        let starts: Vec<Timestamp> = offered.iter().map(TimeSlot::start).collect();
        assert_eq!(starts, [at("2026-11-24T14:30"), at("2026-11-24T15:00"), at("2026-11-24T17:00")]);
    }

    #[test]
    fn the_days_searched_begin_with_the_day_itself() {
        let settings = Settings::usual("סוכנות");
        let diary = Diary::of_business(business(), &settings);
        // 23:30 in UTC is the next day in Israel.
        let days: Vec<Date> = diary.days_from("2026-11-24T23:30:00Z".parse().unwrap(), 2).collect();
        assert_eq!(days, ["2026-11-25".parse().unwrap(), "2026-11-26".parse().unwrap()]);
    }
}
