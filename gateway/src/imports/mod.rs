//! Leads from a file: read, checked row by row, entered through the command bus.
//!
//! # Knows
//! CSV as spreadsheets write it, Hebrew headings, what a row means as a [`domain::lead::LeadChange`].
//! # Must not know
//! HTTP; the screen's wizard.
//! # Contract
//! A row that cannot be is named by line, column and reason, and stops no other. The same file with the same columns is the same
//! commands, so importing it again changes nothing, until the import was undone. An import is one operation.
//! Jobs are held by the process that runs them: after a restart the same file goes on where it was.

mod columns;
mod export;
mod job;
mod row;
mod sheet;
mod words;

pub use columns::{Column, Columns};
pub use export::{Export, wrong_rows};
pub use job::{Imports, Job, Progress, Started, Who, check, fingerprint};
pub use row::{Directory, Wrong};
pub use sheet::{BadSheet, Sheet};
