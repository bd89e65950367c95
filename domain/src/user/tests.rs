//! What several stories of a person need, and what holds for every event.

mod account;
mod calendar;
mod push;
mod sessions;

use super::*;
use crate::business::WeeklyHours;
use crate::ids::{BusinessId, SessionId};
use crate::testing::{at, given, survives_the_log};

fn business() -> BusinessId {
    BusinessId::default_business()
}

fn hash(phc: &str) -> PasswordHash {
    PasswordHash::from_phc(phc)
}

fn registered_as(role: Role) -> UserEvent {
    UserEvent::Registered {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business: business(),
        role,
        password: hash("$argon2id$1"),
    }
}

fn registered() -> UserEvent {
    registered_as(Role::Owner)
}

fn token(text: &str) -> GrantHash {
    GrantHash::from_hex(text)
}

fn grant(hash: &str) -> Grant {
    Grant { nonce: "n".to_owned(), hash: token(hash), expires_at: at("12:00") }
}

fn invited() -> UserEvent {
    UserEvent::Invited {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business: business(),
        role: Role::Agent,
        grant: grant("aa"),
    }
}

fn session(n: u128) -> SessionId {
    SessionId::from_uuid(uuid::Uuid::from_u128(n))
}

fn device() -> Device {
    Device { address: "192.0.2.7".to_owned(), agent: "Firefox".to_owned() }
}

fn signed_in(n: u128, time: &str) -> UserEvent {
    UserEvent::SignedIn { session: session(n), at: at(time), device: device(), step: None }
}

fn renewed(n: u128, time: &str) -> UserEvent {
    UserEvent::SessionRenewed { session: session(n), at: at(time) }
}

fn ended(n: u128, why: SessionEnd) -> UserEvent {
    UserEvent::SessionEnded { session: session(n), why }
}

fn feed(hash: &str) -> Feed {
    Feed { nonce: "n".to_owned(), hash: token(hash), issued_at: at("10:00") }
}

fn issued(hash: &str) -> UserEvent {
    UserEvent::CalendarFeedIssued { feed: feed(hash) }
}

fn target(sealed: &str) -> PushTarget {
    PushTarget { sealed: sealed.to_owned(), service: "push.example.com".to_owned(), since: at("10:30") }
}

fn pushed(n: u128, sealed: &str) -> UserEvent {
    UserEvent::PushAllowed { session: session(n), target: target(sealed) }
}

#[test]
fn nothing_that_proves_a_person_is_printed() {
    let printed = format!("{:?} {:?} {:?}", registered(), invited(), [issued("aa"), pushed(1, "aa")]);
    assert!(!printed.contains("argon2id") && !printed.contains("\"aa\""), "{printed}");
}

#[test]
fn every_event_survives_the_log() {
    for event in [
        registered(),
        invited(),
        UserEvent::InvitationAccepted { name: "דנה".to_owned(), password: hash("2") },
        UserEvent::PasswordChanged { password: hash("2"), kept: None },
        UserEvent::PasswordChanged { password: hash("2"), kept: Some(session(1)) },
        UserEvent::PasswordResetAsked { grant: grant("aa") },
        UserEvent::RoleChanged { role: Role::Viewer },
        UserEvent::Deactivated,
        UserEvent::Reactivated,
        UserEvent::Removed,
        signed_in(1, "10:00"),
        UserEvent::SignedIn { session: session(1), at: at("10:00"), device: device(), step: Some(5) },
        UserEvent::SignInRefused { at: at("10:00"), device: device() },
        renewed(1, "10:00"),
        ended(1, SessionEnd::Revoked),
        UserEvent::SecondFactorBegun { nonce: "n".to_owned() },
        UserEvent::SecondFactorEnabled { step: 1 },
        UserEvent::SecondFactorDisabled,
        UserEvent::BusinessEntered { session: session(1), business: business() },
        UserEvent::BusinessLeft { session: session(1) },
        UserEvent::ScheduleChanged { schedule: Schedule::default() },
        UserEvent::ScheduleChanged {
            schedule: Schedule { hours: Some(WeeklyHours::usual()), buffer_minutes: Some(15) },
        },
        issued("aa"),
        UserEvent::CalendarFeedRevoked,
        pushed(1, "aa"),
        UserEvent::PushStopped { session: session(1) },
    ] {
        survives_the_log(&event);
    }
}
