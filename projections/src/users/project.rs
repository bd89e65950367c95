//! User events into rows. Password hashes stay in the log.

use domain::user::UserEvent;
use domain::{Category, Event};
use eventlog::Recorded;

use super::UserRow;
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
            UserEvent::Registered { email, name, business, role, password: _ } => self.users.put(UserRow {
                id,
                business: *business,
                email: email.clone(),
                name: name.clone(),
                role: *role,
                registered_at: whole_micros(recorded.metadata.recorded_at),
            }),
            UserEvent::PasswordChanged { password: _ } => {}
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.users]
    }
}
