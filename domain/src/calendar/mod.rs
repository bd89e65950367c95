//! One day of one agent. No double booking is a decision of this one stream.
//!
//! A meeting that moves to another day leaves one stream and enters another; the two commands are committed together.

mod availability;
mod command;
mod decide;
mod error;
mod event;
#[cfg(test)]
mod tests;

pub use availability::free_slots;
pub use command::{CalendarCommand, NewMeeting, Rules};
pub use error::CalendarRefusal;
pub use event::CalendarEvent;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ids::MeetingId;
use crate::values::TimeSlot;

/// A day's meetings.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Calendar {
    /// The meetings that stand or stood here.
    pub meetings: BTreeMap<MeetingId, Standing>,
}

/// Where a meeting of this day stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Standing {
    /// It takes place here.
    Booked(NewMeeting),
    /// It was called off.
    Cancelled,
    /// It went to another day.
    MovedAway {
        /// When it was to take place there; it may have gone on since.
        to: TimeSlot,
    },
}

impl Calendar {
    /// The slots taken, in order of id.
    pub fn taken(&self) -> impl Iterator<Item = (MeetingId, TimeSlot)> + '_ {
        self.meetings.iter().filter_map(|(id, standing)| match standing {
            Standing::Booked(meeting) => Some((*id, meeting.slot)),
            Standing::Cancelled | Standing::MovedAway { .. } => None,
        })
    }

    /// A meeting that takes place on this day.
    pub fn booked(&self, id: MeetingId) -> Option<&NewMeeting> {
        match self.meetings.get(&id) {
            Some(Standing::Booked(meeting)) => Some(meeting),
            Some(Standing::Cancelled | Standing::MovedAway { .. }) | None => None,
        }
    }
}
