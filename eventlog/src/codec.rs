//! Rows to events.

use domain::ids::{BusinessId, LeadId};
use domain::{Actor, Event, Metadata, StreamId};
use jiff::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::store::Row;
use crate::upcast::{STEPS, has_step, upcast};
use crate::{LogError, Position, Recorded};

/// What of the metadata has no column of its own.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct StoredMetadata {
    pub(crate) command: String,
    pub(crate) causation_id: Option<String>,
    pub(crate) correlation_id: String,
    pub(crate) actor: Actor,
    pub(crate) person: Option<LeadId>,
}

impl Row {
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
}

/// A row whose payload can be read.
pub(crate) struct Opened {
    pub(crate) row: Row,
    pub(crate) stream: StreamId,
    /// The payload, where it is not as it was written: fields were unsealed or redacted.
    pub(crate) changed: Option<Value>,
}

impl Opened {
    pub(crate) fn parse(row: Row) -> Result<Self, LogError> {
        let stream = row.stream.parse().map_err(|error| unreadable(row.position, &error))?;
        Ok(Self { row, stream, changed: None })
    }

    /// The payload as it was written.
    pub(crate) fn written(&self) -> Result<Value, LogError> {
        serde_json::from_str(&self.row.payload).map_err(|error| unreadable(self.row.position, &error))
    }

    /// The payload in today's shape, when it was written in another or changed since. Most were not: they are read as they stand,
    /// without a tree of values in between.
    fn reshaped(&mut self) -> Result<Option<Value>, LogError> {
        let version = u16::try_from(self.row.schema_version).unwrap_or(0);
        let (category, event_type) = (self.stream.category(), self.row.event_type.as_str());
        if !has_step(STEPS, category, event_type, version) {
            return Ok(self.changed.take());
        }
        let payload = self.changed.take().map_or_else(|| self.written(), Ok)?;
        Ok(Some(upcast(STEPS, category, event_type, version, payload)))
    }

    /// The event as its aggregate knows it.
    pub(crate) fn event<E: DeserializeOwned>(mut self) -> Result<E, LogError> {
        match self.reshaped()? {
            Some(payload) => serde_json::from_value(payload),
            None => serde_json::from_str(&self.row.payload),
        }
        .map_err(|error| unreadable(self.row.position, &error))
    }

    /// The event as followers of the whole log know it.
    pub(crate) fn recorded(mut self) -> Result<Recorded, LogError> {
        let position = self.row.position;
        let event = if let Some(payload) = self.reshaped()? {
            Event::read(self.stream.category(), payload)
        } else {
            Event::read(self.stream.category(), &mut serde_json::Deserializer::from_str(&self.row.payload))
        };
        let event = event.map_err(|error| unreadable(position, &error))?;
        let (row, stream) = (self.row, self.stream);
        let stored: StoredMetadata =
            serde_json::from_str(&row.metadata).map_err(|error| unreadable(position, &error))?;
        let metadata = Metadata {
            business: row.business()?,
            recorded_at: row.recorded_at()?,
            command_id: row.command_id,
            command: stored.command,
            causation_id: stored.causation_id,
            correlation_id: stored.correlation_id,
            actor: stored.actor,
            person: stored.person,
        };
        Ok(Recorded {
            position,
            stream,
            sequence: u64::try_from(row.sequence).unwrap_or(0),
            event_type: row.event_type,
            schema_version: u16::try_from(row.schema_version).unwrap_or(0),
            event,
            metadata,
        })
    }
}

fn unreadable(position: Position, reason: &dyn std::fmt::Display) -> LogError {
    LogError::Unreadable { position, reason: reason.to_string() }
}
