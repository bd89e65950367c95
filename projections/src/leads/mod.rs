//! Leads: who called, what they want, and where each field's value came from.

mod beside;
mod family;
mod project;
mod query;
mod row;
mod table;
mod value;

pub(crate) use beside::LeadCall;
pub(crate) use project::LeadRows;
pub use row::{LeadAsOf, LeadFilter, LeadOrder, LeadOrigin, LeadRow, NoteRow, ProvenanceRow};
pub use value::fact_text;
