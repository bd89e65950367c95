//! The demo: a business to look at and to call, and the caller who calls it.
//!
//! # Contract
//! Seeding goes through commands with stable keys: a database that has the demo already is not changed.

pub mod caller;
mod history;
mod seed;

pub use seed::{Login, SeedError, seed};

/// The number the demo business answers on.
pub const NUMBER: &str = "+97235550100";
/// Its name among businesses ([`domain::ids::BusinessId::named`]).
pub const KEY: &str = "demo";
/// Who owns it.
pub const OWNER_EMAIL: &str = "demo@agentlocator.local";
/// Who works there.
pub const AGENT_EMAIL: &str = "agent@agentlocator.local";
