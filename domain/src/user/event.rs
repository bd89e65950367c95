use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Device, Feed, Grant, PasswordHash, PushTarget, Role, Schedule};
use crate::decider::DomainEvent;
use crate::ids::{BusinessId, SessionId};

/// Why a session is over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SessionEnd {
    /// They signed out.
    SignedOut,
    /// They or a manager ended it from elsewhere.
    Revoked,
    /// A refresh token that was used up came again.
    Reused,
    /// It made room for another.
    Crowded,
}

/// What happened to a user.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum UserEvent {
    /// The account was made.
    Registered {
        /// The address, case-folded.
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
    /// They were asked to join.
    Invited {
        /// The address, case-folded.
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
    /// They joined.
    InvitationAccepted {
        /// What the screen calls them.
        name: String,
        /// The hashed password.
        password: PasswordHash,
    },
    /// The password was replaced, which ends every session but one.
    PasswordChanged {
        /// The new one, hashed.
        password: PasswordHash,
        /// The session that goes on.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<SessionId>,
    },
    /// Somebody who says they are they asked for a new password.
    PasswordResetAsked {
        /// What lets them choose it.
        grant: Grant,
    },
    /// They may do more, or less.
    RoleChanged {
        /// What they may do from here on.
        role: Role,
    },
    /// They may not sign in, which ends every session.
    Deactivated,
    /// They may sign in again.
    Reactivated,
    /// They are gone for good, which ends every session: whoever has the address next is another user.
    Removed,
    /// They signed in.
    SignedIn {
        /// The session that began.
        session: SessionId,
        /// When.
        at: Timestamp,
        /// Where from.
        device: Device,
        /// The time step of the code that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<u64>,
    },
    /// Somebody tried a wrong password or code.
    SignInRefused {
        /// When.
        at: Timestamp,
        /// Where from.
        device: Device,
    },
    /// A refresh token was used up for the next.
    SessionRenewed {
        /// Of which session.
        session: SessionId,
        /// When.
        at: Timestamp,
    },
    /// A session is over.
    SessionEnded {
        /// Which.
        session: SessionId,
        /// Why.
        why: SessionEnd,
    },
    /// A secret for codes was made.
    SecondFactorBegun {
        /// What it is derived from.
        nonce: String,
    },
    /// Codes are asked for from here on.
    SecondFactorEnabled {
        /// The time step of the first.
        step: u64,
    },
    /// Codes are asked for no more.
    SecondFactorDisabled,
    /// A platform admin's session sees another business.
    BusinessEntered {
        /// Which session.
        session: SessionId,
        /// Which business.
        business: BusinessId,
    },
    /// It sees its own again.
    BusinessLeft {
        /// Which session.
        session: SessionId,
    },
    /// They work at other hours, or with other pauses.
    ScheduleChanged {
        /// All that differs from the business.
        schedule: Schedule,
    },
    /// Programs read their calendar under this address, and under no older one.
    CalendarFeedIssued {
        /// What it is known by.
        feed: Feed,
    },
    /// No program reads their calendar any more.
    CalendarFeedRevoked,
    /// What they must not miss is told to a session's browser from here on.
    PushAllowed {
        /// Which session.
        session: SessionId,
        /// Where it can be reached.
        target: PushTarget,
    },
    /// It is told nothing more.
    PushStopped {
        /// Which session.
        session: SessionId,
    },
}

impl DomainEvent for UserEvent {
    fn event_type(&self) -> &'static str {
        match self {
            Self::Registered { .. } => "Registered",
            Self::Invited { .. } => "Invited",
            Self::InvitationAccepted { .. } => "InvitationAccepted",
            Self::PasswordChanged { .. } => "PasswordChanged",
            Self::PasswordResetAsked { .. } => "PasswordResetAsked",
            Self::RoleChanged { .. } => "RoleChanged",
            Self::Deactivated => "Deactivated",
            Self::Reactivated => "Reactivated",
            Self::Removed => "Removed",
            Self::SignedIn { .. } => "SignedIn",
            Self::SignInRefused { .. } => "SignInRefused",
            Self::SessionRenewed { .. } => "SessionRenewed",
            Self::SessionEnded { .. } => "SessionEnded",
            Self::SecondFactorBegun { .. } => "SecondFactorBegun",
            Self::SecondFactorEnabled { .. } => "SecondFactorEnabled",
            Self::SecondFactorDisabled => "SecondFactorDisabled",
            Self::BusinessEntered { .. } => "BusinessEntered",
            Self::BusinessLeft { .. } => "BusinessLeft",
            Self::ScheduleChanged { .. } => "ScheduleChanged",
            Self::CalendarFeedIssued { .. } => "CalendarFeedIssued",
            Self::CalendarFeedRevoked => "CalendarFeedRevoked",
            Self::PushAllowed { .. } => "PushAllowed",
            Self::PushStopped { .. } => "PushStopped",
        }
    }
}
