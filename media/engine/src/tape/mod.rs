//! A call on tape: everything that changed its engine, each with its instant, and a digest of everything it gave.
//!
//! A tape is a head (JSON behind its length) and entries, one after another:
//!
//! ```text
//! entry  = 0                                       the recogniser took a frame
//!        | 1 since chunk+1 sound                   Media         since: ns since the input before
//!        | 2 since id sound                        Speech        numbers: LEB128
//!        | 3 since                                 Timeout
//!        | 4 since length json                     any other input
//!        | 5 kind digest[8]                        an output: the first bytes of the digest over it and all before it
//!        | 6 count digest[32]                      the end: how many outputs there were, and the whole digest
//! sound  = length·2 bytes… | length·2+1 byte       as it is, or one byte over and over (a silent line)
//! ```
//!
//! # Contract
//! [`replay`] of a tape on the binary that made it gives the same outputs, byte for byte, or names the first that is another.
//! A tape that breaks off (the process died) replays to where it breaks off, and says so. Thresholds are tuned on tapes: the
//! voice detector's scores are `f32`, the same from one binary on one kind of machine, so the head says which.
//!
//! A call-minute of speech both ways is 1.06 MB and costs 2 to 3 ms of CPU beside the engine's own 29; replaying it takes 30 ms
//! (`examples/bench_tape.rs`, release, one core of a two-core machine; `tests/it/tape.rs` holds the size to its bound).

mod format;
mod read;
mod replay;
mod write;

use jiff::Zoned;
use serde::{Deserialize, Serialize};

use crate::EngineSettings;
pub use read::TapeError;
pub use replay::{Difference, Moment, Played, replay, replay_under};
pub use write::TapedEngine;

/// The format this version writes and reads.
pub const FORMAT: u32 = 1;

/// What a tape begins with.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Head {
    /// [`FORMAT`]
    pub format: u32,
    /// The version of the code, and the machine it was built for.
    pub code: String,
    /// The present at instant zero.
    pub opened_at: Zoned,
    /// The thresholds.
    pub settings: EngineSettings,
}

/// The code that runs here: its version, and the machine it was built for.
pub fn code() -> String {
    format!("{} {}-{}", env!("CARGO_PKG_VERSION"), std::env::consts::ARCH, std::env::consts::OS)
}
