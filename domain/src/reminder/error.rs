/// Why a reminder says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReminderRefusal {
    /// There is none, or it was deleted.
    #[error("there is no such reminder")]
    Unknown,
    /// It was done before.
    #[error("the reminder is done")]
    Done,
    /// That time has passed.
    #[error("due: expected a time in the future")]
    InThePast,
    /// Its time has not come.
    #[error("due: its time has not come")]
    NotYet,
    /// Nothing to be reminded of, or too much.
    #[error("text: expected 1 to 500 characters")]
    BadText,
}
