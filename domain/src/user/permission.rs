//! Who may do what: the one table that the server, the screens and `docs/PERMISSIONS.md` are made from.
//!
//! To add a permission: its variant with a sentence, its place in [`Permission::ALL`], its row in [`Permission::holders`], its
//! sentence in [`Permission::means`].

use super::Role::{self, Agent, Manager, Owner, PlatformAdmin, Viewer};

/// Something a role may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Permission {
    /// See the business's leads, calls, meetings, reminders and prompts.
    See,
    /// Look after one's own account.
    OwnAccount,
    /// Change leads, and what people are reminded of.
    EditLeads,
    /// Change meetings.
    EditMeetings,
    /// Change what the AI agent is told to be.
    EditPrompts,
    /// Change how the business is represented.
    EditSettings,
    /// Invite people, change their roles, end their sessions, and see who signed in.
    ManageUsers,
    /// Forget a person for good.
    ErasePeople,
    /// See and mend the machinery.
    Operate,
    /// Open and suspend businesses, and enter one for support.
    ManagePlatform,
}

impl Permission {
    /// All of them, in the order of the page.
    pub const ALL: [Self; 10] = [
        Self::See,
        Self::OwnAccount,
        Self::EditLeads,
        Self::EditMeetings,
        Self::EditPrompts,
        Self::EditSettings,
        Self::ManageUsers,
        Self::ErasePeople,
        Self::Operate,
        Self::ManagePlatform,
    ];

    /// The table.
    pub const fn holders(self) -> &'static [Role] {
        match self {
            Self::See | Self::OwnAccount => &[PlatformAdmin, Owner, Manager, Agent, Viewer],
            Self::EditLeads | Self::EditMeetings => &[PlatformAdmin, Owner, Manager, Agent],
            Self::EditPrompts | Self::EditSettings => &[PlatformAdmin, Owner, Manager],
            Self::ManageUsers | Self::Operate => &[PlatformAdmin, Owner],
            // A person's data is the business's: whoever runs the installation does not destroy it.
            Self::ErasePeople => &[Owner],
            Self::ManagePlatform => &[PlatformAdmin],
        }
    }

    /// The name in GraphQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::See => "SEE",
            Self::OwnAccount => "OWN_ACCOUNT",
            Self::EditLeads => "EDIT_LEADS",
            Self::EditMeetings => "EDIT_MEETINGS",
            Self::EditPrompts => "EDIT_PROMPTS",
            Self::EditSettings => "EDIT_SETTINGS",
            Self::ManageUsers => "MANAGE_USERS",
            Self::ErasePeople => "ERASE_PEOPLE",
            Self::Operate => "OPERATE",
            Self::ManagePlatform => "MANAGE_PLATFORM",
        }
    }

    /// What it is, for the page.
    pub const fn means(self) -> &'static str {
        match self {
            Self::See => "See the business's leads, calls, meetings, reminders and prompts",
            Self::OwnAccount => "Look after one's own account: sessions, password, second factor",
            Self::EditLeads => "Change leads and reminders",
            Self::EditMeetings => "Book, move and cancel meetings",
            Self::EditPrompts => "Publish and activate prompts",
            Self::EditSettings => "Change the business's settings",
            Self::ManageUsers => "Invite people, change roles, end sessions, see who signed in",
            Self::ErasePeople => "Forget a person for good",
            Self::Operate => "See and mend the machinery: projections, reactors, dead letters",
            Self::ManagePlatform => "Open and suspend businesses, enter one for support",
        }
    }
}

impl Role {
    /// Whether the table lets this role do it.
    pub fn may(self, permission: Permission) -> bool {
        permission.holders().contains(&self)
    }

    /// Everything this role may do.
    pub fn permissions(self) -> impl Iterator<Item = Permission> {
        Permission::ALL.into_iter().filter(move |permission| self.may(*permission))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_permission_is_listed_once_and_held_by_somebody() {
        for permission in Permission::ALL {
            assert_eq!(Permission::ALL.iter().filter(|other| **other == permission).count(), 1);
            assert!(!permission.holders().is_empty(), "{permission:?} is nobody's");
        }
    }

    #[test]
    fn within_a_business_a_higher_role_may_all_that_a_lower_one_may() {
        for pair in [Owner, Manager, Agent, Viewer].windows(2) {
            for permission in pair[1].permissions() {
                assert!(pair[0].may(permission), "{:?} may, {:?} may not: {permission:?}", pair[1], pair[0]);
            }
        }
    }

    #[test]
    fn who_looks_only_changes_nothing_but_their_own_account() {
        assert_eq!(Viewer.permissions().collect::<Vec<_>>(), [Permission::See, Permission::OwnAccount]);
    }
}
