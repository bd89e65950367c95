//! Where the recordings of calls' inputs are kept, as a call sees it. The gateway implements it; `media` knows no files and no keys.

use async_trait::async_trait;
use bytes::Bytes;
use domain::ids::CallSid;

/// Why a tape is not kept, or not to its end.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct NotKept(pub String);

/// Keeps tapes.
#[async_trait]
pub trait Tapes: Send + Sync + 'static {
    /// Begins the tape of a call that was let in.
    async fn begin(&self, call: &CallSid) -> Result<Box<dyn Tape>, NotKept>;
}

/// One call's tape.
#[async_trait]
pub trait Tape: Send {
    /// Adds what was recorded since, in strips.
    async fn add(&mut self, piece: Vec<Bytes>) -> Result<(), NotKept>;
}
