//! Reminder events into rows.

use domain::reminder::{Reminder, ReminderEvent};
use domain::{Category, Decider as _, Event};
use eventlog::Recorded;

use super::table::StoredReminder;
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows, Version, put_version};

/// The reminders at hand.
#[derive(Default)]
pub(crate) struct ReminderRows {
    reminders: Rows<StoredReminder>,
    versions: Rows<Version<StoredReminder>>,
}

impl Projector for ReminderRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::Reminder).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        let (Event::Reminder(event), Ok(id)) = (&recorded.event, recorded.stream.key().parse()) else {
            return;
        };
        let at = whole_micros(recorded.metadata.recorded_at);
        let before = self.reminders.get(&id).cloned();
        let mut state =
            before.as_ref().map_or(Reminder::Unknown, |row| Reminder::Known(Box::new(row.held.clone())));
        state.evolve(event);
        let Some(held) = state.held().cloned() else { return };
        let done_at = match event {
            ReminderEvent::Completed { .. } => Some(at),
            ReminderEvent::Reopened { .. } => None,
            ReminderEvent::Created { .. }
            | ReminderEvent::Reworded { .. }
            | ReminderEvent::Reassigned { .. }
            | ReminderEvent::Rescheduled { .. }
            | ReminderEvent::Snoozed { .. }
            | ReminderEvent::CameDue { .. }
            | ReminderEvent::Acknowledged
            | ReminderEvent::Cancelled
            | ReminderEvent::Restored => before.as_ref().and_then(|row| row.done_at),
        };
        let created_at = before.map_or(at, |row| row.created_at);
        let row = StoredReminder { id, held, done_at, created_at, updated_at: at, since: 0 };
        put_version(&mut self.reminders, &mut self.versions, row, at.as_microsecond());
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.reminders, &mut self.versions]
    }
}
