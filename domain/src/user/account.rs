use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Feed, Grant, PasswordHash, PushTarget, Role, Schedule};
use crate::ids::{BusinessId, SessionId};

/// Somebody who was asked to join.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Invitation {
    /// The address they were asked at.
    pub email: String,
    /// What the one who asked calls them.
    pub name: String,
    /// Where they are to work.
    pub business: BusinessId,
    /// What they may do there.
    pub role: Role,
    /// What lets them in.
    pub grant: Grant,
}

/// Somebody who has an account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Account {
    /// The address they sign in with.
    pub email: String,
    /// What the screen calls them.
    pub name: String,
    /// Where they work.
    pub business: BusinessId,
    /// What they may do.
    pub role: Role,
    /// What their password is checked against.
    pub password: PasswordHash,
    /// Whether they may sign in.
    pub active: bool,
    /// Where they are signed in.
    pub sessions: BTreeMap<SessionId, OpenSession>,
    /// Wrong passwords since the last right one.
    pub failures: Failures,
    /// The second factor.
    pub second_factor: SecondFactor,
    /// The right to choose a new password, when they asked for one.
    pub reset: Option<Grant>,
    /// When they work, where that differs from the business.
    #[serde(default)]
    pub schedule: Schedule,
    /// The address under which programs read their calendar, when they asked for one.
    #[serde(default)]
    pub feed: Option<Feed>,
}

impl Account {
    /// A new account: active, signed in nowhere.
    pub(super) fn new(
        email: String,
        name: String,
        business: BusinessId,
        role: Role,
        password: PasswordHash,
    ) -> Self {
        Self {
            email,
            name,
            business,
            role,
            password,
            active: true,
            sessions: BTreeMap::new(),
            failures: Failures::default(),
            second_factor: SecondFactor::Off,
            reset: None,
            schedule: Schedule::default(),
            feed: None,
        }
    }

    /// A session that is still good at this instant.
    pub fn session(&self, id: SessionId, at: Timestamp) -> Option<&OpenSession> {
        self.sessions.get(&id).filter(|session| session.lives(at))
    }
}

/// Where somebody signed in from, as they say. Cut to length at the edge.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Device {
    /// The network address.
    pub address: String,
    /// The browser's or client's own words about itself.
    pub agent: String,
}

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenSession {
    /// When it began.
    pub opened_at: Timestamp,
    /// When it was last renewed; its idle time counts from here.
    pub renewed_at: Timestamp,
    /// How often it was renewed: the refresh token that is good names this number.
    pub generation: u32,
    /// Where it is.
    pub device: Device,
    /// The business a platform admin has entered with it, for support.
    pub within: Option<BusinessId>,
    /// Where its browser is told what its person must not miss.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push: Option<PushTarget>,
}

/// Wrong passwords in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failures {
    /// How many.
    pub count: u32,
    /// When the last was.
    pub last: Option<Timestamp>,
}

/// Codes by time from a phone's app (RFC 6238). The secret is derived from the nonce and a key that the log does not hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SecondFactor {
    /// A password is enough.
    #[default]
    Off,
    /// A secret was shown and no code of it has been entered.
    Begun {
        /// What the secret is derived from.
        nonce: String,
    },
    /// A code is asked for at every sign-in.
    On {
        /// What the secret is derived from.
        nonce: String,
        /// The time step of the last code used: a code works once.
        step: u64,
    },
}
