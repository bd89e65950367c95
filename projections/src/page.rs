//! Keyset paging: a page begins after a row, never at an offset, so that rows that come meanwhile shift nothing.

use std::{fmt, str::FromStr};

/// Where a row stands in its list. Opaque to clients; its text is the list's sort key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// The sort value: microseconds since the epoch, a position of the log, or a folded name.
    pub(crate) at: Place,
    /// What tells rows with the same sort value apart.
    pub(crate) id: String,
}

/// A sort value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Number(i64),
    Name(String),
}

/// The text was not a cursor this crate gave.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected a cursor as a page gave it")]
pub struct NotACursor;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.at {
            Place::Number(at) => write!(f, "{at}~{}", self.id),
            Place::Name(name) => write!(f, "={name}~{}", self.id),
        }
    }
}

impl FromStr for Cursor {
    type Err = NotACursor;

    fn from_str(text: &str) -> Result<Self, NotACursor> {
        // An id has no tilde; a name may.
        let (at, id) = text.rsplit_once('~').ok_or(NotACursor)?;
        let at = match at.strip_prefix('=') {
            Some(name) => Place::Name(name.to_owned()),
            None => Place::Number(at.parse().map_err(|_| NotACursor)?),
        };
        Ok(Self { at, id: id.to_owned() })
    }
}

/// Which part of a list is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// At most so many rows; limited to [`Page::MOST`].
    pub first: u32,
    /// After this row; `None`: from the beginning.
    pub after: Option<Cursor>,
}

impl Page {
    /// The longest page.
    pub const MOST: u32 = 1_000;

    /// The first rows of a list.
    pub fn first(first: u32) -> Self {
        Self { first, after: None }
    }

    pub(crate) fn size(&self) -> usize {
        usize::try_from(self.first.min(Self::MOST)).unwrap_or(0)
    }
}

/// A part of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paged<T> {
    /// The rows, each with the cursor a next page can begin after.
    pub items: Vec<(Cursor, T)>,
    /// How many rows the whole list has under its filter.
    pub total: u64,
    /// Whether rows follow.
    pub has_next: bool,
}
