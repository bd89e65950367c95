use crate::ids::BusinessId;

/// What can be asked of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberCommand {
    /// Give it to a business, if it is nobody's.
    Claim {
        /// Whose it becomes.
        business: BusinessId,
    },
    /// Have a business answer it as long as it is nobody's.
    Lend {
        /// Who answers.
        business: BusinessId,
    },
}
