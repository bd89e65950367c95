use super::account::{Account, Invitation};
use super::sessions::Decision;
use super::{User, UserCommand, UserEvent, UserRefusal};
use crate::decider::{Decider, Outcome};
use crate::stream::Category;
use crate::values::is_plain;

impl Decider for User {
    const CATEGORY: Category = Category::User;
    type Command = UserCommand;
    type Event = UserEvent;
    type Refusal = UserRefusal;

    fn decide(&self, command: &UserCommand) -> Decision {
        match self {
            Self::Unknown => of_nobody(command),
            Self::Invited(invitation) => invitation.decide(command),
            Self::Registered(account) => account.decide(command),
            Self::Gone => of_one_gone(command),
        }
    }

    fn evolve(&mut self, event: &UserEvent) {
        self.apply(event);
    }
}

fn of_nobody(command: &UserCommand) -> Decision {
    match command {
        UserCommand::Register { email, name, business, role, password } => {
            Ok(Outcome::one(UserEvent::Registered {
                email: address(email)?,
                name: called(name)?,
                business: *business,
                role: *role,
                password: password.clone(),
            }))
        }
        UserCommand::Invite { email, name, business, role, grant } => Ok(Outcome::one(UserEvent::Invited {
            email: address(email)?,
            name: called(name)?,
            business: *business,
            role: *role,
            grant: grant.clone(),
        })),
        // To whoever guesses, an address that is nobody's and a token that was used are the same.
        UserCommand::AcceptInvitation { .. } | UserCommand::ResetPassword { .. } => {
            Err(UserRefusal::NotGranted)
        }
        UserCommand::ChangePassword { .. }
        | UserCommand::AskReset { .. }
        | UserCommand::SetRole { .. }
        | UserCommand::Deactivate
        | UserCommand::Reactivate
        | UserCommand::Remove
        | UserCommand::Session(_)
        | UserCommand::SecondFactor(_)
        | UserCommand::Calendar(_) => Err(UserRefusal::Unknown),
    }
}

/// Also for the business they were of: would it begin anew here, another could at the same time in the series' next stream.
fn of_one_gone(command: &UserCommand) -> Decision {
    match command {
        UserCommand::Register { .. } | UserCommand::Invite { .. } => Err(UserRefusal::Gone),
        UserCommand::Remove => Ok(Outcome::AlreadySo),
        UserCommand::AcceptInvitation { .. }
        | UserCommand::ResetPassword { .. }
        | UserCommand::ChangePassword { .. }
        | UserCommand::AskReset { .. }
        | UserCommand::SetRole { .. }
        | UserCommand::Deactivate
        | UserCommand::Reactivate
        | UserCommand::Session(_)
        | UserCommand::SecondFactor(_)
        | UserCommand::Calendar(_) => of_nobody(command),
    }
}

impl Invitation {
    fn decide(&self, command: &UserCommand) -> Decision {
        match command {
            UserCommand::Invite { business, .. } | UserCommand::Register { business, .. }
                if *business != self.business =>
            {
                Err(UserRefusal::AlreadyRegistered)
            }
            UserCommand::AcceptInvitation { token, name, password, at } => {
                if !self.grant.fits(token, *at) {
                    return Err(UserRefusal::NotGranted);
                }
                let (name, password) = (called(name)?, password.clone());
                Ok(Outcome::one(UserEvent::InvitationAccepted { name, password }))
            }
            UserCommand::SetRole { role } if *role == self.role => Ok(Outcome::AlreadySo),
            UserCommand::SetRole { role } => Ok(Outcome::one(UserEvent::RoleChanged { role: *role })),
            // Taken back: the address is free, for whichever business.
            UserCommand::Deactivate | UserCommand::Remove => Ok(Outcome::one(UserEvent::Deactivated)),
            // Asked again: the older mail is worth nothing from here on. And the operator's command line stands above an invitation.
            UserCommand::Invite { .. }
            | UserCommand::Register { .. }
            | UserCommand::ChangePassword { .. }
            | UserCommand::AskReset { .. }
            | UserCommand::ResetPassword { .. }
            | UserCommand::Reactivate
            | UserCommand::Session(_)
            | UserCommand::SecondFactor(_)
            | UserCommand::Calendar(_) => of_nobody(command),
        }
    }
}

impl Account {
    fn decide(&self, command: &UserCommand) -> Decision {
        match command {
            UserCommand::Register { .. } | UserCommand::Invite { .. } => Err(UserRefusal::AlreadyRegistered),
            UserCommand::AcceptInvitation { .. } => Err(UserRefusal::NotGranted),
            UserCommand::SetRole { role } if *role == self.role => Ok(Outcome::AlreadySo),
            UserCommand::SetRole { role } => Ok(Outcome::one(UserEvent::RoleChanged { role: *role })),
            UserCommand::Deactivate if !self.active => Ok(Outcome::AlreadySo),
            UserCommand::Deactivate => Ok(Outcome::one(UserEvent::Deactivated)),
            UserCommand::Reactivate if self.active => Ok(Outcome::AlreadySo),
            UserCommand::Reactivate => Ok(Outcome::one(UserEvent::Reactivated)),
            UserCommand::Remove => Ok(Outcome::one(UserEvent::Removed)),
            UserCommand::AskReset { grant } => {
                self.usable()?;
                Ok(Outcome::one(UserEvent::PasswordResetAsked { grant: grant.clone() }))
            }
            UserCommand::ResetPassword { token, password, at } => {
                let granted = self.active && self.reset.as_ref().is_some_and(|grant| grant.fits(token, *at));
                if !granted {
                    return Err(UserRefusal::NotGranted);
                }
                let password = password.clone();
                Ok(Outcome::one(UserEvent::PasswordChanged { password, kept: None }))
            }
            UserCommand::ChangePassword { password, .. } if self.password == *password => {
                Ok(Outcome::AlreadySo)
            }
            UserCommand::ChangePassword { password, keep } => {
                self.usable()?;
                let password = password.clone();
                Ok(Outcome::one(UserEvent::PasswordChanged { password, kept: *keep }))
            }
            UserCommand::Session(command) => self.on_session(command),
            UserCommand::SecondFactor(command) => self.on_second_factor(command),
            UserCommand::Calendar(wish) => self.on_calendar(wish),
        }
    }
}

/// The address, case-folded. Only what every address has: mail alone proves the rest.
fn address(text: &str) -> Result<String, UserRefusal> {
    let text = text.trim().to_lowercase();
    let fits = text.len() <= 254
        && !text.contains(char::is_whitespace)
        && text
            .split_once('@')
            .is_some_and(|(local, host)| !local.is_empty() && host.contains('.') && !host.contains('@'));
    if fits { Ok(text) } else { Err(UserRefusal::NotAnAddress) }
}

fn called(name: &str) -> Result<String, UserRefusal> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 120 || !is_plain(name) {
        return Err(UserRefusal::NoName);
    }
    Ok(name.to_owned())
}
