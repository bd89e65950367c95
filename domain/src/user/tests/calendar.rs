//! Hours of one's own, and the address a calendar is read under.

use super::*;
use crate::business::OpenHours;
use crate::decider::Decider as _;

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

#[test]
fn a_calendar_is_read_under_its_newest_address_until_that_is_taken_back() {
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
