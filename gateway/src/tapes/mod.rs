//! The recordings of calls' inputs, one file a call beside the database: `CA….inputs`, for `agentlocator call replay`.
//!
//! A file is a line of JSON (whose it is, and under which key) and the call's tape ([`call_engine::tape`]) in pieces, each its
//! length in four bytes and its ciphertext: AES-256-GCM under the caller's key, bound to the call and the piece's number, so that
//! no piece can be altered, moved or left out. The last one may be cut: the process died there.
//!
//! # Knows
//! Files, the log's keys, how long a business keeps recordings.
//! # Must not know
//! What is on a tape.
//! # Contract
//! Nothing of a caller is in the clear but the call's sid. Erasing the caller makes the file unreadable at once; the file itself
//! goes within the hour, as does one whose `recordingDays` are over. A file lies on the node that had the call, so every node
//! sweeps its own folder; a file that cannot be deleted is tried again every hour and counted.

mod shelf;
mod sweep;
#[cfg(test)]
mod tests;

pub use shelf::{Shelf, Unreadable};
pub use sweep::sweep_hourly;
