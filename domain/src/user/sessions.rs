//! Decisions about sessions and the second factor of an account.

use super::account::Account;
use super::refresh::{Refresh, SESSIONS_AT_ONCE};
use super::{FactorCommand, Role, SecondFactor, SessionCommand, SessionEnd, UserEvent, UserRefusal};
use crate::decider::Outcome;
use crate::ids::{BusinessId, SessionId};

pub(super) type Decision = Result<Outcome<UserEvent>, UserRefusal>;

impl Account {
    pub(super) fn usable(&self) -> Result<(), UserRefusal> {
        if self.active { Ok(()) } else { Err(UserRefusal::Inactive) }
    }

    pub(super) fn on_session(&self, command: &SessionCommand) -> Decision {
        match command {
            SessionCommand::Refuse { at, device } => {
                Ok(Outcome::one(UserEvent::SignInRefused { at: *at, device: device.clone() }))
            }
            SessionCommand::SignIn { session, .. } if self.sessions.contains_key(session) => {
                Ok(Outcome::AlreadySo)
            }
            SessionCommand::SignIn { session, at, device, step } => {
                self.usable()?;
                self.unused(*step)?;
                let (session, at, device, step) = (*session, *at, device.clone(), *step);
                let begun = UserEvent::SignedIn { session, at, device, step };
                Ok(Outcome::Decided(self.crowded_out().into_iter().chain([begun]).collect()))
            }
            SessionCommand::Renew { session, generation, at } => {
                self.usable()?;
                let held = self.session(*session, *at).ok_or(UserRefusal::NoSession)?;
                Ok(match held.refresh(*generation, *at) {
                    Refresh::Newest => Outcome::one(UserEvent::SessionRenewed { session: *session, at: *at }),
                    Refresh::Again => Outcome::AlreadySo,
                    Refresh::Reused => over(*session, SessionEnd::Reused),
                })
            }
            SessionCommand::End { session, .. } if !self.sessions.contains_key(session) => {
                Ok(Outcome::AlreadySo)
            }
            SessionCommand::End { session, why } => Ok(over(*session, *why)),
            SessionCommand::Enter { session, business } => self.enter(*session, *business),
            SessionCommand::Leave { session } => {
                let held = self.sessions.get(session).ok_or(UserRefusal::NoSession)?;
                if held.within.is_none() {
                    return Ok(Outcome::AlreadySo);
                }
                Ok(Outcome::one(UserEvent::BusinessLeft { session: *session }))
            }
            SessionCommand::AllowPush { session, target } => self.allow_push(*session, target),
            SessionCommand::MovePush { session, target } => self.move_push(*session, target),
            SessionCommand::StopPush { session, gone } => self.stop_push(*session, gone.as_ref()),
        }
    }

    /// A code works once, and none older than it after it.
    fn unused(&self, step: Option<u64>) -> Result<(), UserRefusal> {
        match (&self.second_factor, step) {
            (SecondFactor::On { step: used, .. }, Some(step)) if step <= *used => Err(UserRefusal::CodeUsed),
            (SecondFactor::On { .. }, None) => Err(UserRefusal::NoSecondFactor),
            (SecondFactor::Off | SecondFactor::Begun { .. } | SecondFactor::On { .. }, _) => Ok(()),
        }
    }

    fn enter(&self, session: SessionId, business: BusinessId) -> Decision {
        if self.role != Role::PlatformAdmin {
            return Err(UserRefusal::NotPlatformAdmin);
        }
        let held = self.sessions.get(&session).ok_or(UserRefusal::NoSession)?;
        if held.within == Some(business) {
            return Ok(Outcome::AlreadySo);
        }
        Ok(Outcome::one(UserEvent::BusinessEntered { session, business }))
    }

    /// The session that makes room for one more, when there is no room.
    fn crowded_out(&self) -> Option<UserEvent> {
        let idlest = self.sessions.iter().min_by_key(|(_, session)| session.renewed_at);
        let (session, _) = idlest.filter(|_| self.sessions.len() >= SESSIONS_AT_ONCE)?;
        Some(UserEvent::SessionEnded { session: *session, why: SessionEnd::Crowded })
    }

    pub(super) fn on_second_factor(&self, command: &FactorCommand) -> Decision {
        self.usable()?;
        match (&self.second_factor, command) {
            (SecondFactor::On { .. }, FactorCommand::Begin { .. }) => Err(UserRefusal::SecondFactorOn),
            (SecondFactor::Off | SecondFactor::Begun { .. }, FactorCommand::Begin { nonce }) => {
                Ok(Outcome::one(UserEvent::SecondFactorBegun { nonce: nonce.clone() }))
            }
            (SecondFactor::Begun { .. }, FactorCommand::Enable { step }) => {
                Ok(Outcome::one(UserEvent::SecondFactorEnabled { step: *step }))
            }
            (SecondFactor::Off, FactorCommand::Enable { .. }) => Err(UserRefusal::NoSecondFactor),
            (SecondFactor::On { .. }, FactorCommand::Enable { .. })
            | (SecondFactor::Off, FactorCommand::Disable) => Ok(Outcome::AlreadySo),
            (SecondFactor::Begun { .. } | SecondFactor::On { .. }, FactorCommand::Disable) => {
                Ok(Outcome::one(UserEvent::SecondFactorDisabled))
            }
        }
    }
}

fn over(session: SessionId, why: SessionEnd) -> Outcome<UserEvent> {
    Outcome::one(UserEvent::SessionEnded { session, why })
}
