use super::{User, UserCommand, UserEvent, UserRefusal};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;

impl Decider for User {
    const CATEGORY: Category = Category::User;
    type Command = UserCommand;
    type Event = UserEvent;
    type Refusal = UserRefusal;

    fn decide(&self, command: &UserCommand) -> Result<Outcome<UserEvent>, UserRefusal> {
        match (self, command) {
            (Self::Unknown, UserCommand::Register { email, name, business, role, password }) => {
                let email = email.trim().to_lowercase();
                if !is_address(&email) {
                    return Err(UserRefusal::NotAnAddress);
                }
                if name.trim().is_empty() || name.chars().count() > 120 {
                    return Err(UserRefusal::NoName);
                }
                Ok(Outcome::one(UserEvent::Registered {
                    email,
                    name: name.trim().to_owned(),
                    business: *business,
                    role: *role,
                    password: password.clone(),
                }))
            }
            (Self::Registered { .. }, UserCommand::Register { .. }) => Err(UserRefusal::AlreadyRegistered),
            (Self::Unknown, UserCommand::ChangePassword { .. }) => Err(UserRefusal::Unknown),
            (Self::Registered { password: held, .. }, UserCommand::ChangePassword { password })
                if held == password =>
            {
                Ok(Outcome::AlreadySo)
            }
            (Self::Registered { .. }, UserCommand::ChangePassword { password }) => {
                Ok(Outcome::one(UserEvent::PasswordChanged { password: password.clone() }))
            }
        }
    }

    fn evolve(&mut self, event: &UserEvent) {
        match (&mut *self, event) {
            (_, UserEvent::Registered { email, name, business, role, password }) => {
                *self = Self::Registered {
                    email: email.clone(),
                    name: name.clone(),
                    business: *business,
                    role: *role,
                    password: password.clone(),
                };
            }
            (Self::Registered { password, .. }, UserEvent::PasswordChanged { password: new }) => {
                *password = new.clone();
            }
            // Cannot be in a log this decider wrote.
            (Self::Unknown, UserEvent::PasswordChanged { .. }) => {}
        }
    }
}

/// Only what every address has: mail alone proves the rest.
fn is_address(text: &str) -> bool {
    text.len() <= 254
        && !text.contains(char::is_whitespace)
        && text
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'))
}
