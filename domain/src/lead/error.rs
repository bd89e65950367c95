use super::Field;
use crate::ids::LeadId;

/// Why a lead says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeadRefusal {
    /// Nobody has called from this number.
    #[error("there is no such lead")]
    Unknown,
    /// It was merged into another, which answers for it.
    #[error("it was merged into another lead")]
    Merged {
        /// Which.
        into: LeadId,
    },
    /// A lead cannot be merged with itself, or with one merged into it already.
    #[error("a lead cannot be merged with itself")]
    Itself,
    /// Somebody else has changed fields since the person looked at them.
    #[error("changed meanwhile: {fields:?}")]
    Stale {
        /// Which.
        fields: Vec<Field>,
    },
    /// A value cannot be.
    #[error("{field}: {remedy}")]
    Invalid {
        /// The field's name, as GraphQL spells it.
        field: &'static str,
        /// What would be accepted.
        remedy: &'static str,
    },
}
