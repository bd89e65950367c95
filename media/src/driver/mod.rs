//! Runs one call's engine on tokio: sockets, deadlines, providers, counters.

mod call;
mod desk_worker;
mod faculties;
mod metronome;
mod tape_worker;
mod telemetry;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use call_engine::EngineSettings;
use domain::ports::Clock;
use futures::{Sink, SinkExt as _, Stream, StreamExt as _};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::metronome::Metronome;
use crate::{
    Registry,
    desk::Desk,
    provider::{Language, Recognizer, Synthesizer},
    tapes::Tapes,
    wire::{FromSocket, ToSocket},
};

/// Messages waiting for a slow socket, about ten seconds of speech: beyond, the line is as good as dead.
const OUTBOX: usize = 512;

/// Something to be written to the socket.
struct Letter {
    message: ToSocket,
    /// When an interruption was decided on, of which this tells the line.
    interrupts: Option<Instant>,
}

/// What calls are made of.
pub struct MediaDeps {
    /// Hearing.
    pub recognizer: Arc<dyn Recognizer>,
    /// Thinking.
    pub language: Arc<dyn Language>,
    /// Speaking.
    pub synthesizer: Arc<dyn Synthesizer>,
    /// The back office.
    pub desk: Arc<dyn Desk>,
    /// The present, for what is written down.
    pub clock: Arc<dyn Clock>,
    /// Where calls' inputs are recorded; `None`: they are not.
    pub tapes: Option<Arc<dyn Tapes>>,
    /// Thresholds.
    pub settings: EngineSettings,
    /// When what is due.
    pub metronome: Metronome,
    /// The live calls.
    pub registry: Registry,
    /// Where tasks are spawned: shutdown waits for them.
    pub tasks: TaskTracker,
    /// Told when the process is to stop: calls say goodbye.
    pub stop: CancellationToken,
}

impl std::fmt::Debug for MediaDeps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaDeps").field("settings", &self.settings).finish_non_exhaustive()
    }
}

/// Runs one call over a socket, to its end. The socket is any stream and sink of [`FromSocket`] and [`ToSocket`]; an error or
/// the end of the stream is a line that was lost, [`FromSocket::Closed`] one that hung up.
pub async fn serve<S, E>(socket: S, deps: Arc<MediaDeps>)
where
    S: Stream<Item = Result<FromSocket, E>> + Sink<ToSocket> + Send + 'static,
    E: Send,
{
    let (sink, mut stream) = socket.split();
    let (outbox, letters) = mpsc::channel(OUTBOX);
    let writes = Arc::new(telemetry::Writes::default());
    let writer = deps.tasks.spawn(write(sink, letters, writes.clone()));
    let call = call::Call::new(deps, outbox, writes);
    call.run(stream.by_ref().map(|message| message.unwrap_or(FromSocket::Closed))).await;
    // The close is on the wire before the socket is dropped; who does not read it any more does not hold us up.
    let _ = tokio::time::timeout(std::time::Duration::from_secs(2), writer).await;
}

/// Writes what the call sends, so that a slow socket never keeps the call from listening.
async fn write<K: Sink<ToSocket> + Unpin>(
    mut sink: K,
    mut letters: mpsc::Receiver<Letter>,
    writes: Arc<telemetry::Writes>,
) {
    while let Some(letter) = letters.recv().await {
        let last = matches!(letter.message, ToSocket::Close(_));
        let began = Instant::now();
        let gone = sink.send(letter.message).await.is_err();
        writes.took(began.elapsed());
        if let Some(decided) = letter.interrupts {
            telemetry::interrupted(decided.elapsed());
        }
        if gone || last {
            break;
        }
    }
    // A socket that is gone already is closed enough.
    let _ = sink.close().await;
}
