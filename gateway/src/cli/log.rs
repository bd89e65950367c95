use std::time::Duration;

use domain::{Event, StreamId};
use eventlog::{EventLog, Position, Recorded};
use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Out, open_log};

/// Events read at once.
const WINDOW: u32 = 1000;

/// The event log itself.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Follow the log as it grows.
    Tail {
        /// Begin after this position; at the end of the log when absent.
        #[arg(long)]
        after: Option<Position>,
    },
    /// Write events as JSON lines.
    Export {
        /// Of one stream only, such as call/CA…
        #[arg(long)]
        stream: Option<StreamId>,
        /// Recorded up to this instant only.
        #[arg(long)]
        as_of: Option<Timestamp>,
    },
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    let log = open_log().await?;
    match command {
        Command::Tail { after } => tail(&log, after, out).await,
        Command::Export { stream, as_of } => export(&log, stream, as_of, out).await,
    }
}

async fn tail(log: &EventLog, after: Option<Position>, out: Out) -> anyhow::Result<()> {
    let mut appended = log.appended();
    let mut at = match after {
        Some(position) => position,
        None => log.tip().await?,
    };
    let mut stop = std::pin::pin!(crate::lifecycle::told_to_stop());
    loop {
        let events = log.read_after(at, WINDOW).await?;
        for event in &events {
            print(event, out)?;
            at = event.position;
        }
        if events.is_empty() {
            tokio::select! {
                _ = appended.wait(Duration::from_millis(250)) => {}
                stopped = &mut stop => return Ok(stopped?),
            }
        }
    }
}

async fn export(
    log: &EventLog,
    stream: Option<StreamId>,
    as_of: Option<Timestamp>,
    out: Out,
) -> anyhow::Result<()> {
    let wanted = |event: &Recorded| as_of.is_none_or(|instant| event.metadata.recorded_at <= instant);
    if let Some(stream) = stream {
        for event in log.read_stream(&stream, 0).await?.iter().filter(|event| wanted(event)) {
            out.row(&row(event)?)?;
        }
        return Ok(());
    }
    let mut at = Position::START;
    loop {
        let events = log.read_after(at, WINDOW).await?;
        let Some(last) = events.last() else { return Ok(()) };
        at = last.position;
        for event in events.iter().filter(|event| wanted(event)) {
            out.row(&row(event)?)?;
        }
    }
}

fn print(event: &Recorded, out: Out) -> anyhow::Result<()> {
    out.result(&row(event)?, || {
        let Recorded { position, stream, event_type, metadata, .. } = event;
        format!("{position:>8}  {}  {event_type:<20} {stream}  by {}", metadata.recorded_at, metadata.command)
    })?;
    Ok(())
}

/// An event as a line of JSON: everything the log keeps of it.
fn row(event: &Recorded) -> serde_json::Result<Value> {
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
    }
}
