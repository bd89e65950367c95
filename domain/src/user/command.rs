use jiff::Timestamp;

use super::{Device, Feed, Grant, GrantHash, PasswordHash, PushTarget, Role, SessionEnd};
use crate::business::WeeklyHours;
use crate::ids::{BusinessId, SessionId};

/// What can be asked of a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UserCommand {
    /// Make the account; once per address.
    Register {
        /// The address they sign in with.
        email: String,
        /// What the screen calls them.
        name: String,
        /// Where they work.
        business: BusinessId,
        /// What they may do.
        role: Role,
        /// The hashed password.
        password: PasswordHash,
    },
    /// Ask somebody to join. Again: a new grant in place of the old one.
    Invite {
        /// The address they are asked at.
        email: String,
        /// What they are called.
        name: String,
        /// Where they are to work.
        business: BusinessId,
        /// What they may do there.
        role: Role,
        /// What lets them in.
        grant: Grant,
    },
    /// Join.
    AcceptInvitation {
        /// The token that was mailed.
        token: GrantHash,
        /// What the screen is to call them.
        name: String,
        /// The hashed password.
        password: PasswordHash,
        /// The present.
        at: Timestamp,
    },
    /// Replace the password.
    ChangePassword {
        /// The new one, hashed.
        password: PasswordHash,
        /// The one session that goes on.
        keep: Option<SessionId>,
    },
    /// Get the right to choose a new password.
    AskReset {
        /// What lets them.
        grant: Grant,
    },
    /// Choose a new password by that right.
    ResetPassword {
        /// The token that was mailed.
        token: GrantHash,
        /// The new one, hashed.
        password: PasswordHash,
        /// The present.
        at: Timestamp,
    },
    /// Let them do more, or less.
    SetRole {
        /// What they may do from here on.
        role: Role,
    },
    /// Let them in no more.
    Deactivate,
    /// Let them in again.
    Reactivate,
    /// Let them go for good: their address may be anybody's.
    Remove,
    /// About signing in and out.
    Session(SessionCommand),
    /// About codes from a phone's app.
    SecondFactor(FactorCommand),
    /// About their calendar.
    Calendar(CalendarWish),
}

/// What can be asked about a user's calendar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CalendarWish {
    /// Change when they work; what is `None` stays, and `Some(None)` is as in the business from here on.
    Schedule {
        /// When they meet people.
        hours: Option<Option<WeeklyHours>>,
        /// What is kept free between two meetings, in minutes.
        buffer_minutes: Option<Option<u16>>,
    },
    /// Have an address that programs read it under. Again: a new one in place of the old one.
    IssueFeed {
        /// What it is known by.
        feed: Feed,
    },
    /// Have none any more.
    RevokeFeed,
}

/// What can be asked about a user's sessions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SessionCommand {
    /// Open one: the password (and the code, where one is asked for) was right.
    SignIn {
        /// Which.
        session: SessionId,
        /// The present.
        at: Timestamp,
        /// Where from.
        device: Device,
        /// The time step of the code.
        step: Option<u64>,
    },
    /// Note that the password or the code was wrong.
    Refuse {
        /// The present.
        at: Timestamp,
        /// Where from.
        device: Device,
    },
    /// Use a refresh token up.
    Renew {
        /// Of which session.
        session: SessionId,
        /// Which token.
        generation: u32,
        /// The present.
        at: Timestamp,
    },
    /// Close one.
    End {
        /// Which.
        session: SessionId,
        /// Why.
        why: SessionEnd,
    },
    /// Have a platform admin's see another business, for support.
    Enter {
        /// Which session.
        session: SessionId,
        /// Which business.
        business: BusinessId,
    },
    /// Have it see its own again.
    Leave {
        /// Which session.
        session: SessionId,
    },
    /// Tell its browser what its person must not miss.
    AllowPush {
        /// Which session.
        session: SessionId,
        /// Where it can be reached.
        target: PushTarget,
    },
    /// It is reached at another place from here on, if it is still to be told anything.
    MovePush {
        /// Which session.
        session: SessionId,
        /// Where it can be reached now.
        target: PushTarget,
    },
    /// Tell it nothing more.
    StopPush {
        /// Which session.
        session: SessionId,
        /// The place that was found gone; `None`: whatever it is.
        gone: Option<PushTarget>,
    },
}

/// What can be asked about the second factor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FactorCommand {
    /// Make a secret for codes.
    Begin {
        /// What it is derived from.
        nonce: String,
    },
    /// Ask for codes from here on: one was right.
    Enable {
        /// Its time step.
        step: u64,
    },
    /// Ask for no more codes.
    Disable,
}
