//! The reactors themselves, and what they gave up on.

use async_graphql::{ID, SimpleObject};
use eventlog::Position;

use super::DateTime;

/// How a reactor is doing: what acts on the world when something has happened.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct ReactorStatus {
    /// Its name: `crm`, `retention` …
    name: String,
    /// The last event it is done with: its place in the log.
    position: String,
    /// How many events the log has beyond that.
    lag: u64,
    /// Whether a node has it in hand.
    running: bool,
    /// How many events it gave up on.
    dead_letters: u64,
    /// How many events it will see again when their time has come.
    deferred: u64,
}

impl ReactorStatus {
    pub(crate) fn of(status: eventlog::ReactorStatus, tip: Position) -> Self {
        Self {
            lag: tip.as_u64().saturating_sub(status.position.as_u64()),
            name: status.name,
            position: status.position.to_string(),
            running: status.running,
            dead_letters: status.dead_letters,
            deferred: status.deferred,
        }
    }
}

/// An event a reactor gave up on.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct DeadLetter {
    /// Its id: `reactor:position`.
    id: ID,
    /// Which reactor.
    reactor: String,
    /// Which event: its place in the log.
    position: String,
    /// The event's stream, such as `call/CA…`.
    stream: String,
    /// The event's name.
    event_type: String,
    /// How often it was tried in all.
    attempts: u64,
    /// What went wrong the last time, for those who run the machinery.
    error: String,
    /// When that was.
    failed_at: DateTime,
    /// Whether it is to be tried again.
    retrying: bool,
}

impl From<eventlog::DeadLetter> for DeadLetter {
    fn from(letter: eventlog::DeadLetter) -> Self {
        Self {
            id: letter.id().to_string().into(),
            reactor: letter.reactor,
            position: letter.position.to_string(),
            stream: letter.stream,
            event_type: letter.event_type,
            attempts: letter.attempts,
            error: letter.error,
            failed_at: letter.failed_at.into(),
            retrying: letter.retry,
        }
    }
}
