use crate::values::TimeSlot;

/// Why a day says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarRefusal {
    /// Another meeting is there.
    #[error("slot: another meeting is at that time")]
    SlotTaken,
    /// Not within the open hours.
    #[error("slot: outside the working hours")]
    OutsideHours,
    /// It has begun already.
    #[error("slot: expected a time in the future")]
    InThePast,
    /// There is no such meeting on this day.
    #[error("there is no such meeting")]
    Unknown,
    /// It went to another day.
    #[error("the meeting was moved to another day")]
    MovedAway {
        /// When it was to take place there.
        to: TimeSlot,
    },
    /// Nothing to call it by, or too much.
    #[error("subject: expected 1 to 200 characters")]
    BadSubject,
}
