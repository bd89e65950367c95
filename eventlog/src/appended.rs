use std::time::Duration;

use tokio::sync::watch;

use crate::Position;

/// A wake-up for followers of the log. Holds the newest position heard of; hearsay, not truth: read the log.
#[derive(Debug, Clone)]
pub struct Appended {
    heard: watch::Receiver<Position>,
}

impl Appended {
    pub(crate) fn new(heard: watch::Receiver<Position>) -> Self {
        Self { heard }
    }

    /// Returns true at once when something was appended since the last call, else when something is, and false when
    /// `at_most` has passed. Polling with it as the pause loses nothing: another node's word may come late or not at all.
    pub async fn wait(&mut self, at_most: Duration) -> bool {
        match tokio::time::timeout(at_most, self.heard.changed()).await {
            Ok(Ok(())) => {
                self.heard.mark_unchanged();
                true
            }
            // The log is closed: keep the caller's rhythm instead of spinning.
            Ok(Err(_)) => {
                tokio::time::sleep(at_most).await;
                false
            }
            Err(_) => false,
        }
    }

    /// The newest position heard of.
    pub fn heard(&self) -> Position {
        *self.heard.borrow()
    }
}
