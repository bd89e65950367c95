//! The conversation of one call as a state machine: no sockets, no tasks, no clock.
//!
//! **Feed every input with its instant, then take every output, then sleep until the instant asked for:**
//!
//! ```text
//! engine.handle(input, now);
//! while let Some(output) = engine.poll_output() { carry_out(output) }
//! while let Some(frame) = engine.peek_frame() { if recogniser.takes(frame) { engine.frame_taken() } else { break } }
//! wait_for(next_input, engine.poll_timeout());      // a time-out is Input::Timeout
//! ```
//!
//! # Knows
//! Who has the floor, what was heard, what is being said, and how much of it the caller has heard.
//! # Must not know
//! tokio, Twilio's JSON, any provider, the database. Instants are `Duration`s since the socket opened.
//! # Contract
//! The same inputs at the same instants give the same outputs. Queues are bounded; what is dropped is counted once; a
//! control message never is. To add a kind of input: its variant in [`Input`], its arm in `engine::Engine::take`.

mod brief;
mod conversation;
mod counters;
mod ear;
mod echo;
mod engine;
mod input;
mod mouth;
pub mod mulaw;
mod output;
mod pacer;
mod phrases;
mod rx;
mod settings;
mod sound;
pub mod tape;
mod voice;

pub use brief::{Brief, Earlier, StreamStart};
pub use conversation::{Conversation, Message, Thought, Tool, ToolCall, ToolResult};
pub use counters::Counters;
pub use engine::{Engine, Floor, Gauges};
pub use input::Input;
pub use output::{CloseCode, Output};
pub use pacer::TxMode;
pub use phrases::PHRASES;
pub use rx::RxMode;
pub use settings::EngineSettings;
pub use tape::TapedEngine;
pub use voice::Voice;
