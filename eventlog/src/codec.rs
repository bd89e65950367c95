//! Rows to events and back.

use domain::ids::BusinessId;
use domain::{Actor, Event, Metadata, StreamId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::Row;
use crate::upcast::{STEPS, upcast};
use crate::{LogError, Position, Recorded};

/// What of the metadata has no column of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredMetadata {
    pub(crate) command: String,
    pub(crate) causation_id: Option<String>,
    pub(crate) correlation_id: String,
    pub(crate) actor: Actor,
    pub(crate) person: Option<domain::ids::LeadId>,
}

impl Row {
    /// The payload in today's shape.
    fn current(&self, stream: &StreamId, payload: Value) -> Value {
        let version = u16::try_from(self.schema_version).unwrap_or(0);
        upcast(STEPS, stream.category(), &self.event_type, version, payload)
    }

    fn json(&self) -> Result<Value, LogError> {
        serde_json::from_str(&self.payload).map_err(|error| unreadable(self.position, &error))
    }

    /// The event as its aggregate knows it.
    pub(crate) fn event<E: DeserializeOwned>(&self, stream: &StreamId) -> Result<E, LogError> {
        let payload = self.current(stream, self.json()?);
        serde_json::from_value(payload).map_err(|error| unreadable(self.position, &error))
    }

    /// Whose the stream is, as far as this event knows.
    pub(crate) fn business(&self) -> Result<Option<BusinessId>, LogError> {
        self.business
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|error| unreadable(self.position, &error))
    }

    pub(crate) fn recorded_at(&self) -> Result<Timestamp, LogError> {
        Timestamp::from_microsecond(self.recorded_at).map_err(|error| unreadable(self.position, &error))
    }

    /// The event as followers of the whole log know it.
    pub(crate) fn recorded(self) -> Result<Recorded, LogError> {
        let position = self.position;
        let stream: StreamId = self.stream.parse().map_err(|error| unreadable(position, &error))?;
        let payload = self.current(&stream, self.json()?);
        let event =
            Event::from_json(stream.category(), payload).map_err(|error| unreadable(position, &error))?;
        let stored: StoredMetadata =
            serde_json::from_str(&self.metadata).map_err(|error| unreadable(position, &error))?;
        let metadata = Metadata {
            business: self.business()?,
            recorded_at: self.recorded_at()?,
            command_id: self.command_id,
            command: stored.command,
            causation_id: stored.causation_id,
            correlation_id: stored.correlation_id,
            actor: stored.actor,
            person: stored.person,
        };
        Ok(Recorded {
            position,
            stream,
            sequence: u64::try_from(self.sequence).unwrap_or(0),
            event_type: self.event_type,
            schema_version: u16::try_from(self.schema_version).unwrap_or(0),
            event,
            metadata,
        })
    }
}

fn unreadable(position: Position, reason: &dyn std::fmt::Display) -> LogError {
    LogError::Unreadable { position, reason: reason.to_string() }
}
