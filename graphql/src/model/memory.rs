//! What the agent remembers of a person.

use async_graphql::{Context, Enum, Object, SimpleObject};
use domain::policy::memory::{self, Remembered, tokens};

use super::{Call, DateTime};
use crate::error::Fault;
use crate::loader::{CallBySid, load};

/// As what something is remembered.
#[derive(Enum, Debug, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "memory::Kind")]
pub(crate) enum MemoryKind {
    /// By the words themselves: the newest conversation.
    Words,
    /// By its summary: an older one.
    Summary,
    /// As somebody wrote it down.
    Note,
    /// By the number of conversations alone: the oldest.
    Rest,
}

/// What the agent will know of a person when they call.
#[derive(SimpleObject, Debug)]
pub(crate) struct LeadMemory {
    /// What it is told, the oldest first.
    items: Vec<MemoryItem>,
    /// How many tokens of a language model it takes at most.
    tokens: usize,
    /// How many it may ever take; what is beyond is remembered in fewer words.
    most_tokens: usize,
}

impl From<Vec<Remembered>> for LeadMemory {
    fn from(memory: Vec<Remembered>) -> Self {
        let tokens = memory.iter().map(|each| tokens(&each.text)).sum();
        let items = memory.into_iter().map(MemoryItem).collect();
        Self { items, tokens, most_tokens: memory::MOST_TOKENS }
    }
}

/// Something the agent remembers.
#[derive(Debug)]
pub(crate) struct MemoryItem(Remembered);

/// Something the agent remembers.
#[Object]
impl MemoryItem {
    /// When it was.
    async fn at(&self) -> DateTime {
        self.0.at.into()
    }

    /// As what it is remembered.
    async fn kind(&self) -> MemoryKind {
        self.0.kind.into()
    }

    /// The words the agent is told; of a conversation a line a turn.
    async fn text(&self) -> &str {
        &self.0.text
    }

    /// The call it was said in.
    async fn call(&self, ctx: &Context<'_>) -> Result<Option<Call>, Fault> {
        match &self.0.call {
            Some(call) => Ok(load(ctx, CallBySid(call.clone())).await?.map(Call::now)),
            None => Ok(None),
        }
    }
}
