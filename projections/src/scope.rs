//! Whose data a read may see, as a type that only authentication can make.

use std::sync::atomic::{AtomicBool, Ordering};

use domain::{
    ids::{BusinessId, UserId},
    user::{Permission, Role},
};

use crate::db::Sees;

/// The proof that somebody signed in, and the one business they may read. Every method of [`crate::Reader`] takes it first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BusinessScope {
    business: BusinessId,
    user: UserId,
    role: Role,
    sight: Sight,
}

/// Which of the business's leads a scope sees, and what hangs on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sight {
    /// All of them.
    All,
    /// Those that are assigned to the scope's user.
    Own,
}

impl BusinessScope {
    /// The tenant all reads are limited to.
    pub fn business(&self) -> BusinessId {
        self.business
    }

    /// What the database lets its reads see.
    pub(crate) fn sees(&self) -> Sees {
        Sees::Business(self.business)
    }

    /// The same for what is read of all businesses at once; `None` to those who do not run the installation.
    pub(crate) fn sees_everything(&self) -> Option<Sees> {
        self.role.may(Permission::ManagePlatform).then_some(Sees::Everything)
    }

    /// Who signed in.
    pub fn user(&self) -> UserId {
        self.user
    }

    /// What they may do.
    pub fn role(&self) -> Role {
        self.role
    }

    /// Which of the business's leads they see.
    pub fn sight(&self) -> Sight {
        self.sight
    }

    /// The same, but with one's own leads alone in sight. A scope can be narrowed by anybody and widened by nobody.
    #[must_use]
    pub fn own_leads_only(self) -> Self {
        Self { sight: Sight::Own, ..self }
    }
}

static TAKEN: AtomicBool = AtomicBool::new(false);

/// The only maker of scopes. There is one per process; the composition root takes it at start and hands it to authentication.
///
/// A scope cannot be written down by anybody else:
/// ```compile_fail
/// let scope = projections::BusinessScope { business: todo!(), user: todo!(), role: todo!(), sight: todo!() };
/// ```
#[derive(Debug)]
pub struct ScopeMint(());

impl ScopeMint {
    /// The mint, the first time it is asked for in this process; `None` ever after.
    pub fn take() -> Option<Self> {
        (!TAKEN.swap(true, Ordering::SeqCst)).then_some(Self(()))
    }

    /// A scope for a person whose session was checked.
    pub fn mint(&self, business: BusinessId, user: UserId, role: Role) -> BusinessScope {
        BusinessScope { business, user, role, sight: Sight::All }
    }
}
