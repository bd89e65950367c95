//! An address signs up once; a grant works once and in time.

use super::*;
use crate::decider::Decider as _;

fn register(email: &str) -> UserCommand {
    register_at(business(), email)
}

fn register_at(business: BusinessId, email: &str) -> UserCommand {
    UserCommand::Register {
        email: email.to_owned(),
        name: " דנה ".to_owned(),
        business,
        role: Role::Owner,
        password: hash("$argon2id$1"),
    }
}

#[test]
fn an_address_is_registered_in_lower_case() {
    given::<User>([]).when(&register(" Dana@Example.com ")).then([registered()]);
}

#[test]
fn an_address_is_registered_once() {
    let refusal = UserRefusal::AlreadyRegistered;
    given::<User>([registered()]).when(&register("dana@example.com")).then_refused(&refusal);
}

#[test]
fn what_is_no_address_is_refused() {
    for text in ["", "dana", "@example.com", "dana@example", "a b@example.com", "a@b@example.com"] {
        given::<User>([]).when(&register(text)).then_refused(&UserRefusal::NotAnAddress);
    }
}

#[test]
fn a_password_is_replaced_by_another_only() {
    let change = |phc: &str| UserCommand::ChangePassword { password: hash(phc), keep: None };
    given::<User>([]).when(&change("x")).then_refused(&UserRefusal::Unknown);
    given::<User>([registered()]).when(&change("$argon2id$1")).then_already_so();
    let changed = UserEvent::PasswordChanged { password: hash("$argon2id$2"), kept: None };
    given::<User>([registered()]).when(&change("$argon2id$2")).then([changed]);
}

#[test]
fn an_invitation_is_accepted_once_and_in_time() {
    let accept = |hash: &str, time: &str| UserCommand::AcceptInvitation {
        token: token(hash),
        name: "דנה כהן".to_owned(),
        password: PasswordHash::from_phc("2"),
        at: at(time),
    };
    let accepted = UserEvent::InvitationAccepted { name: "דנה כהן".to_owned(), password: hash("2") };
    given::<User>([invited()]).when(&accept("aa", "11:59")).then([accepted.clone()]);
    for refused in [accept("aa", "12:00"), accept("bb", "11:00")] {
        given::<User>([invited()]).when(&refused).then_refused(&UserRefusal::NotGranted);
    }
    given::<User>([invited(), accepted]).when(&accept("aa", "11:59")).then_refused(&UserRefusal::NotGranted);
    given::<User>([]).when(&accept("aa", "11:59")).then_refused(&UserRefusal::NotGranted);
}

fn invite_to(business: BusinessId) -> UserCommand {
    UserCommand::Invite {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business,
        role: Role::Owner,
        grant: grant("bb"),
    }
}

#[test]
fn an_invitation_that_was_taken_back_lets_nobody_in_for_good() {
    given::<User>([invited()]).when(&UserCommand::Deactivate).then([UserEvent::Deactivated]);
    let taken_back = || given::<User>([invited(), UserEvent::Deactivated]);
    let other = BusinessId::named("other");
    for begun in [register("dana@example.com"), invite_to(business()), invite_to(other)] {
        taken_back().when(&begun).then_refused(&UserRefusal::Gone);
    }
    let accept = UserCommand::AcceptInvitation {
        token: token("aa"),
        name: "דנה".to_owned(),
        password: hash("2"),
        at: at("11:00"),
    };
    taken_back().when(&accept).then_refused(&UserRefusal::NotGranted);
    taken_back().when(&UserCommand::Reactivate).then_refused(&UserRefusal::Unknown);
}

#[test]
fn who_was_removed_is_gone_for_good() {
    for before in [vec![registered()], vec![registered(), UserEvent::Deactivated]] {
        given::<User>(before).when(&UserCommand::Remove).then([UserEvent::Removed]);
    }
    given::<User>([invited()]).when(&UserCommand::Remove).then([UserEvent::Deactivated]);
    given::<User>([]).when(&UserCommand::Remove).then_refused(&UserRefusal::Unknown);
    let removed = || given::<User>([registered(), signed_in(1, "10:00"), UserEvent::Removed]);
    removed().when(&UserCommand::Remove).then_already_so();
    removed().when(&UserCommand::Reactivate).then_refused(&UserRefusal::Unknown);
    removed().when(&register("dana@example.com")).then_refused(&UserRefusal::Gone);
    let renew = SessionCommand::Renew { session: session(1), generation: 0, at: at("10:01") };
    removed().when(&UserCommand::Session(renew)).then_refused(&UserRefusal::Unknown);
}

#[test]
fn whoever_has_the_address_next_is_somebody_else() {
    let state = User::fold(&[invited(), UserEvent::Deactivated]);
    assert!(UserId::is_over(&state) && state.business().is_none() && state.active().is_none());
    for events in [vec![], vec![invited()], vec![registered(), UserEvent::Deactivated]] {
        assert!(!UserId::is_over(&User::fold(&events)));
    }
    let (first, other) = (UserId::of_email("dana@example.com"), UserId::of_email("noa@example.com"));
    let holders = [first.after(0), first.after(1), first.after(2), other.after(1)];
    assert_eq!(holders[0], first);
    assert_eq!(std::collections::BTreeSet::from(holders).len(), 4);
}

#[test]
fn an_invitation_that_was_taken_back_and_made_again_in_one_stream_is_read_as_it_was() {
    let state = User::fold(&[invited(), UserEvent::Deactivated, invited()]);
    assert!(matches!(state, User::Invited(_)));
}

#[test]
fn another_business_does_not_take_an_invitation_over() {
    let other = BusinessId::named("other");
    for over in [invite_to(other), register_at(other, "dana@example.com")] {
        given::<User>([invited()]).when(&over).then_refused(&UserRefusal::AlreadyRegistered);
    }
    given::<User>([invited()]).when(&register("dana@example.com")).then([registered()]);
}

#[test]
fn a_reset_works_once_in_time_and_with_the_newest_mail_only() {
    let asked = |hash: &str| UserEvent::PasswordResetAsked { grant: grant(hash) };
    let reset = |hash: &str, time: &str| UserCommand::ResetPassword {
        token: token(hash),
        password: PasswordHash::from_phc("2"),
        at: at(time),
    };
    let changed = UserEvent::PasswordChanged { password: hash("2"), kept: None };
    given::<User>([registered(), asked("aa")]).when(&reset("aa", "11:00")).then([changed.clone()]);
    let refused = UserRefusal::NotGranted;
    given::<User>([registered(), asked("aa")]).when(&reset("aa", "12:00")).then_refused(&refused);
    given::<User>([registered(), asked("aa"), asked("bb")])
        .when(&reset("aa", "11:00"))
        .then_refused(&refused);
    given::<User>([registered(), asked("aa"), changed]).when(&reset("aa", "11:00")).then_refused(&refused);
    given::<User>([registered()]).when(&reset("aa", "11:00")).then_refused(&refused);
}

#[test]
fn passwords_everybody_guesses_are_refused() {
    let check = |text: &str| check_password(text, "Dana.Cohen@example.com");
    assert_eq!(check("אבגדהוז"), Err(WeakPassword::Length));
    assert_eq!(check(&"ab".repeat(65)), Err(WeakPassword::Length));
    assert_eq!(check("Password123"), Err(WeakPassword::Common));
    assert_eq!(check("aaaaaaaaaa"), Err(WeakPassword::Common));
    assert_eq!(check("dana.cohen"), Err(WeakPassword::Address));
    assert_eq!(check("dana.cohen@EXAMPLE.com"), Err(WeakPassword::Address));
    assert_eq!(check("סוס נכון בטרייה"), Ok(()));
}
