use std::sync::LazyLock;

use domain::{ids::BusinessId, ids::UserId, user::Role};
use projections::{BusinessScope, ScopeMint};

/// The process's one right to make scopes.
static MINT: LazyLock<Option<ScopeMint>> = LazyLock::new(ScopeMint::take);

/// The scope of a user who proved who they are. `None` only when somebody else took the mint before this module did.
pub fn mint_scope(business: BusinessId, user: UserId, role: Role) -> Option<BusinessScope> {
    MINT.as_ref().map(|mint| mint.mint(business, user, role))
}
