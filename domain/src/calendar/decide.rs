use super::{Calendar, CalendarCommand, CalendarEvent, CalendarRefusal, NewMeeting, Rules, Standing};
use crate::decider::{Decider, Outcome};
use crate::ids::MeetingId;
use crate::stream::Category;
use crate::values::TimeSlot;

impl Decider for Calendar {
    const CATEGORY: Category = Category::Calendar;
    type Command = CalendarCommand;
    type Event = CalendarEvent;
    type Refusal = CalendarRefusal;

    fn decide(&self, command: &CalendarCommand) -> Result<Outcome<CalendarEvent>, CalendarRefusal> {
        match command {
            CalendarCommand::Book { id, meeting, rules } => {
                // The agent's tool call is repeated after a lost answer: the id is the command's.
                if self.meetings.contains_key(id) {
                    return Ok(Outcome::AlreadySo);
                }
                self.admit(*id, meeting, rules)?;
                Ok(Outcome::one(CalendarEvent::Booked { id: *id, meeting: meeting.clone() }))
            }
            CalendarCommand::Reschedule { id, slot, rules } => {
                let held = self.held(*id)?;
                if held.slot == *slot {
                    return Ok(Outcome::AlreadySo);
                }
                self.fits(*id, *slot, rules)?;
                Ok(Outcome::one(CalendarEvent::Rescheduled { id: *id, from: held.slot, to: *slot }))
            }
            // Never already so: the other half, which books, would be committed alone. A repeat is known by its command's id.
            CalendarCommand::MoveAway { id, slot } => {
                let from = self.held(*id)?.slot;
                Ok(Outcome::one(CalendarEvent::MovedAway { id: *id, from, to: *slot }))
            }
            CalendarCommand::MoveIn { id, meeting, rules } => {
                if self.booked(*id).is_some_and(|held| held.slot == meeting.slot) {
                    return Ok(Outcome::AlreadySo);
                }
                self.admit(*id, meeting, rules)?;
                Ok(Outcome::one(CalendarEvent::MovedIn { id: *id, meeting: meeting.clone() }))
            }
            CalendarCommand::Cancel { id, .. } if self.meetings.get(id) == Some(&Standing::Cancelled) => {
                Ok(Outcome::AlreadySo)
            }
            CalendarCommand::Cancel { id, reason } => {
                self.held(*id)?;
                Ok(Outcome::one(CalendarEvent::Cancelled { id: *id, reason: reason.clone() }))
            }
        }
    }

    fn evolve(&mut self, event: &CalendarEvent) {
        match event {
            CalendarEvent::Booked { id, meeting } | CalendarEvent::MovedIn { id, meeting } => {
                self.meetings.insert(*id, Standing::Booked(meeting.clone()));
            }
            CalendarEvent::Rescheduled { id, to, from: _ } => {
                if let Some(Standing::Booked(meeting)) = self.meetings.get_mut(id) {
                    meeting.slot = *to;
                }
            }
            CalendarEvent::MovedAway { id, to, from: _ } => {
                self.meetings.insert(*id, Standing::MovedAway { to: *to });
            }
            CalendarEvent::Cancelled { id, .. } => {
                self.meetings.insert(*id, Standing::Cancelled);
            }
        }
    }
}

impl Calendar {
    fn held(&self, id: MeetingId) -> Result<&NewMeeting, CalendarRefusal> {
        match self.meetings.get(&id) {
            Some(Standing::Booked(meeting)) => Ok(meeting),
            Some(Standing::MovedAway { to }) => Err(CalendarRefusal::MovedAway { to: *to }),
            Some(Standing::Cancelled) | None => Err(CalendarRefusal::Unknown),
        }
    }

    fn admit(&self, id: MeetingId, meeting: &NewMeeting, rules: &Rules) -> Result<(), CalendarRefusal> {
        if meeting.subject.trim().is_empty() || meeting.subject.chars().count() > 200 {
            return Err(CalendarRefusal::BadSubject);
        }
        self.fits(id, meeting.slot, rules)
    }

    fn fits(&self, id: MeetingId, slot: TimeSlot, rules: &Rules) -> Result<(), CalendarRefusal> {
        if slot.start() < rules.now {
            return Err(CalendarRefusal::InThePast);
        }
        if !rules.open.iter().any(|stretch| stretch.start() <= slot.start() && slot.end() <= stretch.end()) {
            return Err(CalendarRefusal::OutsideHours);
        }
        let kept = slot.widened(rules.buffer_minutes);
        if self.taken().any(|(other, held)| other != id && held.overlaps(&kept)) {
            return Err(CalendarRefusal::SlotTaken);
        }
        Ok(())
    }
}
