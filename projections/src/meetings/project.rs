//! Calendar events into meetings. A move to another day is two events of two streams; either alone says where it is.

use domain::Event;
use domain::calendar::{CalendarEvent, NewMeeting};
use domain::ids::MeetingId;
use domain::values::TimeSlot;
use eventlog::Recorded;

use super::table::StoredMeeting;
use super::{MeetingRow, MeetingStatus};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows, Version, put_version};

/// The meetings at hand.
#[derive(Default)]
pub(crate) struct MeetingRows {
    meetings: Rows<StoredMeeting>,
    versions: Rows<Version<StoredMeeting>>,
}

/// Which meeting an event is about.
pub(crate) fn meeting_of(event: &CalendarEvent) -> MeetingId {
    match event {
        CalendarEvent::Booked { id, .. }
        | CalendarEvent::Rescheduled { id, .. }
        | CalendarEvent::MovedAway { id, .. }
        | CalendarEvent::MovedIn { id, .. }
        | CalendarEvent::Cancelled { id, .. } => *id,
    }
}

impl Projector for MeetingRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        if let Event::Calendar(event) = &recorded.event { Some(meeting_of(event).to_string()) } else { None }
    }

    fn project(&mut self, recorded: &Recorded) {
        if let Event::Calendar(event) = &recorded.event {
            self.fold(event, recorded);
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.meetings, &mut self.versions]
    }
}

impl MeetingRows {
    fn fold(&mut self, event: &CalendarEvent, recorded: &Recorded) {
        match event {
            CalendarEvent::Booked { id, meeting } | CalendarEvent::MovedIn { id, meeting } => {
                self.place(*id, meeting, recorded);
            }
            CalendarEvent::Rescheduled { id, to, from: _ } | CalendarEvent::MovedAway { id, to, from: _ } => {
                self.change(*id, recorded, |meeting| meeting.slot = whole(*to));
            }
            CalendarEvent::Cancelled { id, reason } => self.change(*id, recorded, |meeting| {
                meeting.status = MeetingStatus::Cancelled;
                meeting.reason.clone_from(reason);
            }),
        }
    }

    fn place(&mut self, id: MeetingId, meeting: &NewMeeting, recorded: &Recorded) {
        let at = whole_micros(recorded.metadata.recorded_at);
        let held = self.meetings.get(&id).map(|held| (held.row.booked_at, held.row.revision + 1));
        let (booked_at, revision) = held.unwrap_or((at, 0));
        let row = MeetingRow {
            id,
            business: meeting.business,
            agent: meeting.agent,
            lead: meeting.lead,
            slot: whole(meeting.slot),
            subject: meeting.subject.clone(),
            status: MeetingStatus::Booked,
            reason: None,
            revision,
            source: meeting.source.clone(),
            booked_at,
            updated_at: at,
        };
        self.put(StoredMeeting { row, since: 0 }, recorded);
    }

    fn change(&mut self, id: MeetingId, recorded: &Recorded, change: impl FnOnce(&mut MeetingRow)) {
        let Some(mut meeting) = self.meetings.get(&id).cloned() else { return };
        change(&mut meeting.row);
        meeting.row.revision += 1;
        meeting.row.updated_at = whole_micros(recorded.metadata.recorded_at);
        self.put(meeting, recorded);
    }

    fn put(&mut self, meeting: StoredMeeting, recorded: &Recorded) {
        let at = recorded.metadata.recorded_at.as_microsecond();
        put_version(&mut self.meetings, &mut self.versions, meeting, at);
    }
}

fn whole(slot: TimeSlot) -> TimeSlot {
    TimeSlot::new(whole_micros(slot.start()), whole_micros(slot.end())).unwrap_or(slot)
}
