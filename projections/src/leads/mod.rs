//! Leads: who called, what they want, and where each field's value came from.

mod project;
mod query;
mod row;
mod table;
mod value;

pub(crate) use project::LeadRows;
pub use row::{LeadAsOf, LeadFilter, LeadRow, NoteRow, ProvenanceRow};
pub(crate) use table::LeadCall;
pub use value::fact_text;
