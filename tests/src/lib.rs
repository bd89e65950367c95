//! The rig of the black-box tests: the real binary, driven over sockets as Twilio, a browser and an operator would.
//!
//! # Knows
//! The public interfaces: command line, settings, HTTP, GraphQL, Twilio's protocol; and the shape of the tables that hold read models.
//! # Must not know
//! The code behind them. What it needs of Twilio (signatures, playback buffer) it has of its own, so that an error in ours shows.
//! # Contract
//! Nothing sleeps and hopes: whatever takes time is a condition with a deadline ([`wait::until`]), and a failure says what was seen.

pub mod database;
pub mod graphql;
pub mod identity;
pub mod operator;
pub mod server;
pub mod setup;
pub mod standins;
pub mod twilio;
pub mod wait;

pub use graphql::Dashboard;
pub use server::Server;
pub use setup::{Engine, Setup};
