//! Cells: two kinds are enough for both databases and keep a rebuild the same byte for byte. Instants are microseconds, flags
//! 0 and 1, lists and nested values JSON texts.

use std::str::FromStr;

use domain::values::{Source, Span};
use eventlog::Position;
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned, de::IntoDeserializer};

use super::Table;
use crate::ReadError;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Int,
}

/// A column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Column {
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    pub(crate) nullable: bool,
}

/// A text.
pub(crate) const fn text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, nullable: false }
}

/// A text or nothing.
pub(crate) const fn maybe_text(name: &'static str) -> Column {
    Column { name, kind: Kind::Text, nullable: true }
}

/// A number.
pub(crate) const fn int(name: &'static str) -> Column {
    Column { name, kind: Kind::Int, nullable: false }
}

/// A number or nothing.
pub(crate) const fn maybe_int(name: &'static str) -> Column {
    Column { name, kind: Kind::Int, nullable: true }
}

/// A value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub(crate) enum Cell {
    Null,
    Int(i64),
    Text(String),
}

/// Takes a row's values in the order of its table's columns.
#[derive(Debug, Default)]
pub(crate) struct CellWriter(Vec<Cell>);

impl CellWriter {
    pub(crate) fn with_capacity(columns: usize) -> Self {
        Self(Vec::with_capacity(columns))
    }

    pub(crate) fn finish(self) -> Vec<Cell> {
        self.0
    }

    /// A text. PostgreSQL cannot hold U+0000, so it is left out on both databases alike.
    pub(crate) fn text(&mut self, value: impl Into<String>) {
        let mut value = value.into();
        if value.contains('\0') {
            value.retain(|c| c != '\0');
        }
        self.0.push(Cell::Text(value));
    }

    pub(crate) fn maybe_text(&mut self, value: Option<impl Into<String>>) {
        match value {
            Some(value) => self.text(value),
            None => self.0.push(Cell::Null),
        }
    }

    pub(crate) fn int(&mut self, value: impl Into<i64>) {
        self.0.push(Cell::Int(value.into()));
    }

    pub(crate) fn maybe_int(&mut self, value: Option<impl Into<i64>>) {
        self.0.push(value.map_or(Cell::Null, |value| Cell::Int(value.into())));
    }

    pub(crate) fn instant(&mut self, value: Timestamp) {
        self.int(value.as_microsecond());
    }

    pub(crate) fn maybe_instant(&mut self, value: Option<Timestamp>) {
        self.maybe_int(value.map(Timestamp::as_microsecond));
    }

    pub(crate) fn position(&mut self, position: Position) {
        self.int(i64::try_from(position.as_u64()).unwrap_or(i64::MAX));
    }

    /// Four columns: call, utterance, start and end in milliseconds.
    pub(crate) fn source(&mut self, source: Option<&Source>) {
        self.maybe_text(source.map(|source| source.call.as_str()));
        self.maybe_int(source.map(|source| source.utterance));
        self.maybe_int(source.map(|source| source.span.start_ms));
        self.maybe_int(source.map(|source| source.span.end_ms));
    }

    /// JSON of a value that always has some (plain data).
    pub(crate) fn json(&mut self, value: &impl Serialize) {
        self.text(serde_json::to_string(value).unwrap_or_default());
    }

    pub(crate) fn maybe_json(&mut self, value: Option<&impl Serialize>) {
        self.maybe_text(value.map(|value| serde_json::to_string(value).unwrap_or_default()));
    }
}

/// Gives a row's values in the order of its table's columns.
#[derive(Debug)]
pub(crate) struct CellReader {
    table: &'static Table,
    next: usize,
    cells: std::vec::IntoIter<Cell>,
}

impl CellReader {
    pub(crate) fn new(table: &'static Table, cells: Vec<Cell>) -> Self {
        Self { table, next: 0, cells: cells.into_iter() }
    }

    fn take(&mut self) -> Cell {
        self.next += 1;
        self.cells.next().unwrap_or(Cell::Null)
    }

    /// The error that names the column last read.
    pub(crate) fn corrupt(&self) -> ReadError {
        let column = self.table.columns().nth(self.next.saturating_sub(1)).map_or("?", |column| column.name);
        ReadError::Corrupt { table: self.table.name, column }
    }

    /// Passes over columns that are derived from others.
    pub(crate) fn skip(&mut self, columns: usize) {
        for _ in 0..columns {
            self.take();
        }
    }

    pub(crate) fn maybe_text(&mut self) -> Result<Option<String>, ReadError> {
        match self.take() {
            Cell::Null => Ok(None),
            Cell::Text(text) => Ok(Some(text)),
            Cell::Int(_) => Err(self.corrupt()),
        }
    }

    pub(crate) fn text(&mut self) -> Result<String, ReadError> {
        self.maybe_text()?.ok_or_else(|| self.corrupt())
    }

    /// A number that fits the wanted type.
    pub(crate) fn maybe_int<T: TryFrom<i64>>(&mut self) -> Result<Option<T>, ReadError> {
        match self.take() {
            Cell::Null => Ok(None),
            Cell::Int(number) => number.try_into().map(Some).map_err(|_| self.corrupt()),
            Cell::Text(_) => Err(self.corrupt()),
        }
    }

    pub(crate) fn int<T: TryFrom<i64>>(&mut self) -> Result<T, ReadError> {
        self.maybe_int()?.ok_or_else(|| self.corrupt())
    }

    /// An identity.
    pub(crate) fn maybe_id<T: FromStr>(&mut self) -> Result<Option<T>, ReadError> {
        self.maybe_text()?.map(|text| text.parse().map_err(|_| self.corrupt())).transpose()
    }

    pub(crate) fn id<T: FromStr>(&mut self) -> Result<T, ReadError> {
        self.maybe_id()?.ok_or_else(|| self.corrupt())
    }

    /// A domain enumeration or text type, by the name its JSON has.
    pub(crate) fn maybe_name<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ReadError> {
        self.maybe_text()?
            .map(|text| {
                let name: serde::de::value::StringDeserializer<serde::de::value::Error> =
                    text.into_deserializer();
                T::deserialize(name).map_err(|_| self.corrupt())
            })
            .transpose()
    }

    pub(crate) fn name<T: DeserializeOwned>(&mut self) -> Result<T, ReadError> {
        self.maybe_name()?.ok_or_else(|| self.corrupt())
    }

    pub(crate) fn json<T: DeserializeOwned>(&mut self) -> Result<T, ReadError> {
        serde_json::from_str(&self.text()?).map_err(|_| self.corrupt())
    }

    pub(crate) fn maybe_json<T: DeserializeOwned>(&mut self) -> Result<Option<T>, ReadError> {
        let Some(text) = self.maybe_text()? else { return Ok(None) };
        serde_json::from_str(&text).map(Some).map_err(|_| self.corrupt())
    }

    pub(crate) fn maybe_instant(&mut self) -> Result<Option<Timestamp>, ReadError> {
        let Some(micros) = self.maybe_int()? else { return Ok(None) };
        Timestamp::from_microsecond(micros).map(Some).map_err(|_| self.corrupt())
    }

    pub(crate) fn instant(&mut self) -> Result<Timestamp, ReadError> {
        self.maybe_instant()?.ok_or_else(|| self.corrupt())
    }

    pub(crate) fn position(&mut self) -> Result<Position, ReadError> {
        Ok(Position::from_u64(self.int()?))
    }

    /// Four columns: call, utterance, start and end in milliseconds.
    pub(crate) fn source(&mut self) -> Result<Option<Source>, ReadError> {
        let (call, utterance) = (self.maybe_id()?, self.maybe_int()?);
        let (start, end) = (self.maybe_int()?, self.maybe_int()?);
        Ok(call.zip(utterance).zip(start.zip(end)).map(|((call, utterance), (start_ms, end_ms))| Source {
            call,
            utterance,
            span: Span { start_ms, end_ms },
        }))
    }

    /// Two columns: start and end in milliseconds.
    pub(crate) fn span(&mut self) -> Result<Span, ReadError> {
        Ok(Span { start_ms: self.int()?, end_ms: self.int()? })
    }
}
