//! What happened with a person, of all kinds in one order.

use async_graphql::{Enum, ID, SimpleObject, Union};
use jiff::Timestamp;
use projections::{HistoryRow, TimelineRow};

use super::history::FieldChange;
use super::{Actor, Call, DateTime, Meeting, Reminder};

/// What kind of thing happened.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "projections::TimelineKind")]
pub(crate) enum TimelineKind {
    /// Calls.
    Call,
    /// News of meetings.
    Meeting,
    /// News of reminders.
    Reminder,
    /// What was written down.
    Note,
    /// What else changed.
    Change,
}

/// Something that happened with a person. More kinds may come.
#[derive(Union, Debug, Clone)]
pub(crate) enum TimelineEntry {
    /// A call.
    Call(CallItem),
    /// News of a meeting.
    Meeting(MeetingItem),
    /// News of a reminder.
    Reminder(ReminderItem),
    /// A note.
    Note(NoteItem),
    /// A change.
    Change(ChangeItem),
}

/// A call, as it happened with a person.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct CallItem {
    /// Its identity among what happened.
    id: ID,
    /// When it began.
    at: DateTime,
    /// The call.
    call: Call,
}

/// A meeting was booked, moved or called off.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct MeetingItem {
    /// Its identity among what happened: the event's place in the log.
    id: ID,
    /// When.
    at: DateTime,
    /// Who did it.
    actor: Actor,
    /// What happened (`Booked`, `Rescheduled` …).
    event_type: String,
    /// What changed about the meeting, field by field.
    changes: Vec<FieldChange>,
    /// The meeting as it stands, or as it stood at the instant that is looked at.
    meeting: Meeting,
}

/// A reminder was made, changed its time, was put off, came due, was done or taken up again.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct ReminderItem {
    /// Its identity among what happened: the event's place in the log.
    id: ID,
    /// When.
    at: DateTime,
    /// Who did it.
    actor: Actor,
    /// What happened (`Created`, `Snoozed`, `CameDue`, `Completed` …).
    event_type: String,
    /// What changed about the reminder, field by field.
    changes: Vec<FieldChange>,
    /// The reminder as it stands, or as it stood at the instant that is looked at.
    reminder: Reminder,
}

/// Something was written down.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct NoteItem {
    /// Its identity among what happened: the event's place in the log.
    id: ID,
    /// When.
    at: DateTime,
    /// Who wrote it.
    actor: Actor,
    /// The words.
    text: String,
}

/// Something else changed.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct ChangeItem {
    /// Its identity among what happened: the event's place in the log.
    id: ID,
    /// When.
    at: DateTime,
    /// Who did it.
    actor: Actor,
    /// What happened (`StatusChanged` …).
    event_type: String,
    /// The command that caused it, in the domain's words.
    command: String,
    /// What changed, field by field.
    changes: Vec<FieldChange>,
}

impl TimelineEntry {
    /// As it was at an instant; `None`: as it is.
    pub(crate) fn seen(row: TimelineRow, at: Option<Timestamp>) -> Self {
        match row {
            TimelineRow::Call(call) => {
                let id = call.sid.to_string().into();
                Self::Call(CallItem { id, at: call.started_at.into(), call: Call::seen(call, at) })
            }
            TimelineRow::Meeting(entry, meeting) => Self::Meeting(MeetingItem {
                id: entry.position.to_string().into(),
                at: entry.at.into(),
                actor: Actor::from(&entry.actor),
                meeting: Meeting::seen(*meeting, at),
                changes: changes(&entry),
                event_type: entry.event_type,
            }),
            TimelineRow::Reminder(entry, reminder) => Self::Reminder(ReminderItem {
                id: entry.position.to_string().into(),
                at: entry.at.into(),
                actor: Actor::from(&entry.actor),
                reminder: Reminder::seen(*reminder, at),
                changes: changes(&entry),
                event_type: entry.event_type,
            }),
            TimelineRow::Note(entry) => Self::Note(NoteItem {
                id: entry.position.to_string().into(),
                at: entry.at.into(),
                actor: Actor::from(&entry.actor),
                text: entry.changes.into_iter().filter_map(|change| change.new_value).collect(),
            }),
            TimelineRow::Change(entry) => Self::Change(ChangeItem {
                id: entry.position.to_string().into(),
                at: entry.at.into(),
                actor: Actor::from(&entry.actor),
                changes: changes(&entry),
                event_type: entry.event_type,
                command: entry.command,
            }),
        }
    }
}

fn changes(entry: &HistoryRow) -> Vec<FieldChange> {
    entry.changes.iter().cloned().map(FieldChange::from).collect()
}
