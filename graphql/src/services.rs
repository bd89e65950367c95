//! What the schema needs of the process.

use std::sync::Arc;

use async_graphql::Context;
use domain::ports::{Clock, Entropy};
use eventlog::CommandBus;
use projections::{Projections, Reader};
use tokio_util::task::TaskTracker;

use crate::credentials::Credentials;
use crate::live::LiveCalls;
use crate::memory::Memories;

/// The parts the resolvers work with.
#[derive(Clone)]
pub struct Services {
    /// Where commands go.
    pub bus: CommandBus,
    /// Where answers and changes come from.
    pub projections: Projections,
    /// The calls this process holds.
    pub live: Arc<dyn LiveCalls>,
    /// What the agent remembers of people.
    pub memory: Arc<dyn Memories>,
    /// The present.
    pub clock: Arc<dyn Clock>,
    /// Fresh idempotency keys, for those who bring none.
    pub entropy: Arc<dyn Entropy>,
    /// What the loaders' batches run on, so that a shutdown waits for them.
    pub tasks: TaskTracker,
    /// What makes and checks what proves a person.
    pub credentials: Arc<dyn Credentials>,
}

impl Services {
    pub(crate) fn of<'a>(ctx: &'a Context<'_>) -> &'a Self {
        ctx.data_unchecked::<Self>()
    }

    pub(crate) fn reader(&self) -> Reader {
        self.projections.reader()
    }
}
