//! People who sign in.

use async_graphql::{ID, SimpleObject};
use domain::ids::{SessionId, UserId};
use domain::user::{Account, OpenSession, SecondFactor};
use projections::UserRow;

use super::{Business, DateTime, Permission, Role, UserStatus};

/// A person who signs in.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct User {
    /// Their identity.
    id: ID,
    /// The address they sign in with.
    email: String,
    /// What the screen calls them.
    name: String,
    /// What they may do.
    role: Role,
    /// Whether they can sign in.
    status: UserStatus,
    /// Whether a code from a phone's app is asked for when they sign in.
    second_factor: bool,
    /// When they last signed in or went on with a session; null: not yet.
    seen_at: Option<DateTime>,
}

impl User {
    /// From the log's own state, which is never behind.
    pub(crate) fn of_account(id: UserId, account: &Account) -> Self {
        let seen_at = account.sessions.values().map(|session| session.renewed_at).max();
        Self {
            id: id.to_string().into(),
            email: account.email.clone(),
            name: account.name.clone(),
            role: account.role.into(),
            status: if account.active { UserStatus::Active } else { UserStatus::Inactive },
            second_factor: matches!(account.second_factor, SecondFactor::On { .. }),
            seen_at: seen_at.map(DateTime::from),
        }
    }
}

impl From<UserRow> for User {
    fn from(row: UserRow) -> Self {
        Self {
            id: row.id.to_string().into(),
            email: row.email,
            name: row.name,
            role: row.role.into(),
            status: row.status.into(),
            second_factor: row.second_factor,
            seen_at: row.seen_at.map(DateTime::from),
        }
    }
}

/// Who is signed in, and where.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Viewer {
    /// Who.
    pub(crate) user: User,
    /// The business whose data they see.
    pub(crate) business: Business,
    /// Their role there.
    pub(crate) role: Role,
    /// What the role may do: what a screen offers.
    pub(crate) permissions: Vec<Permission>,
    /// Whether this is not their own business: a platform admin has entered it.
    pub(crate) support: bool,
    /// Which of their sessions asks.
    pub(crate) session_id: ID,
}

/// A sign-in that has not ended.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Session {
    /// Its identity.
    id: ID,
    /// When it began.
    opened_at: DateTime,
    /// When it was last renewed.
    seen_at: DateTime,
    /// The network address it began at.
    address: String,
    /// What the browser or client says it is.
    agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

impl Session {
    /// A session as it is listed to another, or to itself.
    pub(crate) fn of(id: SessionId, session: &OpenSession, asking: SessionId) -> Self {
        Self {
            id: id.to_string().into(),
            opened_at: session.opened_at.into(),
            seen_at: session.renewed_at.into(),
            address: session.device.address.clone(),
            agent: session.device.agent.clone(),
            current: id == asking,
        }
    }
}
