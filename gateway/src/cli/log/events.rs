//! Parts of the log, for reading.

use std::path::PathBuf;

use domain::{Event, StreamId};
use eventlog::{EventLog, Position, Recorded};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::io::{AsyncWrite, AsyncWriteExt as _};

use super::{WINDOW, transfer};

/// Writes one stream, or what was recorded up to an instant.
pub(super) async fn export(
    log: &EventLog,
    stream: Option<StreamId>,
    as_of: Option<Timestamp>,
    output: Option<PathBuf>,
) -> anyhow::Result<()> {
    let mut to = transfer::writer(output).await?;
    if let Some(stream) = stream {
        write(&log.read_stream(&stream, 0).await?, as_of, &mut to).await?;
    } else {
        let mut at = Position::START;
        loop {
            let events = log.read_after(at, WINDOW).await?;
            let Some(last) = events.last() else { break };
            at = last.position;
            write(&events, as_of, &mut to).await?;
        }
    }
    Ok(to.flush().await?)
}

async fn write(
    events: &[Recorded],
    as_of: Option<Timestamp>,
    to: &mut (impl AsyncWrite + Unpin),
) -> anyhow::Result<()> {
    for event in events.iter().filter(|e| as_of.is_none_or(|instant| e.metadata.recorded_at <= instant)) {
        to.write_all(format!("{}\n", row(event)?).as_bytes()).await?;
    }
    Ok(())
}

/// An event as a line of JSON: everything the log keeps of it.
pub(super) fn row(event: &Recorded) -> serde_json::Result<Value> {
    Ok(json!({
        "position": event.position,
        "stream": event.stream,
        "sequence": event.sequence,
        "event_type": event.event_type,
        "schema_version": event.schema_version,
        "payload": payload(&event.event)?,
        "metadata": event.metadata,
    }))
}

fn payload(event: &Event) -> serde_json::Result<Value> {
    match event {
        Event::Business(event) => serde_json::to_value(event),
        Event::Number(event) => serde_json::to_value(event),
        Event::User(event) => serde_json::to_value(event),
        Event::Call(event) => serde_json::to_value(event),
        Event::Lead(event) => serde_json::to_value(event),
        Event::Calendar(event) => serde_json::to_value(event),
        Event::Prompt(event) => serde_json::to_value(event),
        Event::Reminder(event) => serde_json::to_value(event),
    }
}
