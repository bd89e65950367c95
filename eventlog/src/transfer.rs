//! `log export` and `log import`: the log as JSON lines, for audit and for moving from `SQLite` to `PostgreSQL`.
//!
//! One line an event, in global order, payload and metadata byte for byte as stored (so the hash chain comes out the same); then,
//! when asked for, one line a person's key, still wrapped by the master key; then a last line that says how much there should be.

use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use tokio::io::{AsyncBufRead, AsyncBufReadExt as _, AsyncWrite, AsyncWriteExt as _};

use crate::store::Row;
use crate::store::hash_chain::{self, Hash};
use crate::store::import::{Import, StoredKey};
use crate::{EventLog, LogError, Position};

/// Events read or written at once.
const WINDOW: u32 = 1_000;

/// Whether an export carries the keys of persons.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keys {
    /// For moving the log. Keep such a file no longer than the move takes: it outlives erasures.
    With,
    /// For audit: personal data stays unreadable.
    Without,
}

/// What was exported or imported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Transferred {
    /// How many events.
    pub events: u64,
    /// How many keys of persons.
    pub keys: u64,
    /// The hash chain's head over them, in hexadecimal.
    pub head: String,
}

/// Why a transfer did not come to its end. Nothing is imported then.
#[derive(Debug, thiserror::Error)]
pub enum TransferError {
    /// The log to import into has events.
    #[error("the log is not empty: import into a new database")]
    NotEmpty,
    /// A line is not one of an export.
    #[error("line {line}: {reason}; import a file as `log export` wrote it")]
    Line {
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// The file ends before its last line, or says other than it has.
    #[error("the file is cut short or was changed: {0}; export it again")]
    Incomplete(&'static str),
    /// The file or its reader gave up.
    #[error("the file: {0}")]
    Io(#[from] std::io::Error),
    /// The log could not do its part.
    #[error(transparent)]
    Log(#[from] LogError),
}

#[derive(Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum Line {
    Key(StoredKey),
    End { events: u64, keys: u64, head: String },
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventLine {
    position: u64,
    stream: String,
    sequence: i64,
    event_type: String,
    schema_version: i16,
    business: Option<String>,
    command_id: String,
    commit: i64,
    /// Microseconds since 1970, UTC.
    recorded_at: i64,
    metadata: Box<RawValue>,
    payload: Box<RawValue>,
}

impl EventLog {
    /// Writes the whole log. Events appended meanwhile are left out.
    pub async fn export(
        &self,
        mut to: impl AsyncWrite + Unpin + Send,
        keys: Keys,
    ) -> Result<Transferred, TransferError> {
        let tip = self.tip().await?;
        let mut done = Progress::default();
        while done.last < tip {
            let mut rows = self.pool().rows_after(done.last, WINDOW).await?;
            rows.retain(|row| row.position <= tip);
            done.take(&rows);
            let mut text = Vec::new();
            for row in rows {
                push_line(&mut text, &EventLine::of(row)?)?;
            }
            to.write_all(&text).await?;
        }
        let keys = if keys == Keys::With { self.pool().stored_keys().await? } else { Vec::new() };
        let result = done.result(keys.len());
        let mut text = Vec::new();
        for key in keys {
            push_line(&mut text, &Line::Key(key))?;
        }
        let Transferred { events, keys, head } = result.clone();
        push_line(&mut text, &Line::End { events, keys, head })?;
        to.write_all(&text).await?;
        to.flush().await?;
        Ok(result)
    }

    /// Reads an export into this log, which must be empty. All of it or nothing.
    pub async fn import(&self, from: impl AsyncBufRead + Unpin + Send) -> Result<Transferred, TransferError> {
        let mut import = Import::begin(self.pool()).await?.ok_or(TransferError::NotEmpty)?;
        let mut reading = Reading { lines: from.lines(), number: 0 };
        let (mut done, mut rows, mut keys) = (Progress::default(), Vec::new(), Vec::new());
        let end = loop {
            let Some(line) = reading.next().await? else {
                return Err(TransferError::Incomplete("its last line is missing"));
            };
            match reading.parse(&line)? {
                Parsed::Event(event) => rows.push(reading.row(*event, done.last, rows.len())?),
                Parsed::Line(Line::Key(key)) => keys.push(key),
                Parsed::Line(Line::End { events, keys, head }) => break Transferred { events, keys, head },
            }
            if rows.len() >= WINDOW as usize {
                done.take(&rows);
                import.write(&rows).await?;
                rows.clear();
            }
        };
        done.take(&rows);
        import.write(&rows).await?;
        let result = done.result(keys.len());
        if result != end {
            return Err(TransferError::Incomplete("its events are not those its last line speaks of"));
        }
        import.finish(keys).await?;
        self.rang(done.last);
        Ok(result)
    }
}

struct Progress {
    last: Position,
    hash: Hash,
}

impl Default for Progress {
    fn default() -> Self {
        Self { last: Position::START, hash: hash_chain::START }
    }
}

impl Progress {
    fn take(&mut self, rows: &[Row]) {
        if let Some(link) = hash_chain::links(self.hash, rows).last() {
            (self.last, self.hash) = (link.position, link.hash);
        }
    }

    fn result(&self, keys: usize) -> Transferred {
        let keys = u64::try_from(keys).unwrap_or(u64::MAX);
        Transferred { events: self.last.as_u64(), keys, head: hash_chain::hex(&self.hash) }
    }
}

fn push_line(text: &mut Vec<u8>, line: &impl Serialize) -> Result<(), LogError> {
    serde_json::to_writer(&mut *text, line)?;
    text.push(b'\n');
    Ok(())
}

enum Parsed {
    Event(Box<EventLine>),
    Line(Line),
}

struct Reading<R> {
    lines: tokio::io::Lines<R>,
    number: u64,
}

impl<R: AsyncBufRead + Unpin> Reading<R> {
    async fn next(&mut self) -> Result<Option<String>, TransferError> {
        self.number += 1;
        Ok(self.lines.next_line().await?)
    }

    fn bad(&self, reason: &impl ToString) -> TransferError {
        TransferError::Line { line: self.number, reason: reason.to_string() }
    }

    fn parse(&self, line: &str) -> Result<Parsed, TransferError> {
        let parsed = if line.starts_with("{\"kind\":") {
            serde_json::from_str(line).map(Parsed::Line)
        } else {
            serde_json::from_str(line).map(Parsed::Event)
        };
        parsed.map_err(|error| self.bad(&error))
    }

    /// The event as a row, `ahead` of which are not yet written after `last`.
    fn row(&self, event: EventLine, last: Position, ahead: usize) -> Result<Row, TransferError> {
        let expected = last.as_u64() + u64::try_from(ahead).unwrap_or(u64::MAX) + 1;
        if event.position != expected {
            return Err(self.bad(&format_args!("expected position {expected}, found {}", event.position)));
        }
        event.stream.parse::<domain::StreamId>().map_err(|error| self.bad(&error))?;
        Ok(event.into_row())
    }
}

impl EventLine {
    fn of(row: Row) -> Result<Self, LogError> {
        Ok(Self {
            position: row.position.as_u64(),
            stream: row.stream,
            sequence: row.sequence,
            event_type: row.event_type,
            schema_version: row.schema_version,
            business: row.business,
            command_id: row.command_id,
            commit: row.commit_id,
            recorded_at: row.recorded_at,
            metadata: RawValue::from_string(row.metadata)?,
            payload: RawValue::from_string(row.payload)?,
        })
    }

    fn into_row(self) -> Row {
        Row {
            position: Position::from_u64(self.position),
            stream: self.stream,
            sequence: self.sequence,
            event_type: self.event_type,
            schema_version: self.schema_version,
            payload: Box::<str>::from(self.payload).into(),
            metadata: Box::<str>::from(self.metadata).into(),
            business: self.business,
            command_id: self.command_id,
            commit_id: self.commit,
            recorded_at: self.recorded_at,
        }
    }
}
