//! Leads: who called, what they want, and where each field's value came from.

mod query;
mod row;
mod value;

pub use row::{LeadAsOf, LeadFilter, LeadRow, NoteRow, ProvenanceRow};
pub use value::fact_text;
