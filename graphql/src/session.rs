//! Who asks. The gateway makes one for a request (or a socket) from the session it has checked, and puts it into the request's data.

use async_graphql::Context;
use domain::Actor;
use domain::ids::BusinessId;
use domain::user::Role;
use projections::BusinessScope;

use crate::error::Fault;

/// A signed-in person's request. Without one in the request's data, every field answers `UNAUTHENTICATED`.
#[derive(Debug, Clone)]
pub struct Session {
    /// What may be seen: the proof that authentication has happened.
    pub scope: BusinessScope,
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

    pub(crate) fn actor(&self) -> Actor {
        Actor::User { id: self.scope.user() }
    }

    /// Whether they may change anything: everybody but those who look only.
    pub(crate) fn may_write(&self) -> bool {
        match self.scope.role() {
            Role::PlatformAdmin | Role::Owner | Role::Manager | Role::Agent => true,
            Role::Viewer => false,
        }
    }

    /// Whether they may forget a person.
    pub(crate) fn may_erase(&self) -> bool {
        match self.scope.role() {
            Role::Owner => true,
            Role::PlatformAdmin | Role::Manager | Role::Agent | Role::Viewer => false,
        }
    }

    /// Whether they may tell the machinery what to do.
    pub(crate) fn may_operate(&self) -> bool {
        match self.scope.role() {
            Role::PlatformAdmin | Role::Owner => true,
            Role::Manager | Role::Agent | Role::Viewer => false,
        }
    }
}
