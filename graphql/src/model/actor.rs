//! Who did it.

use async_graphql::{ComplexObject, Context, SimpleObject};
use domain::ids::UserId;

use super::ActorKind;
use crate::error::Fault;
use crate::loader::{UserById, load};

/// Who did it.
#[derive(SimpleObject, Debug, Clone)]
#[graphql(complex)]
pub(crate) struct Actor {
    /// What kind of somebody.
    kind: ActorKind,
    #[graphql(skip)]
    user: Option<UserId>,
}

#[ComplexObject]
impl Actor {
    /// The person's name, when it was one of this business.
    async fn name(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        match self.user {
            Some(user) => Ok(load(ctx, UserById(user)).await?.map(|user| user.name)),
            None => Ok(None),
        }
    }
}

impl From<&domain::Actor> for Actor {
    fn from(actor: &domain::Actor) -> Self {
        let (kind, user) = match actor {
            domain::Actor::User { id } => (ActorKind::User, Some(*id)),
            domain::Actor::Agent { call: _ } => (ActorKind::Agent, None),
            domain::Actor::Twilio => (ActorKind::Twilio, None),
            domain::Actor::System => (ActorKind::System, None),
        };
        Self { kind, user }
    }
}
