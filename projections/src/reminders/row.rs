use domain::ids::{BusinessId, LeadId, ReminderId, UserId};
use domain::reminder::{Notice, Repeat, Standing};
use jiff::Timestamp;

/// A reminder as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReminderRow {
    /// Its identity.
    pub id: ReminderId,
    /// Whose business it is.
    pub business: BusinessId,
    /// Who is reminded.
    pub assignee: UserId,
    /// Of whom.
    pub lead: Option<LeadId>,
    /// Of what.
    pub text: String,
    /// When, after what was put off.
    pub due: Timestamp,
    /// How often it comes back.
    pub repeat: Repeat,
    /// Where it stands.
    pub standing: Standing,
    /// Whether its time has come, and the one it is for knows.
    pub notice: Notice,
    /// When it was last done; `None`: never, or it was taken back.
    pub done_at: Option<Timestamp>,
    /// When it was made.
    pub created_at: Timestamp,
    /// The last event about it.
    pub updated_at: Timestamp,
}

/// Which reminders are wanted. Every condition that is set must hold. Deleted ones are never wanted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReminderFilter {
    /// Done, or not.
    pub done: Option<bool>,
    /// For this person.
    pub assignee: Option<UserId>,
    /// About this lead.
    pub lead: Option<LeadId>,
    /// Due at or after.
    pub from: Option<Timestamp>,
    /// Due before.
    pub to: Option<Timestamp>,
    /// The time has come, and the one it is for has not seen it.
    pub unseen: bool,
}

/// How reminders are ordered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ReminderOrder {
    /// The first due first.
    #[default]
    Due,
    /// What changed last first.
    Updated,
}
