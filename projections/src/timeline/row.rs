use crate::{CallRow, HistoryRow, MeetingRow, ReminderRow};

/// What kind of thing happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TimelineKind {
    /// A call, at the instant it began.
    Call,
    /// A meeting was booked, moved or called off.
    Meeting,
    /// A reminder was made, put off, came due or was done.
    Reminder,
    /// Something was written down.
    Note,
    /// Anything else about the person changed.
    Change,
}

impl TimelineKind {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::Call, Self::Meeting, Self::Reminder, Self::Note, Self::Change];
}

/// Something that happened with a person.
#[derive(Debug, Clone, PartialEq)]
pub enum TimelineRow {
    /// A call.
    Call(CallRow),
    /// The news of a meeting, and the meeting.
    Meeting(HistoryRow, Box<MeetingRow>),
    /// The news of a reminder, and the reminder.
    Reminder(HistoryRow, Box<ReminderRow>),
    /// Something was written down.
    Note(HistoryRow),
    /// Something changed.
    Change(HistoryRow),
}
