//! How the process ends: first no new calls, then the calls under way finish, then everything stops.

use std::time::Duration;

use tokio_util::{sync::CancellationToken, task::TaskTracker};

/// How long calls under way may go on after the soft stop. Kubernetes and systemd kill after 30 s by default.
pub const DRAIN: Duration = Duration::from_secs(25);

/// The two stops, and what must be waited for between them.
#[derive(Debug, Clone, Default)]
pub struct Lifecycle {
    drain: CancellationToken,
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

    /// Takes no new calls from here on.
    pub fn begin_drain(&self) {
        self.drain.cancel();
    }

    /// The token of the soft stop.
    pub fn drain_token(&self) -> CancellationToken {
        self.drain.clone()
    }

    /// The token of the hard stop.
    pub fn stop_token(&self) -> CancellationToken {
        self.stop.clone()
    }

    /// Waits for the hard stop.
    pub async fn stopped(&self) {
        self.stop.cancelled().await;
    }

    /// The whole way down: drain, then stop, then wait for what was started.
    pub async fn wind_down(&self, at_most: Duration) {
        self.begin_drain();
        self.calls.close();
        if tokio::time::timeout(at_most, self.calls.wait()).await.is_err() {
            tracing::warn!(calls = self.calls.len(), "calls were still under way at the hard stop");
        }
        self.stop.cancel();
        self.tasks.close();
        // What was cancelled only has to notice; a task that does not within this time is left to the exit.
        let rest = Duration::from_secs(5);
        let _ = tokio::time::timeout(rest, self.calls.wait()).await;
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
