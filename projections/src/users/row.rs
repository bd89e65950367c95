use domain::ids::{BusinessId, UserId};
use domain::user::Role;
use jiff::Timestamp;
use serde::Deserialize;

/// Whether a person can sign in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum UserStatus {
    /// Asked to join, has not answered.
    Invited,
    /// Can sign in.
    Active,
    /// Cannot any more.
    Inactive,
    /// Not one of the business's people any more: gone for good, or their invitation was taken back.
    Withdrawn,
}

impl UserStatus {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Invited => "INVITED",
            Self::Active => "ACTIVE",
            Self::Inactive => "INACTIVE",
            Self::Withdrawn => "WITHDRAWN",
        }
    }
}

/// A person who signs in. What proves who they are is not here: authentication reads it from the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UserRow {
    /// Their identity.
    pub id: UserId,
    /// Where they work.
    pub business: BusinessId,
    /// The address they sign in with.
    pub email: String,
    /// What the screen calls them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whether they can sign in.
    pub status: UserStatus,
    /// Whether a code is asked for at sign-in.
    pub second_factor: bool,
    /// When the account was made, or they were asked to join.
    pub registered_at: Timestamp,
    /// When they last signed in or renewed a session.
    pub seen_at: Option<Timestamp>,
}
