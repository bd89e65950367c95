//! User events into rows. What proves a person (hashes, grants, nonces) stays in the log.

use domain::ids::UserId;
use domain::user::UserEvent;
use domain::{Category, Event};
use eventlog::Recorded;

use super::{UserRow, UserStatus};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows};

/// The users at hand.
#[derive(Default)]
pub(crate) struct UserRows {
    users: Rows<UserRow>,
}

impl Projector for UserRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::User).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        let (Event::User(event), Ok(id)) = (&recorded.event, recorded.stream.key().parse()) else { return };
        match event {
            UserEvent::Registered { email, name, business, role, password: _ } => {
                let row = begun(recorded, id, (email, name), *business, *role);
                self.users.put(UserRow { status: UserStatus::Active, ..row });
            }
            UserEvent::Invited { email, name, business, role, grant: _ } => {
                self.users.put(begun(recorded, id, (email, name), *business, *role));
            }
            UserEvent::InvitationAccepted { name, password: _ } => self.change(id, |row| {
                row.name.clone_from(name);
                row.status = UserStatus::Active;
            }),
            UserEvent::RoleChanged { role } => self.change(id, |row| row.role = *role),
            UserEvent::Deactivated => self.change(id, |row| {
                let invited = row.status == UserStatus::Invited;
                row.status = if invited { UserStatus::Withdrawn } else { UserStatus::Inactive };
            }),
            UserEvent::Removed => self.change(id, |row| row.status = UserStatus::Withdrawn),
            UserEvent::Reactivated => self.change(id, |row| row.status = UserStatus::Active),
            UserEvent::SignedIn { at, .. } | UserEvent::SessionRenewed { at, .. } => {
                self.change(id, |row| row.seen_at = Some(whole_micros(*at)));
            }
            UserEvent::SecondFactorEnabled { step: _ } => self.change(id, |row| row.second_factor = true),
            UserEvent::SecondFactorDisabled => self.change(id, |row| row.second_factor = false),
            UserEvent::PasswordChanged { .. }
            | UserEvent::PasswordResetAsked { .. }
            | UserEvent::SignInRefused { .. }
            | UserEvent::SessionEnded { .. }
            | UserEvent::SecondFactorBegun { .. }
            | UserEvent::BusinessEntered { .. }
            | UserEvent::BusinessLeft { .. }
            | UserEvent::ScheduleChanged { .. }
            | UserEvent::CalendarFeedIssued { .. }
            | UserEvent::CalendarFeedRevoked
            | UserEvent::PushAllowed { .. }
            | UserEvent::PushStopped { .. } => {}
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.users]
    }
}

impl UserRows {
    fn change(&mut self, id: UserId, change: impl FnOnce(&mut UserRow)) {
        if let Some(mut row) = self.users.get(&id).cloned() {
            change(&mut row);
            self.users.put(row);
        }
    }
}

/// Somebody who was asked to join.
fn begun(
    recorded: &Recorded,
    id: UserId,
    (email, name): (&str, &str),
    business: domain::ids::BusinessId,
    role: domain::user::Role,
) -> UserRow {
    UserRow {
        id,
        business,
        email: email.to_owned(),
        name: name.to_owned(),
        role,
        status: UserStatus::Invited,
        second_factor: false,
        registered_at: whole_micros(recorded.metadata.recorded_at),
        seen_at: None,
    }
}
