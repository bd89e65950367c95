//! The truth: the log of events, and the bus that turns commands into them.
//!
//! # Knows
//! `domain`, `SQLite`, `PostgreSQL`, cqrs-es (one adapter, [`hosted`]).
//! # Must not know
//! Read models, HTTP, Twilio, what an event is for.
//! # Contract
//! An acknowledged command is durable. Positions are dense, in commit order, and never move. A command id commits once per
//! business. A stream belongs to one business. The words in full: [`store`].
//!
//! To change an event's shape: 1. raise its `schema_version` in `domain`; 2. add the step from the old version to [`upcast`];
//! 3. leave `tests/fixtures` as it is: it must load forever.

mod appended;
mod codec;
mod command_bus;
mod context;
mod error;
pub mod hosted;
mod hot;
mod log;
mod position;
mod recorded;
pub mod store;
mod subscription;
mod tail;
mod transfer;
pub mod upcast;
mod vault;
mod verify;

pub use appended::Appended;
pub use command_bus::{CommandBus, CommandError, Committed};
pub use context::Context;
pub use error::LogError;
pub use log::{EventLog, Options};
pub use position::{NotAPosition, Position};
pub use recorded::Recorded;
pub use store::Pool;
pub use subscription::{
    DeadLetter, LetterId, NotALetterId, Reactor, ReactorError, ReactorStatus, Subscription,
};
pub use tail::Tail;
pub use transfer::{Keys, TransferError, Transferred};
pub use vault::{ERASED, Erasure, MasterKey, PersonKey};
pub use verify::{Fault, Verification};
