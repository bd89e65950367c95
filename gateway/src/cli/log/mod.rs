mod erase;
mod events;
mod transfer;

use std::{io, path::PathBuf, time::Duration};

use domain::StreamId;
use eventlog::{EventLog, Position, Recorded, TransferError};
use jiff::Timestamp;
use serde_json::json;

use super::{Out, existing_log, open_log};

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
    /// Check the hash chain: names the first event that was altered, is missing or was moved.
    Verify,
    /// Write events as JSON lines: the whole log as `import` reads it, or a part of it for reading.
    Export {
        /// Of one stream only, such as call/CA…
        #[arg(long)]
        stream: Option<StreamId>,
        /// Recorded up to this instant only.
        #[arg(long, value_name = "INSTANT")]
        as_of: Option<Timestamp>,
        /// With the keys personal data is encrypted under, for moving the log. Such a file outlives erasures.
        #[arg(long, conflicts_with_all = ["stream", "as_of"])]
        with_keys: bool,
        /// The file to write; standard output when absent.
        #[arg(long, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    /// Forget a person: their key is destroyed, everything said of them reads as redacted, the hash chain stays whole.
    Erase(erase::Args),
    /// Read an export into a new, empty database.
    Import {
        /// The file; `-` is standard input.
        file: PathBuf,
    },
}

/// `agentlocator log export | head` closes the pipe: that is the end, not a failure.
fn unless_reader_left(done: anyhow::Result<()>) -> anyhow::Result<()> {
    let Err(error) = done else { return Ok(()) };
    let io = match error.downcast_ref::<TransferError>() {
        Some(TransferError::Io(io)) => Some(io),
        Some(
            TransferError::NotEmpty
            | TransferError::Line { .. }
            | TransferError::Incomplete(_)
            | TransferError::Log(_),
        ) => None,
        None => error.downcast_ref::<io::Error>(),
    };
    if io.is_some_and(|io| io.kind() == io::ErrorKind::BrokenPipe) { Ok(()) } else { Err(error) }
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    let fills = matches!(command, Command::Import { .. });
    let log = if fills { open_log().await? } else { existing_log().await? };
    match command {
        Command::Tail { after } => tail(&log, after, out).await,
        Command::Verify => verify(&log, out).await,
        Command::Export { stream: None, as_of: None, with_keys, output } => {
            unless_reader_left(transfer::export(&log, with_keys, output, out).await)
        }
        Command::Export { stream, as_of, with_keys: _, output } => {
            unless_reader_left(events::export(&log, stream, as_of, output).await)
        }
        Command::Erase(args) => erase::run(log, args, out).await,
        Command::Import { file } => transfer::import(&log, &file, out).await,
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

async fn verify(log: &EventLog, out: Out) -> anyhow::Result<()> {
    let found = log.verify().await?;
    let shown = json!({
        "events": found.events, "unsealed": found.unsealed, "sealed": found.sealed, "head": found.head,
        "fault": found.fault.as_ref().map(ToString::to_string),
    });
    out.result(&shown, || {
        format!(
            "{} events are whole, head {}; {} after them are not sealed yet",
            found.events, found.head, found.unsealed
        )
    })?;
    match found.fault {
        None => Ok(()),
        Some(fault) => Err(fault.into()),
    }
}

fn print(event: &Recorded, out: Out) -> anyhow::Result<()> {
    out.result(&events::row(event)?, || {
        let Recorded { position, stream, event_type, metadata, .. } = event;
        format!("{position:>8}  {}  {event_type:<20} {stream}  by {}", metadata.recorded_at, metadata.command)
    })?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reader_that_left_is_no_failure_and_a_full_disk_is_one() {
        let ended = |kind: io::ErrorKind| unless_reader_left(Err(TransferError::Io(kind.into()).into()));
        assert!(ended(io::ErrorKind::BrokenPipe).is_ok());
        assert!(ended(io::ErrorKind::StorageFull).is_err());
        assert!(unless_reader_left(Err(io::Error::from(io::ErrorKind::BrokenPipe).into())).is_ok());
        assert!(unless_reader_left(Err(TransferError::NotEmpty.into())).is_err());
    }
}
