//! An address signs up once.

use super::*;
use crate::testing::{given, survives_the_log};

fn register(email: &str) -> UserCommand {
    UserCommand::Register {
        email: email.to_owned(),
        name: " דנה ".to_owned(),
        business: BusinessId::default_business(),
        role: Role::Owner,
        password: PasswordHash::from_phc("$argon2id$1"),
    }
}

fn registered() -> UserEvent {
    UserEvent::Registered {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business: BusinessId::default_business(),
        role: Role::Owner,
        password: PasswordHash::from_phc("$argon2id$1"),
    }
}

#[test]
fn an_address_is_registered_in_lower_case() {
    given::<User>([]).when(&register(" Dana@Example.com ")).then([registered()]);
}

#[test]
fn an_address_is_registered_once() {
    given::<User>([registered()])
        .when(&register("dana@example.com"))
        .then_refused(&UserRefusal::AlreadyRegistered);
}

#[test]
fn what_is_no_address_is_refused() {
    for text in ["", "dana", "@example.com", "dana@example", "a b@example.com", "a@b@example.com"] {
        given::<User>([]).when(&register(text)).then_refused(&UserRefusal::NotAnAddress);
    }
}

#[test]
fn a_password_is_replaced_by_another_only() {
    let change = |phc: &str| UserCommand::ChangePassword { password: PasswordHash::from_phc(phc) };
    given::<User>([]).when(&change("x")).then_refused(&UserRefusal::Unknown);
    given::<User>([registered()]).when(&change("$argon2id$1")).then_already_so();
    given::<User>([registered()])
        .when(&change("$argon2id$2"))
        .then([UserEvent::PasswordChanged { password: PasswordHash::from_phc("$argon2id$2") }]);
}

#[test]
fn a_hash_is_never_printed() {
    assert!(!format!("{:?}", registered()).contains("argon2id"));
}

#[test]
fn every_event_survives_the_log() {
    survives_the_log(&registered());
    survives_the_log(&UserEvent::PasswordChanged { password: PasswordHash::from_phc("$argon2id$2") });
}
