use crate::template::TemplateFault;

/// Why an agency says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BusinessRefusal {
    /// Nobody has opened it.
    #[error("there is no such business")]
    Unknown,
    /// A placeholder of the greeting cannot be filled in, or one that has to be there is not.
    #[error("greeting: {0}")]
    BadGreeting(TemplateFault),
    /// A setting cannot be.
    #[error("{field}: {remedy}")]
    Invalid {
        /// The setting's name, as GraphQL spells it.
        field: &'static str,
        /// What would be accepted.
        remedy: &'static str,
    },
}
