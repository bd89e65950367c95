use jiff::Timestamp;

use super::{
    Done, Held, NewReminder, Notice, Reminder, ReminderChange, ReminderCommand, ReminderEvent,
    ReminderRefusal, Standing,
};
use crate::decider::{Decider, Outcome};
use crate::ids::UserId;
use crate::stream::Category;

/// The longest text, in characters.
const LONGEST: usize = 500;

type Decision = Result<Outcome<ReminderEvent>, ReminderRefusal>;

impl Decider for Reminder {
    const CATEGORY: Category = Category::Reminder;
    type Command = ReminderCommand;
    type Event = ReminderEvent;
    type Refusal = ReminderRefusal;

    fn decide(&self, command: &ReminderCommand) -> Decision {
        match (self, command) {
            (Self::Unknown, ReminderCommand::Create { reminder, now }) => create(reminder, *now),
            // The id is the command's: it is the same command, sent again.
            (Self::Known(_), ReminderCommand::Create { .. }) => Ok(Outcome::AlreadySo),
            (Self::Unknown, _) => Err(ReminderRefusal::Unknown),
            (Self::Known(held), ReminderCommand::Reopen) => Ok(held.reopen()),
            (Self::Known(held), ReminderCommand::Cancel) => Ok(held.cancel()),
            (Self::Known(held), command) => match held.standing {
                Standing::Cancelled => Err(ReminderRefusal::Unknown),
                Standing::Open | Standing::Done => held.decide(command),
            },
        }
    }

    fn evolve(&mut self, event: &ReminderEvent) {
        match (self, event) {
            (this, ReminderEvent::Created { reminder }) => *this = Self::Known(Box::new(begun(reminder))),
            // `Created` comes first in every stream this product writes.
            (Self::Unknown, _) => {}
            (Self::Known(held), event) => held.evolve(event),
        }
    }
}

fn create(reminder: &NewReminder, now: Timestamp) -> Decision {
    worded(&reminder.text)?;
    ahead(reminder.due, now)?;
    let text = reminder.text.trim().to_owned();
    Ok(Outcome::one(ReminderEvent::Created { reminder: NewReminder { text, ..reminder.clone() } }))
}

fn begun(reminder: &NewReminder) -> Held {
    Held {
        what: reminder.clone(),
        due: reminder.due,
        occurrence: reminder.due,
        standing: Standing::Open,
        notice: Notice::Waiting,
        last: None,
    }
}

fn worded(text: &str) -> Result<(), ReminderRefusal> {
    let length = text.trim().chars().count();
    if (1..=LONGEST).contains(&length) { Ok(()) } else { Err(ReminderRefusal::BadText) }
}

fn ahead(due: Timestamp, now: Timestamp) -> Result<(), ReminderRefusal> {
    if due > now { Ok(()) } else { Err(ReminderRefusal::InThePast) }
}

impl Held {
    /// What can be asked of one that was not deleted.
    fn decide(&self, command: &ReminderCommand) -> Decision {
        match command {
            ReminderCommand::Edit { change, now } => self.edit(change, *now),
            ReminderCommand::Snooze { until, now } => self.snooze(*until, *now),
            ReminderCommand::Complete { seen, now } => Ok(self.complete(*seen, *now)),
            ReminderCommand::ComeDue { due, now } => self.come_due(*due, *now),
            ReminderCommand::Acknowledge { by } => Ok(self.acknowledge(*by)),
            // Answered before, whatever it stands at.
            ReminderCommand::Create { .. } | ReminderCommand::Reopen | ReminderCommand::Cancel => {
                Ok(Outcome::AlreadySo)
            }
        }
    }

    fn edit(&self, change: &ReminderChange, now: Timestamp) -> Decision {
        let mut events = Vec::new();
        if let Some(text) = &change.text {
            worded(text)?;
            let text = text.trim();
            if text != self.what.text {
                events.push(ReminderEvent::Reworded { text: text.to_owned() });
            }
        }
        if let Some(to) = change.assignee.filter(|to| *to != self.what.assignee) {
            events.push(ReminderEvent::Reassigned { to });
        }
        let due = change.due.unwrap_or(self.due);
        let repeat = change.repeat.unwrap_or(self.what.repeat);
        if due != self.due || repeat != self.what.repeat {
            if self.standing == Standing::Done {
                return Err(ReminderRefusal::Done);
            }
            // What is overdue may be made to repeat without being given another time.
            if due != self.due {
                ahead(due, now)?;
            }
            events.push(ReminderEvent::Rescheduled { due, repeat });
        }
        Ok(if events.is_empty() { Outcome::AlreadySo } else { Outcome::Decided(events) })
    }

    fn snooze(&self, until: Timestamp, now: Timestamp) -> Decision {
        match self.standing {
            Standing::Done | Standing::Cancelled => Err(ReminderRefusal::Done),
            Standing::Open if self.due == until => Ok(Outcome::AlreadySo),
            Standing::Open => {
                ahead(until, now)?;
                Ok(Outcome::one(ReminderEvent::Snoozed { until }))
            }
        }
    }

    fn complete(&self, seen: Option<Timestamp>, now: Timestamp) -> Outcome<ReminderEvent> {
        // Two people tick the same occurrence of what repeats, or one of them twice: it is done once.
        let again =
            seen.is_some_and(|seen| self.last.is_some_and(|last| last.due == seen && seen != self.due));
        if self.standing != Standing::Open || again {
            return Outcome::AlreadySo;
        }
        let next = self.what.repeat.next(self.what.due, self.occurrence.max(now));
        Outcome::one(ReminderEvent::Completed { due: self.due, next })
    }

    fn reopen(&self) -> Outcome<ReminderEvent> {
        match (self.standing, self.last) {
            // What comes back went on to another occurrence when it was done.
            (Standing::Cancelled, Some(last)) if last.occurrence == self.occurrence => {
                Outcome::one(ReminderEvent::Restored)
            }
            (Standing::Cancelled, _) => {
                Outcome::one(ReminderEvent::Reopened { due: self.due, occurrence: self.occurrence })
            }
            (Standing::Open | Standing::Done, Some(Done { due, occurrence, notice: _ })) => {
                Outcome::one(ReminderEvent::Reopened { due, occurrence })
            }
            (Standing::Open | Standing::Done, None) => Outcome::AlreadySo,
        }
    }

    fn cancel(&self) -> Outcome<ReminderEvent> {
        match self.standing {
            Standing::Cancelled => Outcome::AlreadySo,
            Standing::Open | Standing::Done => Outcome::one(ReminderEvent::Cancelled),
        }
    }

    fn come_due(&self, due: Timestamp, now: Timestamp) -> Decision {
        if !self.awaits(due) {
            return Ok(Outcome::AlreadySo);
        }
        if now < due {
            return Err(ReminderRefusal::NotYet);
        }
        Ok(Outcome::one(ReminderEvent::CameDue { due }))
    }

    /// That somebody else looked is no news.
    fn acknowledge(&self, by: UserId) -> Outcome<ReminderEvent> {
        match self.notice {
            Notice::Due if by == self.what.assignee => Outcome::one(ReminderEvent::Acknowledged),
            Notice::Due | Notice::Waiting | Notice::Seen => Outcome::AlreadySo,
        }
    }

    fn evolve(&mut self, event: &ReminderEvent) {
        match event {
            ReminderEvent::Created { .. } => {}
            ReminderEvent::Reworded { text } => self.what.text.clone_from(text),
            ReminderEvent::Reassigned { to } => {
                self.what.assignee = *to;
                // Who has it from here on has not seen that it is due.
                if self.notice == Notice::Seen {
                    self.notice = Notice::Due;
                }
            }
            ReminderEvent::Rescheduled { due, repeat } => {
                let notice = if *due == self.due { self.notice } else { Notice::Waiting };
                self.what.due = *due;
                self.what.repeat = *repeat;
                self.last = None;
                self.wait_for((*due, *due), notice);
            }
            ReminderEvent::Snoozed { until } => {
                self.last = None;
                self.wait_for((*until, self.occurrence), Notice::Waiting);
            }
            ReminderEvent::CameDue { .. } => self.notice = Notice::Due,
            ReminderEvent::Acknowledged => self.notice = Notice::Seen,
            ReminderEvent::Completed { due: _, next } => {
                self.last = Some(Done { due: self.due, occurrence: self.occurrence, notice: self.notice });
                match next {
                    Some(next) => self.wait_for((*next, *next), Notice::Waiting),
                    None => self.standing = Standing::Done,
                }
            }
            ReminderEvent::Reopened { due, occurrence } => {
                // What was told of before is not told again.
                let notice = match self.standing {
                    Standing::Cancelled => self.notice,
                    Standing::Open | Standing::Done => self.last.map_or(Notice::Waiting, |last| last.notice),
                };
                self.last = None;
                self.wait_for((*due, *occurrence), notice);
            }
            ReminderEvent::Cancelled => self.standing = Standing::Cancelled,
            ReminderEvent::Restored => self.standing = Standing::Done,
        }
    }

    fn wait_for(&mut self, (due, occurrence): (Timestamp, Timestamp), notice: Notice) {
        self.due = due;
        self.occurrence = occurrence;
        self.standing = Standing::Open;
        self.notice = notice;
    }
}
