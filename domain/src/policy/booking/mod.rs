//! Where a meeting is decided, when it may be, and what to offer instead: the same rules for the phone agent and for people.
//!
//! The caller does the bus's part: read the settings ([`crate::business::Business::settings`]) and the person whose calendar it is,
//! make a [`Diary`], execute what [`Diary::book`] or [`Diary::reschedule`] says, and on a refusal offer what [`Diary::search`] finds.

mod search;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp, ToSpan, civil::Date};

pub use self::search::Search;
use crate::business::{Settings, WeeklyHours};
use crate::calendar::{Calendar, CalendarCommand, NewMeeting, Rules, free_slots};
use crate::holiday::{self, EVE_ENDS, Holiday, Observed};
use crate::ids::{BusinessId, LeadId, MeetingId, UserId};
use crate::stream::StreamId;
use crate::user::{Schedule, User};
use crate::values::{NotASlot, Source, TimeSlot, time_zone};

/// Offered meetings begin on the half hours after opening: what people say and remember.
pub const STEP_MINUTES: u16 = 30;

/// How many days are searched for something to offer: four weeks hold a working day even of somebody who works one day a week, in
/// the month of the holidays.
pub const DAYS_AHEAD: usize = 28;

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

/// One person's calendar, under the settings of the business and what they changed of them for themselves.
#[derive(Debug, Clone)]
pub struct Diary {
    business: BusinessId,
    agent: UserId,
    hours: WeeklyHours,
    buffer_minutes: u16,
    meeting_minutes: u16,
    worked_holidays: BTreeSet<Holiday>,
}

impl Diary {
    /// A person's calendar; `person` is who has registered under the id: nobody, when it is the business's own calendar.
    pub fn new(business: BusinessId, agent: UserId, settings: &Settings, person: &User) -> Self {
        let works_here = |account: &&crate::user::Account| account.business == business;
        let schedule = person.account().filter(works_here).map(|account| account.schedule.clone());
        let Schedule { hours, buffer_minutes } = schedule.unwrap_or_default();
        Self {
            business,
            agent,
            hours: hours.unwrap_or_else(|| settings.hours.clone()),
            buffer_minutes: buffer_minutes.unwrap_or(settings.buffer_minutes),
            meeting_minutes: settings.meeting_minutes,
            worked_holidays: settings.worked_holidays.clone(),
        }
    }

    /// Whose calendar it is.
    pub fn agent(&self) -> UserId {
        self.agent
    }

    /// The stretch a meeting that begins then takes; without a length, the business's usual one.
    pub fn slot(&self, start: Timestamp, minutes: Option<u16>) -> Result<TimeSlot, NotASlot> {
        let minutes = i64::from(minutes.unwrap_or(self.meeting_minutes));
        let end = start.checked_add(SignedDuration::from_mins(minutes)).map_err(|_| NotASlot)?;
        TimeSlot::new(start, end)
    }

    /// The stream of a day.
    pub fn stream(&self, day: Date) -> StreamId {
        StreamId::calendar(self.business, self.agent, day)
    }

    /// What a date is of a holiday the business keeps.
    pub fn holiday(&self, day: Date) -> Option<Observed> {
        holiday::on(day).filter(|observed| !self.worked_holidays.contains(&observed.holiday()))
    }

    /// The open stretches of a date.
    pub fn open(&self, day: Date) -> Vec<TimeSlot> {
        match self.holiday(day) {
            Some(Observed::Day(_)) => Vec::new(),
            Some(Observed::Eve(_)) => self.hours.until(day, EVE_ENDS),
            None => self.hours.on(day),
        }
    }

    fn rules(&self, day: Date, now: Timestamp) -> Rules {
        Rules { open: self.open(day), buffer_minutes: self.buffer_minutes, now }
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
        let rules = self.rules(day, now);
        Step { stream: self.stream(day), command: CalendarCommand::Book { id, meeting, rules } }
    }

    /// How to move a meeting that is held to another time.
    pub fn reschedule(&self, id: MeetingId, held: &NewMeeting, slot: TimeSlot, now: Timestamp) -> Move {
        let (from, to) = (civil_day(held.slot.start()), civil_day(slot.start()));
        let rules = self.rules(to, now);
        let step = |day, command| Box::new(Step { stream: self.stream(day), command });
        if from == to {
            return Move::Within(step(to, CalendarCommand::Reschedule { id, slot, rules }));
        }
        let meeting = NewMeeting { slot, ..held.clone() };
        Move::Across {
            away: step(from, CalendarCommand::MoveAway { id, slot }),
            into: step(to, CalendarCommand::MoveIn { id, meeting, rules }),
        }
    }

    /// The days to search from an instant on.
    pub fn days_from(&self, at: Timestamp, days: usize) -> impl Iterator<Item = Date> + use<> {
        civil_day(at).series(1.day()).take(days)
    }

    /// What is free on a day, given what stands in its calendar; nothing that begins before an instant.
    pub fn free(
        &self,
        day: Date,
        held: &Calendar,
        not_before: Timestamp,
        minutes: Option<u16>,
    ) -> Vec<TimeSlot> {
        let taken: Vec<TimeSlot> = held.taken().map(|(_, slot)| slot).collect();
        let minutes = minutes.unwrap_or(self.meeting_minutes);
        free_slots(&self.rules(day, not_before), &taken, minutes, STEP_MINUTES)
    }

    /// A search for what to offer to who wanted a time, or said nothing of it.
    pub fn search(&self, wanted: Option<Timestamp>, minutes: Option<u16>, now: Timestamp) -> Search<'_> {
        Search::new(self, wanted, minutes, now)
    }
}

/// The civil day an instant falls on, in the product's zone.
pub fn civil_day(at: Timestamp) -> Date {
    at.to_zoned(time_zone()).date()
}
