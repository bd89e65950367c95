//! What may happen in an agency: aggregates as pure deciders, their commands and events, and the values they share.
//!
//! # Knows
//! Nobody. Commands carry the time and the ids they need.
//! # Must not know
//! tokio, cqrs-es, sqlx, a clock, randomness, a provider's protocol.
//! # Contract
//! `decide(state, command)` gives events, *already so*, or a named refusal; `evolve(state, event)` never fails.
//! Any order and any number of deliveries of the same facts give the same state.
//!
//! To add an aggregate: 1. a folder with the cast `mod` (state, evolve), `command`, `event`, `decide`, `error`, `tests`;
//! 2. its variant in [`event::Event`]; 3. its stream id in [`stream`]; 4. a projector that reads it.

pub mod business;
pub mod calendar;
pub mod call;
pub mod decider;
pub mod event;
pub mod hebrew;
pub mod holiday;
pub mod ids;
pub mod lead;
pub mod metadata;
pub mod number;
pub mod policy;
pub mod ports;
pub mod prompt;
pub mod reminder;
pub mod stream;
pub mod template;
#[cfg(test)]
mod testing;
pub mod user;
pub mod values;

pub use decider::{Decider, DomainEvent, Outcome, Series};
pub use event::Event;
pub use metadata::{Actor, Metadata};
pub use stream::{Category, StreamId};
