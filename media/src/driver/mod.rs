//! Runs one call's engine on tokio: sockets, deadlines, providers, counters.

mod call;
mod desk_worker;
mod faculties;
mod hearing;
mod metronome;
mod orders;
mod outbox;
mod tape_worker;
mod telemetry;
#[cfg(test)]
mod tests;
mod threads;

use std::sync::Arc;

use call_engine::EngineSettings;
use domain::ports::Clock;
use futures::{Sink, Stream, StreamExt as _};
use tokio::{runtime::Handle, task::JoinHandle};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::{metronome::Metronome, threads::Threads};
use crate::{
    Registry,
    desk::Desk,
    provider::{Language, Recognizer, Synthesizer},
    tapes::Tapes,
    wire::{FromSocket, ToSocket},
};

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
    /// The live calls.
    pub registry: Registry,
    /// What calls set going: shutdown waits for it.
    pub tasks: TaskTracker,
    /// Where it goes on: not on the calls' own threads.
    pub runtime: Handle,
    /// Told when the process is to stop: calls say goodbye.
    pub stop: CancellationToken,
}

impl std::fmt::Debug for MediaDeps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("MediaDeps").field("settings", &self.settings).finish_non_exhaustive()
    }
}

impl MediaDeps {
    /// Sets going what a call does not wait for.
    fn spawn<F>(&self, work: F) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        self.tasks.spawn_on(work, &self.runtime)
    }
}

/// Runs one call over a socket, to its end; its frames go out by this metronome. The socket is any stream and sink of [`FromSocket`] and
/// [`ToSocket`]; an error or the end of the stream is a line that was lost, [`FromSocket::Closed`] one that hung up.
pub async fn serve<S, E>(socket: S, deps: Arc<MediaDeps>, metronome: Metronome)
where
    S: Stream<Item = Result<FromSocket, E>> + Sink<ToSocket> + Send + 'static,
    E: Send,
{
    let (sink, stream) = socket.split();
    let messages = stream.map(|message| message.unwrap_or(FromSocket::Closed));
    // In a box: what a future is given it holds twice.
    Box::new(call::Call::new(deps, &metronome)).run(messages, sink).await;
}
