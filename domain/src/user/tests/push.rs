//! A browser is told where it asked to be, until that is taken back.

use super::*;
use crate::decider::Decider as _;

fn allow_push(n: u128, sealed: &str) -> UserCommand {
    UserCommand::Session(SessionCommand::AllowPush { session: session(n), target: target(sealed) })
}

fn move_push(n: u128, sealed: &str) -> UserCommand {
    UserCommand::Session(SessionCommand::MovePush { session: session(n), target: target(sealed) })
}

fn stop_push(n: u128, gone: Option<&str>) -> UserCommand {
    UserCommand::Session(SessionCommand::StopPush { session: session(n), gone: gone.map(target) })
}

#[test]
fn a_session_is_told_where_it_asked_to_be() {
    let signed = [registered(), signed_in(1, "10:00")];
    given::<User>(signed.clone()).when(&allow_push(1, "aa")).then([pushed(1, "aa")]);
    given::<User>(signed.clone()).when(&allow_push(2, "aa")).then_refused(&UserRefusal::NoSession);
    let [registered, signed_in] = signed;
    let told = [registered, signed_in, pushed(1, "aa")];
    given::<User>(told.clone()).when(&allow_push(1, "aa")).then_already_so();
    given::<User>(told.clone()).when(&allow_push(1, "bb")).then([pushed(1, "bb")]);
    given::<User>(told.clone()).when(&move_push(1, "bb")).then([pushed(1, "bb")]);
    let stopped = UserEvent::PushStopped { session: session(1) };
    given::<User>(told.clone()).when(&stop_push(1, None)).then([stopped.clone()]);
    given::<User>(told.clone()).when(&stop_push(1, Some("aa"))).then([stopped]);
    // It was allowed anew meanwhile.
    given::<User>(told.clone()).when(&stop_push(1, Some("bb"))).then_already_so();
    given::<User>(told.clone()).when(&stop_push(2, None)).then_refused(&UserRefusal::NoSession);
    // It was taken back while the browser was about to say where it is reached now.
    let taken_back = told.into_iter().chain([UserEvent::PushStopped { session: session(1) }]);
    given::<User>(taken_back).when(&move_push(1, "bb")).then_already_so();
}

#[test]
fn who_is_signed_out_is_told_nothing() {
    let told = [registered(), signed_in(1, "10:00"), signed_in(2, "10:00"), pushed(1, "aa"), pushed(2, "bb")];
    let reached = |more: &[UserEvent], at| {
        let mut user = User::default();
        told.iter().chain(more).for_each(|event| user.evolve(event));
        let account = user.account().expect("an account");
        account.push_targets(at).map(|(_, target)| target.sealed.clone()).collect::<Vec<_>>()
    };
    assert_eq!(reached(&[], at("11:00")), ["aa", "bb"]);
    assert_eq!(reached(&[ended(1, SessionEnd::SignedOut)], at("11:00")), ["bb"]);
    let changed = UserEvent::PasswordChanged { password: hash("2"), kept: Some(session(1)) };
    assert_eq!(reached(&[changed], at("11:00")), ["aa"]);
    assert!(reached(&[UserEvent::Deactivated], at("11:00")).is_empty());
    assert!(reached(&[], at("11:00") + SESSION_IDLE).is_empty());
}
