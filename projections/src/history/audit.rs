//! What those who run the installation answer for: who came in or tried to, what was done to a business as a whole, and who was
//! erased.

use domain::Event;
use domain::business::BusinessEvent;
use domain::lead::LeadEvent;
use domain::user::UserEvent;

use super::AuditKind;

/// What an event is to the audit, and what is noted with it: a reason somebody gave, or where they came from.
pub(super) fn of(event: &Event) -> Option<(AuditKind, Option<String>)> {
    match event {
        Event::User(event) => of_user(event),
        Event::Business(event) => of_business(event),
        Event::Lead(LeadEvent::Forgotten) => Some((AuditKind::PersonErased, None)),
        Event::Number(_)
        | Event::Call(_)
        | Event::Lead(_)
        | Event::Calendar(_)
        | Event::Prompt(_)
        | Event::Reminder(_) => None,
    }
}

fn of_user(event: &UserEvent) -> Option<(AuditKind, Option<String>)> {
    match event {
        UserEvent::SignedIn { device, .. } => Some((AuditKind::SignedIn, Some(device.address.clone()))),
        UserEvent::SignInRefused { device, at: _ } => {
            Some((AuditKind::SignInRefused, Some(device.address.clone())))
        }
        UserEvent::BusinessLeft { session: _ } => Some((AuditKind::SupportLeft, None)),
        // The business's own event says which, and why.
        UserEvent::BusinessEntered { .. }
        | UserEvent::Registered { .. }
        | UserEvent::Invited { .. }
        | UserEvent::InvitationAccepted { .. }
        | UserEvent::PasswordChanged { .. }
        | UserEvent::PasswordResetAsked { .. }
        | UserEvent::RoleChanged { .. }
        | UserEvent::Deactivated
        | UserEvent::Reactivated
        | UserEvent::Removed
        | UserEvent::SessionRenewed { .. }
        | UserEvent::SessionEnded { .. }
        | UserEvent::SecondFactorBegun { .. }
        | UserEvent::SecondFactorEnabled { .. }
        | UserEvent::SecondFactorDisabled
        | UserEvent::ScheduleChanged { .. }
        | UserEvent::CalendarFeedIssued { .. }
        | UserEvent::CalendarFeedRevoked
        | UserEvent::PushAllowed { .. }
        | UserEvent::PushStopped { .. } => None,
    }
}

fn of_business(event: &BusinessEvent) -> Option<(AuditKind, Option<String>)> {
    match event {
        BusinessEvent::Opened { settings: _ } => Some((AuditKind::BusinessOpened, None)),
        BusinessEvent::Suspended { reason } => Some((AuditKind::BusinessSuspended, Some(reason.clone()))),
        BusinessEvent::Resumed => Some((AuditKind::BusinessResumed, None)),
        BusinessEvent::SupportEntered { reason } => Some((AuditKind::SupportEntered, Some(reason.clone()))),
        BusinessEvent::SettingsChanged { settings: _ } => None,
    }
}
