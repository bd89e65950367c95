//! An address signs up once; a grant works once; a session that was copied ends.

use super::*;
use crate::business::{OpenHours, WeeklyHours};
use crate::decider::Decider as _;
use crate::ids::{BusinessId, SessionId};
use crate::testing::{at, given, survives_the_log};

fn business() -> BusinessId {
    BusinessId::default_business()
}

fn hash(phc: &str) -> PasswordHash {
    PasswordHash::from_phc(phc)
}

fn register(email: &str) -> UserCommand {
    UserCommand::Register {
        email: email.to_owned(),
        name: " דנה ".to_owned(),
        business: business(),
        role: Role::Owner,
        password: hash("$argon2id$1"),
    }
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

fn sign_in(n: u128, time: &str, step: Option<u64>) -> UserCommand {
    UserCommand::Session(SessionCommand::SignIn { session: session(n), at: at(time), device: device(), step })
}

fn renew(generation: u32, at: jiff::Timestamp) -> UserCommand {
    UserCommand::Session(SessionCommand::Renew { session: session(1), generation, at })
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
fn a_new_password_ends_every_session_but_the_one_it_was_chosen_in() {
    use crate::decider::Decider as _;
    let changed = UserEvent::PasswordChanged { password: hash("2"), kept: Some(session(2)) };
    let user = User::fold(&[registered(), signed_in(1, "10:00"), signed_in(2, "10:01"), changed]);
    assert_eq!(user.account().unwrap().sessions.keys().collect::<Vec<_>>(), [&session(2)]);
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

#[test]
fn an_invitation_that_was_taken_back_lets_nobody_in_and_the_address_is_free() {
    given::<User>([invited()]).when(&UserCommand::Deactivate).then([UserEvent::Deactivated]);
    given::<User>([invited(), UserEvent::Deactivated])
        .when(&register("dana@example.com"))
        .then([registered()]);
}

#[test]
fn another_business_does_not_take_an_invitation_over() {
    let other = UserCommand::Invite {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business: BusinessId::named("other"),
        role: Role::Owner,
        grant: grant("bb"),
    };
    given::<User>([invited()]).when(&other).then_refused(&UserRefusal::AlreadyRegistered);
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
fn wrong_passwords_are_counted_until_the_right_one_or_an_hour() {
    use crate::decider::Decider as _;
    let refused = |time: &str| UserEvent::SignInRefused { at: at(time), device: device() };
    let count = |events: &[UserEvent]| User::fold(events).account().unwrap().failures.count;
    assert_eq!(count(&[registered(), refused("10:00"), refused("10:01")]), 2);
    assert_eq!(count(&[registered(), refused("10:00"), refused("11:01")]), 1);
    assert_eq!(count(&[registered(), refused("10:00"), signed_in(1, "10:01")]), 0);
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

fn on_calendar(wish: CalendarWish) -> UserCommand {
    UserCommand::Calendar(wish)
}

#[test]
fn hours_and_pauses_of_ones_own_are_changed_apart_and_given_up() {
    let evenings = || {
        let mut hours = WeeklyHours::usual();
        hours.0[0] =
            vec![OpenHours { from: jiff::civil::time(14, 0, 0, 0), to: jiff::civil::time(20, 0, 0, 0) }];
        hours
    };
    let schedule = |hours, buffer_minutes| CalendarWish::Schedule { hours, buffer_minutes };
    let changed =
        |hours, buffer_minutes| UserEvent::ScheduleChanged { schedule: Schedule { hours, buffer_minutes } };
    given::<User>([registered()])
        .when(&on_calendar(schedule(Some(Some(evenings())), None)))
        .then([changed(Some(evenings()), None)]);
    let own = changed(Some(evenings()), None);
    given::<User>([registered(), own.clone()])
        .when(&on_calendar(schedule(None, Some(Some(20)))))
        .then([changed(Some(evenings()), Some(20))]);
    given::<User>([registered(), own.clone()])
        .when(&on_calendar(schedule(Some(None), None)))
        .then([changed(None, None)]);
    given::<User>([registered(), own])
        .when(&on_calendar(schedule(Some(Some(evenings())), None)))
        .then_already_so();
    let mut wrong = evenings();
    wrong.0[0].reverse();
    wrong.0[0].push(wrong.0[0][0]);
    given::<User>([registered()])
        .when(&on_calendar(schedule(Some(Some(wrong)), None)))
        .then_refused(&UserRefusal::BadHours);
    given::<User>([registered()])
        .when(&on_calendar(schedule(None, Some(Some(121)))))
        .then_refused(&UserRefusal::BadBuffer);
    given::<User>([invited()])
        .when(&on_calendar(schedule(Some(None), None)))
        .then_refused(&UserRefusal::Unknown);
}

fn feed(hash: &str) -> Feed {
    Feed { nonce: "n".to_owned(), hash: token(hash), issued_at: at("10:00") }
}

fn issued(hash: &str) -> UserEvent {
    UserEvent::CalendarFeedIssued { feed: feed(hash) }
}

#[test]
fn a_calendar_is_read_under_its_newest_address_until_that_is_taken_back() {
    use crate::decider::Decider as _;
    let reads = |events: &[UserEvent], hash: &str| User::fold(events).account().unwrap().feeds(&token(hash));
    given::<User>([registered()])
        .when(&on_calendar(CalendarWish::IssueFeed { feed: feed("aa") }))
        .then([issued("aa")]);
    assert!(reads(&[registered(), issued("aa")], "aa"));
    let again = [registered(), issued("aa"), issued("bb")];
    assert!(reads(&again, "bb") && !reads(&again, "aa"));
    given::<User>(again).when(&on_calendar(CalendarWish::RevokeFeed)).then([UserEvent::CalendarFeedRevoked]);
    let none = [registered(), issued("aa"), UserEvent::CalendarFeedRevoked];
    assert!(!reads(&none, "aa"));
    given::<User>(none).when(&on_calendar(CalendarWish::RevokeFeed)).then_already_so();
    // Who is let in again asks for a new address.
    assert!(!reads(&[registered(), issued("aa"), UserEvent::Deactivated, UserEvent::Reactivated], "aa"));
}

fn target(sealed: &str) -> PushTarget {
    PushTarget { sealed: sealed.to_owned(), service: "push.example.com".to_owned(), since: at("10:30") }
}

fn pushed(n: u128, sealed: &str) -> UserEvent {
    UserEvent::PushAllowed { session: session(n), target: target(sealed) }
}

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
