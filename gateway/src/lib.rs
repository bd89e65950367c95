//! The process: the HTTP edge, the telephone, the composition of everything else.
//!
//! # Knows
//! Every crate; Twilio's webhooks; settings; how the process starts and stops.
//! # Must not know
//! A decision of the domain, SQL of a read model, a frame of audio.
//! # Contract
//! [`App::start`] gives a process that serves until [`Running::stop`]. Concrete stores, providers and projectors are named in
//! [`compose`] only; the real clock and chance live in [`system`] only.

// The roots of the schema are merged of many parts, each a level deeper.
#![recursion_limit = "256"]

pub mod agency;
pub mod app;
pub mod auth;
pub mod cause;
pub mod cli;
pub mod compose;
pub mod config;
pub mod demo;
pub mod desk;
pub mod feed;
mod gauges;
pub mod greetings;
pub mod imports;
pub mod lifecycle;
mod live;
mod mail;
pub mod memory;
#[cfg(test)]
mod own_leads;
#[cfg(test)]
mod post_office;
pub mod precedence;
#[cfg(test)]
mod privacy;
pub mod problem;
pub mod push;
pub mod reactors;
pub mod recordings;
pub mod rehearsals;
mod routes;
mod running;
pub mod secrets;
pub mod switchboard;
pub mod system;
pub mod tapes;
#[cfg(test)]
mod testing;
pub mod twilio;
pub mod voice;
mod waveform;

pub use app::App;
pub use config::Config;
pub use routes::router;
pub use running::{Running, StartError};
