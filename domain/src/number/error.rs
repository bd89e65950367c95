use crate::ids::BusinessId;

/// Why a number says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberRefusal {
    /// Somebody else has it.
    #[error("the number belongs to another business")]
    Taken {
        /// Whose it is.
        by: BusinessId,
    },
}
