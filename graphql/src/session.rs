//! Who asks. The gateway makes one for a request (or a socket) from the session it has checked, and puts it into the request's data.

use async_graphql::Context;
use domain::Actor;
use domain::ids::{BusinessId, SessionId, UserId};
use domain::user::Permission;
use projections::BusinessScope;

use crate::error::Fault;

/// A signed-in person's request. Without one in the request's data, every field answers `UNAUTHENTICATED`.
#[derive(Debug, Clone)]
pub struct Session {
    /// What may be seen: the proof that authentication has happened.
    pub scope: BusinessScope,
    /// Which of the person's sessions asks.
    pub id: SessionId,
    /// The request's id, which becomes the correlation id of what it causes.
    pub request_id: String,
}

impl Session {
    /// Who asks, or why nobody may.
    pub(crate) fn of<'a>(ctx: &'a Context<'_>) -> Result<&'a Self, Fault> {
        ctx.data_opt::<Self>().ok_or(Fault::Unauthenticated)
    }

    pub(crate) fn business(&self) -> BusinessId {
        self.scope.business()
    }

    pub(crate) fn user(&self) -> UserId {
        self.scope.user()
    }

    pub(crate) fn actor(&self) -> Actor {
        Actor::User { id: self.scope.user() }
    }

    /// Whether the role holds it.
    pub(crate) fn may(&self, permission: Permission) -> bool {
        self.scope.role().may(permission)
    }
}
