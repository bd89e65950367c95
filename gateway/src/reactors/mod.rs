//! What follows from what happened, over the log's own runner of reactors ([`eventlog::Subscription`]): a checkpoint and a lease
//! each, back-off, dead letters.
//!
//! # Contract
//! Every event is reacted to at least once, in the log's order; the commands' keys (`pm:{reactor}:{position}:{n}`) make it once.
//!
//! To add a reaction that is a command: its pure policy in `domain::policy`, and a line in [`crm`]. To add one that acts on the
//! outside: a file with its [`eventlog::Reactor`], and a line in [`start`].

mod crm;
mod post;
mod push;
mod reminders;
mod retention;
#[cfg(test)]
mod tests;
mod unreported;
mod waveforms;

use std::sync::Arc;

use eventlog::{EventLog, Reactor, Subscription};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use crm::Crm;
pub use post::Post;
pub use push::Push;
pub use reminders::Reminders;
pub use retention::Retention;
pub use unreported::Unreported;
pub use waveforms::Waveforms;

/// Starts the reactors; they follow the log until `stop`.
pub fn start(
    log: &EventLog,
    reactors: impl IntoIterator<Item = Arc<dyn Reactor>>,
    tasks: &TaskTracker,
    stop: &CancellationToken,
) {
    for reactor in reactors {
        tasks.spawn(Subscription::new(log.clone(), reactor).run(stop.clone()));
    }
}
