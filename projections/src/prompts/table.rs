//! Prompts as rows: a channel's active version, and the versions.

use domain::Actor;
use jiff::Timestamp;

use crate::ReadError;
use crate::table::{CellReader, CellWriter, Record, Table, Whose, int, maybe_int, text};

/// Which version of a prompt speaks.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredPrompt {
    /// The stream's key: business and channel.
    pub(super) prompt: String,
    pub(super) active: Option<u32>,
}

impl Record for StoredPrompt {
    type Key = String;
    const TABLE: &'static Table = &Table {
        name: "prompts",
        columns: &[text("prompt"), maybe_int("active")],
        extra: &[],
        whose: Whose::Prefix("prompt"),
        key: &["prompt"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> String {
        self.prompt.clone()
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.prompt.as_str());
        cells.maybe_int(self.active);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self { prompt: cells.text()?, active: cells.maybe_int()? })
    }
}

/// A version.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct StoredVersion {
    pub(super) prompt: String,
    pub(super) version: u32,
    pub(super) text: String,
    pub(super) published_at: Timestamp,
    pub(super) published_by: Actor,
}

impl Record for StoredVersion {
    type Key = (String, u32);
    const TABLE: &'static Table = &Table {
        name: "prompt_versions",
        columns: &[text("prompt"), int("version"), text("text"), int("published_at"), text("published_by")],
        extra: &[],
        whose: Whose::Prefix("prompt"),
        key: &["prompt", "version"],
        indexes: &[],
        folded: false,
    };

    fn key(&self) -> Self::Key {
        (self.prompt.clone(), self.version)
    }

    fn write(&self, cells: &mut CellWriter) {
        cells.text(self.prompt.as_str());
        cells.int(self.version);
        cells.text(self.text.as_str());
        cells.instant(self.published_at);
        cells.json(&self.published_by);
    }

    fn read(cells: &mut CellReader) -> Result<Self, ReadError> {
        Ok(Self {
            prompt: cells.text()?,
            version: cells.int()?,
            text: cells.text()?,
            published_at: cells.instant()?,
            published_by: cells.json()?,
        })
    }
}
