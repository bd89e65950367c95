//! How the process ends: first no new calls, then the calls under way finish, then everything stops.

use std::time::Duration;

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long the agent may take to say goodbye, be heard, and have it written down.
const GOODBYE: Duration = Duration::from_secs(15);

/// The three stops, and what must be waited for between them: no new calls; the agent says goodbye; nothing goes on.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    drain: CancellationToken,
    goodbye: CancellationToken,
    stop: CancellationToken,
    /// Calls and everything they started.
    pub calls: TaskTracker,
    /// Followers of the log and other work of the process.
    pub tasks: TaskTracker,
}

impl Lifecycle {
    /// Whether no new calls are taken.
    pub fn is_draining(&self) -> bool {
        self.drain.is_cancelled()
    }

    /// Whether calls under way are being ended.
    pub fn is_saying_goodbye(&self) -> bool {
        self.goodbye.is_cancelled()
    }

    /// Takes no new calls from here on.
    pub fn begin_drain(&self) {
        self.drain.cancel();
    }

    /// Cancelled when calls under way have to come to their end.
    pub fn goodbye_token(&self) -> CancellationToken {
        self.goodbye.clone()
    }

    /// The token of the hard stop.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits for the hard stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// The whole way down: calls under way go on for so long, then they are told goodbye; then everything stops and is waited for.
    pub async fn wind_down(&self, at_most: Duration) {
        self.begin_drain();
        self.calls.close();
        if tokio::time::timeout(at_most, self.calls.wait()).await.is_err() {
            tracing::info!(calls = self.calls.len(), "the agent says goodbye: calls are still under way");
            self.goodbye.cancel();
            if tokio::time::timeout(GOODBYE, self.calls.wait()).await.is_err() {
                tracing::warn!(calls = self.calls.len(), "calls were still under way at the hard stop");
            }
        }
        self.goodbye.cancel();
        self.stop.cancel();
        self.tasks.close();
        // What was cancelled only has to notice; a task that does not within this time is left to the exit.
        let rest = Duration::from_secs(5);
        if tokio::time::timeout(rest, self.tasks.wait()).await.is_err() {
            tracing::warn!(tasks = self.tasks.len(), "background tasks did not stop in time");
        }
    }
}

/// Waits until the process is told to stop (SIGTERM, or Ctrl-C).
pub async fn told_to_stop() -> std::io::Result<()> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}
