//! A call's tape on its way to where tapes are kept: a task of its own, so that no disk is ever between two frames.

use std::sync::Arc;

use bytes::Bytes;
use call_engine::TapedEngine;
use domain::ids::CallSid;
use tokio::sync::mpsc;

use super::MediaDeps;
use crate::tapes::{NotKept, Tapes};

/// Pieces that may wait for a slow disk: half a minute of a call.
const QUEUE: usize = 64;
/// A piece's length: half a second of a call. Each is a task of the blocking pool's, and with hundreds of calls many of those were felt.
const PIECE: usize = 8 * 1024;

#[derive(Default)]
pub(super) struct TapeWorker {
    pieces: Option<mpsc::Sender<Vec<Bytes>>>,
}

impl TapeWorker {
    /// The call was let in: from here on its tape is kept. What was recorded before waits in the engine.
    pub(super) fn begin(&mut self, deps: &MediaDeps, call: &CallSid) {
        if let Some(tapes) = &deps.tapes {
            let (pieces, queue) = mpsc::channel(QUEUE);
            deps.spawn(keep(tapes.clone(), call.clone(), queue));
            self.pieces = Some(pieces);
        }
    }

    /// Takes away what was recorded, when it is worth a piece.
    pub(super) fn pieces(&mut self, engine: &mut TapedEngine) {
        if let Some(pieces) = &self.pieces
            && let Some(piece) = engine.tape(PIECE)
            && pieces.try_send(piece).is_err()
        {
            // The disk is half a minute behind, or failed: the call matters more than its recording.
            engine.stop_tape();
            self.pieces = None;
            broken();
        }
    }

    /// The end of the call.
    pub(super) fn end(self, engine: &mut TapedEngine) {
        if let Some(pieces) = self.pieces
            && let Some(piece) = engine.end_of_tape()
            && pieces.try_send(piece).is_err()
        {
            broken();
        }
    }
}

async fn keep(tapes: Arc<dyn Tapes>, call: CallSid, queue: mpsc::Receiver<Vec<Bytes>>) {
    if let Err(error) = write(tapes.as_ref(), &call, queue).await {
        tracing::warn!(%call, %error, "the inputs of a call are not recorded to their end");
    }
}

/// When it fails the queue is dropped, and whoever fills it notices.
async fn write(
    tapes: &dyn Tapes,
    call: &CallSid,
    mut queue: mpsc::Receiver<Vec<Bytes>>,
) -> Result<(), NotKept> {
    let mut tape = tapes.begin(call).await?;
    while let Some(piece) = queue.recv().await {
        tape.add(piece).await?;
    }
    Ok(())
}

fn broken() {
    metrics::counter!("agentlocator_tapes_broken_total").increment(1);
}
