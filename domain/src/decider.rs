//! The shape every aggregate has.

use serde::{Serialize, de::DeserializeOwned};

use crate::stream::{Category, StreamId};

/// What a decision came to, when it was not refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<E> {
    /// News: these events are to be appended, in this order.
    Decided(Vec<E>),
    /// The state already holds what the command asks for; nothing is appended. Deliveries repeat, so this is success.
    AlreadySo,
}

impl<E> Outcome<E> {
    /// One event.
    pub fn one(event: E) -> Self {
        Self::Decided(vec![event])
    }

    /// The events, none when it was already so.
    pub fn into_events(self) -> Vec<E> {
        match self {
            Self::Decided(events) => events,
            Self::AlreadySo => Vec::new(),
        }
    }
}

/// An aggregate: a state folded from its stream, and the decisions it can take.
pub trait Decider: Clone + Default + Serialize + DeserializeOwned + Send + Sync + 'static {
    /// The category its streams belong to.
    const CATEGORY: Category;
    /// What can be asked of it.
    type Command: Clone + Send + Sync + 'static;
    /// What can have happened to it.
    type Event: DomainEvent;
    /// Why it may say no.
    type Refusal: std::error::Error + Clone + PartialEq + Send + Sync + 'static;

    /// Decides a command against the state. Pure: the same inputs give the same outcome.
    fn decide(&self, command: &Self::Command) -> Result<Outcome<Self::Event>, Self::Refusal>;

    /// Folds one event into the state. Total: an event that happened cannot be refused.
    fn evolve(&mut self, event: &Self::Event);

    /// The stream that answers instead, when this refusal says that there is one (a lead that was merged into another).
    fn moved(_refusal: &Self::Refusal) -> Option<StreamId> {
        None
    }

    /// The state after these events.
    fn fold<'a>(events: impl IntoIterator<Item = &'a Self::Event>) -> Self {
        let mut state = Self::default();
        for event in events {
            state.evolve(event);
        }
        state
    }
}

/// Streams that follow one another under one name: an address, and who had it in turn. Each has a tenant of its own.
///
/// # Contract
/// A stream that is over stays so, and a stream is begun only by whoever saw the one before it be over. So at most one of a series
/// is in use, whoever begins the next at the same time.
pub trait Series: Copy + Send + Sync {
    /// What each of the streams holds.
    type Of: Decider;

    /// The one after so many others, of which this is the first.
    #[must_use]
    fn after(self, others: u32) -> Self;

    /// Its stream.
    fn stream(self) -> StreamId;

    /// Whether a stream in this state is over.
    fn is_over(state: &Self::Of) -> bool;
}

/// An event as the log stores it: a name, a schema version and JSON.
pub trait DomainEvent:
    Clone + std::fmt::Debug + PartialEq + Serialize + DeserializeOwned + Send + Sync + 'static
{
    /// The name in the log's `event_type` column. Never changes once written.
    fn event_type(&self) -> &'static str;

    /// The version of this event's JSON; a change of shape raises it and adds an upcaster in `eventlog`.
    fn schema_version(&self) -> u16 {
        1
    }

    /// JSON pointers into this event's payload that hold personal data (erased with the person's key).
    fn personal(&self) -> &'static [&'static str] {
        &[]
    }
}
