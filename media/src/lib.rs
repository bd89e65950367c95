//! The call: a socket of Twilio's, the engine, the three providers, and the back office.
//!
//! # Knows
//! Twilio's media-stream messages, the engine, how to run it on tokio.
//! # Must not know
//! The database, our own HTTP edge, any provider's address and key: those come in [`MediaDeps`].
//! # Contract
//! [`serve`] returns when the call is over and everything it had to write down was handed to the back office. The task that
//! reads the socket waits for nothing but its own inputs; nothing waits for the back office between two frames.

pub mod desk;
mod driver;
pub mod provider;
mod registry;
pub mod rehearsal;
pub mod tapes;
pub mod wav;
pub mod wire;

pub use call_engine::{Brief, Earlier, EngineSettings, PHRASES, StreamStart, mulaw};
pub use driver::{MediaDeps, Metronome, Threads, serve};
pub use registry::{LiveCall, Registry};
