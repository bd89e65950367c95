/// Why a lead says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LeadRefusal {
    /// Nobody has called from this number.
    #[error("there is no such lead")]
    Unknown,
    /// A value cannot be.
    #[error("{field}: {remedy}")]
    Invalid {
        /// The field's name, as GraphQL spells it.
        field: &'static str,
        /// What would be accepted.
        remedy: &'static str,
    },
}
