//! The read models by name.

/// A read model: what one projector writes and one part of [`crate::Reader`] reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReadModel {
    /// Calls with transcript, recordings and stream reports.
    Calls,
    /// Leads with notes and provenance.
    Leads,
    /// Meetings.
    Meetings,
    /// Agencies with their numbers.
    Businesses,
    /// Prompt versions.
    Prompts,
    /// People who sign in.
    Users,
    /// Reminders.
    Reminders,
    /// What happened to each entity.
    History,
}

impl ReadModel {
    /// All of them.
    pub const ALL: [Self; 8] = [
        Self::Calls,
        Self::Leads,
        Self::Meetings,
        Self::Businesses,
        Self::Prompts,
        Self::Users,
        Self::Reminders,
        Self::History,
    ];

    /// The name in the registry, on the command line and in GraphQL.
    pub fn name(self) -> &'static str {
        match self {
            Self::Calls => "calls",
            Self::Leads => "leads",
            Self::Meetings => "meetings",
            Self::Businesses => "businesses",
            Self::Prompts => "prompts",
            Self::Users => "users",
            Self::Reminders => "reminders",
            Self::History => "history",
        }
    }

    /// The read model of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|model| model.name() == name)
    }

    pub(crate) fn index(self) -> usize {
        Self::ALL.iter().position(|model| *model == self).unwrap_or(0)
    }
}
