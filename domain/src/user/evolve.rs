//! What each event makes of a user. Events that cannot be in a log the decider wrote change nothing.

use jiff::Timestamp;

use super::account::{Account, Failures, Invitation, OpenSession};
use super::{SecondFactor, User, UserEvent};
use crate::ids::SessionId;

/// Wrong passwords older than this are forgiven.
const FORGIVEN: jiff::SignedDuration = jiff::SignedDuration::from_hours(1);

impl User {
    pub(super) fn apply(&mut self, event: &UserEvent) {
        match event {
            UserEvent::Registered { email, name, business, role, password } => {
                let account = Account::new(email.clone(), name.clone(), *business, *role, password.clone());
                *self = Self::Registered(Box::new(account));
            }
            UserEvent::Invited { email, name, business, role, grant } => {
                let (email, name, grant) = (email.clone(), name.clone(), grant.clone());
                let (business, role) = (*business, *role);
                *self = Self::Invited(Box::new(Invitation { email, name, business, role, grant }));
            }
            UserEvent::InvitationAccepted { name, password } => {
                if let Self::Invited(asked) = self {
                    let (email, role) = (asked.email.clone(), asked.role);
                    let account = Account::new(email, name.clone(), asked.business, role, password.clone());
                    *self = Self::Registered(Box::new(account));
                }
            }
            UserEvent::RoleChanged { role } => match self {
                Self::Invited(invitation) => invitation.role = *role,
                Self::Registered(account) => {
                    account.role = *role;
                    // Another role has another business's door closed behind it.
                    account.sessions.values_mut().for_each(|held| held.within = None);
                }
                Self::Unknown | Self::Gone => {}
            },
            UserEvent::Deactivated if matches!(self, Self::Invited(_)) => *self = Self::Gone,
            UserEvent::Removed => *self = Self::Gone,
            UserEvent::PasswordChanged { .. }
            | UserEvent::PasswordResetAsked { .. }
            | UserEvent::Deactivated
            | UserEvent::Reactivated
            | UserEvent::SignInRefused { .. }
            | UserEvent::SecondFactorBegun { .. }
            | UserEvent::SecondFactorEnabled { .. }
            | UserEvent::SecondFactorDisabled
            | UserEvent::SignedIn { .. }
            | UserEvent::SessionRenewed { .. }
            | UserEvent::SessionEnded { .. }
            | UserEvent::BusinessEntered { .. }
            | UserEvent::BusinessLeft { .. }
            | UserEvent::ScheduleChanged { .. }
            | UserEvent::CalendarFeedIssued { .. }
            | UserEvent::CalendarFeedRevoked
            | UserEvent::PushAllowed { .. }
            | UserEvent::PushStopped { .. } => {
                if let Self::Registered(account) = self {
                    account.apply(event);
                }
            }
        }
    }
}

impl Account {
    fn apply(&mut self, event: &UserEvent) {
        match event {
            UserEvent::PasswordChanged { password, kept } => {
                self.password = password.clone();
                self.sessions.retain(|id, _| Some(*id) == *kept);
                self.failures = Failures::default();
                self.reset = None;
            }
            UserEvent::PasswordResetAsked { grant } => self.reset = Some(grant.clone()),
            UserEvent::Deactivated => {
                self.active = false;
                self.sessions.clear();
                self.reset = None;
                self.feed = None;
            }
            UserEvent::Reactivated => self.active = true,
            UserEvent::SignInRefused { at, .. } => self.failures.add(*at),
            UserEvent::SecondFactorBegun { nonce } => {
                self.second_factor = SecondFactor::Begun { nonce: nonce.clone() };
            }
            UserEvent::SecondFactorEnabled { step } => self.code_used(*step),
            UserEvent::SecondFactorDisabled => self.second_factor = SecondFactor::Off,
            UserEvent::SignedIn { session, at, device, step } => {
                self.sessions.retain(|_, held| held.lives(*at));
                let (opened_at, renewed_at, device) = (*at, *at, device.clone());
                let opened =
                    OpenSession { opened_at, renewed_at, generation: 0, device, within: None, push: None };
                self.sessions.insert(*session, opened);
                self.failures = Failures::default();
                if let Some(step) = step {
                    self.code_used(*step);
                }
            }
            UserEvent::SessionRenewed { session, at } => self.on(*session, |held| {
                held.generation += 1;
                held.renewed_at = *at;
            }),
            UserEvent::SessionEnded { session, why: _ } => drop(self.sessions.remove(session)),
            UserEvent::BusinessEntered { session, business } => {
                self.on(*session, |held| held.within = Some(*business));
            }
            UserEvent::BusinessLeft { session } => self.on(*session, |held| held.within = None),
            UserEvent::ScheduleChanged { schedule } => self.schedule = schedule.clone(),
            UserEvent::CalendarFeedIssued { feed } => self.feed = Some(feed.clone()),
            UserEvent::CalendarFeedRevoked => self.feed = None,
            UserEvent::PushAllowed { session, target } => {
                self.on(*session, |held| held.push = Some(target.clone()));
            }
            UserEvent::PushStopped { session } => self.on(*session, |held| held.push = None),
            UserEvent::Registered { .. }
            | UserEvent::Invited { .. }
            | UserEvent::InvitationAccepted { .. }
            | UserEvent::RoleChanged { .. }
            | UserEvent::Removed => {}
        }
    }

    fn on(&mut self, session: SessionId, change: impl FnOnce(&mut OpenSession)) {
        if let Some(held) = self.sessions.get_mut(&session) {
            change(held);
        }
    }

    fn code_used(&mut self, step: u64) {
        if let SecondFactor::Begun { nonce } | SecondFactor::On { nonce, .. } = &self.second_factor {
            self.second_factor = SecondFactor::On { nonce: nonce.clone(), step };
        }
    }
}

impl Failures {
    /// One more. Those long past are forgiven.
    pub fn add(&mut self, at: Timestamp) {
        let recent = self.last.is_some_and(|last| at.duration_since(last) <= FORGIVEN);
        self.count = if recent { self.count.saturating_add(1) } else { 1 };
        self.last = Some(at);
    }
}
