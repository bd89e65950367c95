use serde::{Deserialize, Serialize};

/// What a person may do, as a name; the table is [`super::Permission::holders`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Runs the installation.
    PlatformAdmin,
    /// Owns the agency.
    Owner,
    /// Runs the agency day to day.
    Manager,
    /// Works with leads.
    Agent,
    /// Looks only.
    Viewer,
}

impl Role {
    /// All roles, most able first.
    pub const ALL: [Self; 5] = [Self::PlatformAdmin, Self::Owner, Self::Manager, Self::Agent, Self::Viewer];

    /// The name in GraphQL and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PlatformAdmin => "PLATFORM_ADMIN",
            Self::Owner => "OWNER",
            Self::Manager => "MANAGER",
            Self::Agent => "AGENT",
            Self::Viewer => "VIEWER",
        }
    }

    /// Whether who has this role may give or take the other one, when they manage users at all: nobody makes a platform admin but
    /// a platform admin.
    pub fn may_assign(self, other: Self) -> bool {
        other != Self::PlatformAdmin || self == Self::PlatformAdmin
    }
}
