//! A person who signs in: their account, what proves who they are, and their open sessions.
//!
//! # Knows
//! Roles and permissions, one-way forms of what proves a person (hashes, a nonce), when a session ends.
//! # Must not know
//! Passwords, tokens and codes themselves; HTTP; mail.
//! # Contract
//! An address is one user of one business. Who is gone for good leaves it to the next, of whichever business, who is another user with
//! a stream of their own ([`crate::Series`], `docs/decisions/024-addresses-change-hands.md`). A grant (invitation, new password) works
//! once and not after its time. A refresh of a session that was refreshed already ends it: somebody has a copy.

mod account;
mod calendar;
mod command;
mod decide;
mod error;
mod event;
mod evolve;
mod grant;
mod password;
mod permission;
mod push;
mod refresh;
mod role;
mod sessions;
#[cfg(test)]
mod tests;

pub use account::{Account, Device, Failures, Invitation, OpenSession, SecondFactor};
pub use calendar::{Feed, Schedule};
pub use command::{CalendarWish, FactorCommand, SessionCommand, UserCommand};
pub use error::UserRefusal;
pub use event::{SessionEnd, UserEvent};
pub use grant::{Grant, GrantHash};
pub use password::{PasswordHash, WeakPassword, check_password};
pub use permission::Permission;
pub use push::PushTarget;
pub use refresh::{SESSION_IDLE, SESSIONS_AT_ONCE};
pub use role::Role;

use serde::{Deserialize, Serialize};

use crate::decider::Series;
use crate::ids::UserId;
use crate::stream::StreamId;

/// A user's state.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum User {
    /// Nobody has this address.
    #[default]
    Unknown,
    /// Asked to join; has not answered.
    Invited(Box<Invitation>),
    /// Has an account.
    Registered(Box<Account>),
    /// Had the address and will not have it again: whoever gets it next is another user.
    Gone,
}

impl Series for UserId {
    type Of = User;

    fn after(self, others: u32) -> Self {
        Self::after(self, others)
    }

    fn stream(self) -> StreamId {
        StreamId::user(self)
    }

    fn is_over(state: &User) -> bool {
        matches!(state, User::Gone)
    }
}

impl User {
    /// The account, when there is one.
    pub fn account(&self) -> Option<&Account> {
        match self {
            Self::Registered(account) => Some(account),
            Self::Unknown | Self::Invited(_) | Self::Gone => None,
        }
    }

    /// The account, when it may be used.
    pub fn active(&self) -> Option<&Account> {
        self.account().filter(|account| account.active)
    }

    /// The invitation, while nobody has answered it.
    pub fn invitation(&self) -> Option<&Invitation> {
        match self {
            Self::Invited(invitation) => Some(invitation),
            Self::Unknown | Self::Registered(_) | Self::Gone => None,
        }
    }

    /// Where the person works, or was asked to.
    pub fn business(&self) -> Option<crate::ids::BusinessId> {
        match self {
            Self::Unknown | Self::Gone => None,
            Self::Invited(invitation) => Some(invitation.business),
            Self::Registered(account) => Some(account.business),
        }
    }

    /// Their role, or the one they were asked to take.
    pub fn role(&self) -> Option<Role> {
        match self {
            Self::Unknown | Self::Gone => None,
            Self::Invited(invitation) => Some(invitation.role),
            Self::Registered(account) => Some(account.role),
        }
    }
}
