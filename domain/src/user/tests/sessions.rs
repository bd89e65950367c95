//! A refresh token is used up; a session that was copied ends.

use super::*;
use crate::decider::Decider as _;

fn sign_in(n: u128, time: &str, step: Option<u64>) -> UserCommand {
    UserCommand::Session(SessionCommand::SignIn { session: session(n), at: at(time), device: device(), step })
}

fn renew(generation: u32, at: jiff::Timestamp) -> UserCommand {
    UserCommand::Session(SessionCommand::Renew { session: session(1), generation, at })
}

#[test]
fn a_new_password_ends_every_session_but_the_one_it_was_chosen_in() {
    let changed = UserEvent::PasswordChanged { password: hash("2"), kept: Some(session(2)) };
    let user = User::fold(&[registered(), signed_in(1, "10:00"), signed_in(2, "10:01"), changed]);
    assert_eq!(user.account().unwrap().sessions.keys().collect::<Vec<_>>(), [&session(2)]);
}

#[test]
fn a_refresh_token_is_used_up() {
    given::<User>([registered(), signed_in(1, "10:00")])
        .when(&renew(0, at("10:15")))
        .then([renewed(1, "10:15")]);
}

#[test]
fn a_second_tab_that_refreshes_at_the_same_moment_is_no_thief() {
    let soon = at("10:15") + jiff::SignedDuration::from_secs(30);
    given::<User>([registered(), signed_in(1, "10:00"), renewed(1, "10:15")])
        .when(&renew(0, soon))
        .then_already_so();
}

#[test]
fn a_refresh_token_that_comes_again_ends_the_session_for_both() {
    let past = || [registered(), signed_in(1, "10:00"), renewed(1, "10:15"), renewed(1, "10:30")];
    given::<User>(past()).when(&renew(1, at("10:31"))).then([ended(1, SessionEnd::Reused)]);
    given::<User>(past()).when(&renew(0, at("10:30"))).then([ended(1, SessionEnd::Reused)]);
    given::<User>(past().into_iter().chain([ended(1, SessionEnd::Reused)]))
        .when(&renew(2, at("10:32")))
        .then_refused(&UserRefusal::NoSession);
}

#[test]
fn a_session_nobody_uses_is_over_after_two_weeks() {
    let last = at("10:00") + SESSION_IDLE;
    let second = jiff::SignedDuration::from_secs(1);
    let renewed = UserEvent::SessionRenewed { session: session(1), at: last - second };
    given::<User>([registered(), signed_in(1, "10:00")]).when(&renew(0, last - second)).then([renewed]);
    given::<User>([registered(), signed_in(1, "10:00")])
        .when(&renew(0, last))
        .then_refused(&UserRefusal::NoSession);
}

#[test]
fn the_idlest_session_makes_room() {
    let many = (0..SESSIONS_AT_ONCE as u128).map(|n| signed_in(n, &format!("10:{n:02}")));
    given::<User>([registered()].into_iter().chain(many))
        .when(&sign_in(99, "11:00", None))
        .then([ended(0, SessionEnd::Crowded), signed_in(99, "11:00")]);
}

#[test]
fn who_was_deactivated_is_signed_out_and_stays_out() {
    let past = || [registered(), signed_in(1, "10:00"), UserEvent::Deactivated];
    given::<User>(past()).when(&renew(0, at("10:15"))).then_refused(&UserRefusal::Inactive);
    given::<User>(past()).when(&sign_in(2, "10:15", None)).then_refused(&UserRefusal::Inactive);
    given::<User>(past()).when(&UserCommand::Deactivate).then_already_so();
    given::<User>(past()).when(&UserCommand::Reactivate).then([UserEvent::Reactivated]);
}

#[test]
fn a_code_works_once() {
    let on = || {
        let begun = UserEvent::SecondFactorBegun { nonce: "n".to_owned() };
        [registered(), begun, UserEvent::SecondFactorEnabled { step: 100 }]
    };
    for (step, refusal) in [
        (Some(100), Some(UserRefusal::CodeUsed)),
        (Some(99), Some(UserRefusal::CodeUsed)),
        (None, Some(UserRefusal::NoSecondFactor)),
        (Some(101), None),
    ] {
        let when = given::<User>(on()).when(&sign_in(1, "10:00", step));
        match refusal {
            Some(refusal) => when.then_refused(&refusal),
            None => when.then([UserEvent::SignedIn {
                session: session(1),
                at: at("10:00"),
                device: device(),
                step,
            }]),
        }
    }
    let begin = UserCommand::SecondFactor(FactorCommand::Begin { nonce: "m".to_owned() });
    given::<User>(on()).when(&begin).then_refused(&UserRefusal::SecondFactorOn);
}

#[test]
fn only_a_platform_admin_enters_another_business() {
    let enter = UserCommand::Session(SessionCommand::Enter { session: session(1), business: business() });
    let entered = UserEvent::BusinessEntered { session: session(1), business: business() };
    given::<User>([registered(), signed_in(1, "10:00")])
        .when(&enter)
        .then_refused(&UserRefusal::NotPlatformAdmin);
    let admin = || [registered_as(Role::PlatformAdmin), signed_in(1, "10:00")];
    given::<User>(admin()).when(&enter).then([entered.clone()]);
    given::<User>(admin().into_iter().chain([entered])).when(&enter).then_already_so();
}

#[test]
fn who_is_no_platform_admin_any_more_is_back_where_they_work() {
    let entered = UserEvent::BusinessEntered { session: session(1), business: business() };
    let demoted = UserEvent::RoleChanged { role: Role::Owner };
    let user = User::fold(&[registered_as(Role::PlatformAdmin), signed_in(1, "10:00"), entered, demoted]);
    assert_eq!(user.account().unwrap().sessions[&session(1)].within, None);
}

#[test]
fn wrong_passwords_are_counted_until_the_right_one_or_an_hour() {
    let refused = |time: &str| UserEvent::SignInRefused { at: at(time), device: device() };
    let count = |events: &[UserEvent]| User::fold(events).account().unwrap().failures.count;
    assert_eq!(count(&[registered(), refused("10:00"), refused("10:01")]), 2);
    assert_eq!(count(&[registered(), refused("10:00"), refused("11:01")]), 1);
    assert_eq!(count(&[registered(), refused("10:00"), signed_in(1, "10:01")]), 0);
}
