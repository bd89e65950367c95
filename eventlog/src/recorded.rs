use domain::{Event, Metadata, StreamId};

use crate::Position;

/// An event as the log gives it back: of the current schema version, readable, with its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded {
    /// Where in the log.
    pub position: Position,
    /// Which stream.
    pub stream: StreamId,
    /// Counted from 1 within the stream.
    pub sequence: u64,
    /// The event's name as it was written.
    pub event_type: String,
    /// The version it was written in; `event` is of the current one.
    pub schema_version: u16,
    /// What happened.
    pub event: Event,
    /// Who, when, why.
    pub metadata: Metadata,
}
