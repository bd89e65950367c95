//! A reminder is due once an occurrence, done once an occurrence, and keeps its hour on the wall.

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;
use crate::decider::Decider;
use crate::ids::{BusinessId, LeadId, UserId};
use crate::testing::{after, at, given, survives_the_log};

fn dana() -> UserId {
    UserId::of_email("dana@example.com")
}

fn noa() -> UserId {
    UserId::of_email("noa@example.com")
}

fn what(due: Timestamp, repeat: Repeat) -> NewReminder {
    let business = BusinessId::default_business();
    let lead = Some(LeadId::derive(business, &"+972525550123".parse().unwrap()));
    NewReminder { business, assignee: dana(), lead, text: "להתקשר".to_owned(), due, repeat }
}

fn created(due: Timestamp, repeat: Repeat) -> ReminderEvent {
    ReminderEvent::Created { reminder: what(due, repeat) }
}

fn once() -> ReminderEvent {
    created(at("10:00"), Repeat::Never)
}

fn daily() -> ReminderEvent {
    created(at("10:00"), Repeat::Daily)
}

fn create(text: &str, due: &str) -> ReminderCommand {
    let reminder = NewReminder { text: text.to_owned(), ..what(at(due), Repeat::Never) };
    ReminderCommand::Create { reminder, now: at("09:00") }
}

fn complete(now: &str) -> ReminderCommand {
    ReminderCommand::Complete { seen: None, now: at(now) }
}

fn come_due(due: &str, now: &str) -> ReminderCommand {
    ReminderCommand::ComeDue { due: at(due), now: at(now) }
}

fn due(time: &str) -> ReminderEvent {
    ReminderEvent::CameDue { due: at(time) }
}

fn tomorrow(time: &str) -> Timestamp {
    at(time) + SignedDuration::from_hours(24)
}

#[test]
fn a_reminder_is_made_once() {
    given::<Reminder>([]).when(&create(" להתקשר ", "10:00")).then([once()]);
    given::<Reminder>([once()]).when(&create("אחר", "11:00")).then_already_so();
}

#[test]
fn it_says_something_and_is_for_the_future() {
    given::<Reminder>([]).when(&create(" ", "10:00")).then_refused(&ReminderRefusal::BadText);
    given::<Reminder>([]).when(&create(&"א".repeat(501), "10:00")).then_refused(&ReminderRefusal::BadText);
    given::<Reminder>([]).when(&create("להתקשר", "09:00")).then_refused(&ReminderRefusal::InThePast);
}

#[test]
fn nothing_can_be_asked_of_what_is_not_there() {
    given::<Reminder>([]).when(&complete("10:00")).then_refused(&ReminderRefusal::Unknown);
    given::<Reminder>([]).when(&ReminderCommand::Cancel).then_refused(&ReminderRefusal::Unknown);
    given::<Reminder>([once(), ReminderEvent::Cancelled])
        .when(&complete("10:00"))
        .then_refused(&ReminderRefusal::Unknown);
}

#[test]
fn its_time_comes_once_and_not_before() {
    given::<Reminder>([once()]).when(&come_due("10:00", "09:59")).then_refused(&ReminderRefusal::NotYet);
    given::<Reminder>([once()]).when(&come_due("10:00", "10:00")).then([due("10:00")]);
    given::<Reminder>([once(), due("10:00")]).when(&come_due("10:00", "10:01")).then_already_so();
}

#[test]
fn the_time_that_was_put_off_never_comes() {
    let snoozed = ReminderEvent::Snoozed { until: at("10:30") };
    given::<Reminder>([once(), snoozed.clone()]).when(&come_due("10:00", "10:00")).then_already_so();
    given::<Reminder>([once(), due("10:00"), snoozed]).when(&come_due("10:30", "10:30")).then([due("10:30")]);
}

#[test]
fn what_is_done_does_not_come_due_and_is_not_put_off() {
    let done = ReminderEvent::Completed { due: at("10:00"), next: None };
    given::<Reminder>([once(), done.clone()]).when(&come_due("10:00", "10:00")).then_already_so();
    given::<Reminder>([once(), done.clone()]).when(&complete("10:00")).then_already_so();
    let snooze = ReminderCommand::Snooze { until: at("11:00"), now: at("10:00") };
    given::<Reminder>([once(), done]).when(&snooze).then_refused(&ReminderRefusal::Done);
}

#[test]
fn what_repeats_is_done_for_this_time() {
    let done = ReminderEvent::Completed { due: at("10:00"), next: Some(tomorrow("10:00")) };
    given::<Reminder>([daily()]).when(&complete("10:05")).then([done.clone()]);
    // Days later: what was missed meanwhile does not pile up.
    let late = ReminderCommand::Complete { seen: None, now: at("10:05") + SignedDuration::from_hours(72) };
    let next = at("10:00") + SignedDuration::from_hours(96);
    given::<Reminder>([daily()])
        .when(&late)
        .then([ReminderEvent::Completed { due: at("10:00"), next: Some(next) }]);
    // Two people tick the same occurrence.
    let same = ReminderCommand::Complete { seen: Some(at("10:00")), now: at("10:06") };
    given::<Reminder>([daily(), done]).when(&same).then_already_so();
}

#[test]
fn what_was_put_off_comes_back_at_its_own_hour() {
    let snoozed = ReminderEvent::Snoozed { until: at("12:34") };
    given::<Reminder>([daily(), snoozed])
        .when(&complete("12:40"))
        .then([ReminderEvent::Completed { due: at("12:34"), next: Some(tomorrow("10:00")) }]);
}

#[test]
fn done_by_mistake_is_as_it_was_before() {
    let done = ReminderEvent::Completed { due: at("10:00"), next: Some(tomorrow("10:00")) };
    let back = ReminderEvent::Reopened { due: at("10:00"), occurrence: at("10:00") };
    given::<Reminder>([daily(), due("10:00"), done.clone()])
        .when(&ReminderCommand::Reopen)
        .then([back.clone()]);
    // Nobody is told again of what they know.
    given::<Reminder>([daily(), due("10:00"), done.clone(), back.clone()])
        .when(&come_due("10:00", "10:10"))
        .then_already_so();
    given::<Reminder>([daily(), done, back]).when(&ReminderCommand::Reopen).then_already_so();
    given::<Reminder>([once()]).when(&ReminderCommand::Reopen).then_already_so();
}

#[test]
fn what_was_deleted_can_be_had_back() {
    let back = ReminderEvent::Reopened { due: at("10:00"), occurrence: at("10:00") };
    given::<Reminder>([once(), ReminderEvent::Cancelled]).when(&ReminderCommand::Reopen).then([back.clone()]);
    given::<Reminder>([once(), ReminderEvent::Cancelled, back])
        .when(&come_due("10:00", "10:00"))
        .then([due("10:00")]);
    given::<Reminder>([once(), ReminderEvent::Cancelled]).when(&ReminderCommand::Cancel).then_already_so();
}

#[test]
fn what_was_deleted_when_it_was_done_comes_back_done() {
    let done = ReminderEvent::Completed { due: at("10:00"), next: None };
    let deleted = [once(), due("10:00"), done, ReminderEvent::Cancelled];
    given::<Reminder>(deleted.clone()).when(&ReminderCommand::Reopen).then([ReminderEvent::Restored]);
    let restored = || deleted.iter().cloned().chain([ReminderEvent::Restored]);
    given::<Reminder>(restored()).when(&complete("10:10")).then_already_so();
    given::<Reminder>(restored()).when(&come_due("10:00", "10:10")).then_already_so();
    // That it was done can be taken back as before.
    let back = ReminderEvent::Reopened { due: at("10:00"), occurrence: at("10:00") };
    given::<Reminder>(restored()).when(&ReminderCommand::Reopen).then([back]);
    // What repeats was done for that time only: it waits for the next.
    let done = ReminderEvent::Completed { due: at("10:00"), next: Some(tomorrow("10:00")) };
    given::<Reminder>([daily(), done, ReminderEvent::Cancelled])
        .when(&ReminderCommand::Reopen)
        .then([ReminderEvent::Reopened { due: tomorrow("10:00"), occurrence: tomorrow("10:00") }]);
}

#[test]
fn an_edit_says_what_changed_and_nothing_else() {
    let edit = |change| ReminderCommand::Edit { change, now: at("09:00") };
    let change = ReminderChange {
        text: Some("לשלוח הצעה".to_owned()),
        assignee: Some(noa()),
        due: Some(at("11:00")),
        repeat: Some(Repeat::Weekly),
    };
    given::<Reminder>([once()]).when(&edit(change)).then([
        ReminderEvent::Reworded { text: "לשלוח הצעה".to_owned() },
        ReminderEvent::Reassigned { to: noa() },
        ReminderEvent::Rescheduled { due: at("11:00"), repeat: Repeat::Weekly },
    ]);
    given::<Reminder>([once()]).when(&edit(ReminderChange::default())).then_already_so();
    let past = ReminderChange { due: Some(at("08:00")), ..ReminderChange::default() };
    given::<Reminder>([once()]).when(&edit(past)).then_refused(&ReminderRefusal::InThePast);
    let done = ReminderEvent::Completed { due: at("10:00"), next: None };
    let later = ReminderChange { due: Some(at("12:00")), ..ReminderChange::default() };
    given::<Reminder>([once(), done]).when(&edit(later)).then_refused(&ReminderRefusal::Done);
}

#[test]
fn only_the_one_it_is_for_can_have_seen_it() {
    let seen = |by| ReminderCommand::Acknowledge { by };
    given::<Reminder>([once()]).when(&seen(dana())).then_already_so();
    given::<Reminder>([once(), due("10:00")]).when(&seen(noa())).then_already_so();
    given::<Reminder>([once(), due("10:00")]).when(&seen(dana())).then([ReminderEvent::Acknowledged]);
    // Who gets it afterwards has not seen it.
    let handed = [once(), due("10:00"), ReminderEvent::Acknowledged, ReminderEvent::Reassigned { to: noa() }];
    given::<Reminder>(handed).when(&seen(noa())).then([ReminderEvent::Acknowledged]);
}

fn on_the_wall(first: &str, repeat: Repeat, times: usize) -> Vec<String> {
    let first: Timestamp = first.parse().expect("an instant");
    let next = |held: &Timestamp| repeat.next(first, *held);
    std::iter::successors(next(&first), next).take(times).map(|at| local(at).to_string()).collect()
}

fn local(at: Timestamp) -> jiff::civil::DateTime {
    at.to_zoned(jiff::tz::TimeZone::get(crate::values::TIME_ZONE).expect("the zone")).datetime()
}

/// Israel's clocks go forward on Friday 26 March 2027 at 02:00 and back on Sunday 31 October 2027 at 02:00.
#[test]
fn a_clock_that_is_changed_moves_no_hour() {
    assert_eq!(
        on_the_wall("2027-03-24T09:00:00+02:00", Repeat::Daily, 3),
        ["2027-03-25T09:00:00", "2027-03-26T09:00:00", "2027-03-27T09:00:00"]
    );
    // The hour that is missing that day is an hour later, and that day alone.
    assert_eq!(
        on_the_wall("2027-03-24T02:30:00+02:00", Repeat::Daily, 3),
        ["2027-03-25T02:30:00", "2027-03-26T03:30:00", "2027-03-27T02:30:00"]
    );
    assert_eq!(
        on_the_wall("2027-10-25T08:15:00+03:00", Repeat::Weekly, 2),
        ["2027-11-01T08:15:00", "2027-11-08T08:15:00"]
    );
}

#[test]
fn the_31st_is_the_31st_again_after_a_shorter_month() {
    assert_eq!(
        on_the_wall("2027-01-31T10:00:00+02:00", Repeat::Monthly, 4),
        ["2027-02-28T10:00:00", "2027-03-31T10:00:00", "2027-04-30T10:00:00", "2027-05-31T10:00:00"]
    );
}

fn instant() -> impl Strategy<Value = Timestamp> {
    (1_735_689_600_i64..2_051_222_400).prop_map(|second| Timestamp::from_second(second).expect("in range"))
}

fn any_command() -> impl Strategy<Value = ReminderCommand> {
    (0_u8..8, 0_i64..96, 0_i64..96, 0_usize..4).prop_map(|(kind, one, other, repeat)| {
        let hour = |n: i64| at("00:00") + SignedDuration::from_mins(n * 30);
        let (one, now) = (hour(one), hour(other));
        let repeat = Repeat::ALL[repeat];
        match kind {
            0 => ReminderCommand::Create { reminder: what(one, repeat), now },
            1 => {
                let change =
                    ReminderChange { due: Some(one), repeat: Some(repeat), ..ReminderChange::default() };
                ReminderCommand::Edit { change, now }
            }
            2 => ReminderCommand::Snooze { until: one, now },
            3 => ReminderCommand::Complete { seen: None, now },
            4 => ReminderCommand::Complete { seen: Some(one), now },
            5 => ReminderCommand::ComeDue { due: one, now },
            6 => ReminderCommand::Acknowledge { by: dana() },
            _ if one < now => ReminderCommand::Cancel,
            _ => ReminderCommand::Reopen,
        }
    })
}

proptest! {
    /// Whatever is asked in whatever order: each time that is waited for comes at most once, and a command that is sent again at
    /// once is no news.
    #[test]
    fn each_awaited_time_comes_at_most_once(commands in proptest::collection::vec(any_command(), 0..60)) {
        let mut held = Reminder::default();
        let mut due_since_awaited = 0;
        for command in &commands {
            for event in held.decide(command).map(crate::Outcome::into_events).unwrap_or_default() {
                if matches!(event, ReminderEvent::CameDue { .. }) {
                    due_since_awaited += 1;
                } else if event.awaited().is_some() {
                    due_since_awaited = 0;
                }
                prop_assert!(due_since_awaited <= 1);
                held.evolve(&event);
            }
        }
    }

    #[test]
    fn a_command_sent_again_at_once_changes_nothing(
        commands in proptest::collection::vec(any_command(), 0..40),
        last in any_command(),
    ) {
        // One who ticks without saying what they saw ticks the next occurrence.
        prop_assume!(!matches!(last, ReminderCommand::Complete { seen: None, .. }));
        let mut held: Reminder = after(&commands);
        // One who takes the deletion of what was done back takes the next step back, that it was done, when asking again.
        let restores = held.decide(&ReminderCommand::Reopen) == Ok(crate::Outcome::one(ReminderEvent::Restored));
        prop_assume!(last != ReminderCommand::Reopen || !restores);
        let (seen, before) = (held.held().map(|held| held.due), held.clone());
        let last = match (last, seen) {
            (ReminderCommand::Complete { now, .. }, seen) => ReminderCommand::Complete { seen, now },
            (other, _) => other,
        };
        let first = held.decide(&last);
        first.clone().map(crate::Outcome::into_events).unwrap_or_default().iter().for_each(|event| held.evolve(event));
        if first.is_ok() && held != before {
            let again = held.decide(&last);
            prop_assert!(
                !matches!(&again, Ok(crate::Outcome::Decided(_))),
                "{last:?} was news twice: {again:?}"
            );
        }
    }

    #[test]
    fn an_occurrence_is_after_what_it_follows_and_on_the_first_ones_hour(
        first in instant(), gap in 0_i64..4_000_000, repeat in 1_usize..4,
    ) {
        let repeat = Repeat::ALL[repeat];
        let after = first + SignedDuration::from_secs(gap);
        let next = repeat.next(first, after).expect("one more");
        prop_assert!(next > after);
        let (hour, begun) = (local(next).time(), local(first).time());
        // But on the one morning a year that has no such hour.
        let missing = hour.hour() == 3 && begun.hour() == 2;
        prop_assert!(hour == begun || missing, "{begun} became {hour}");
        let longest = match repeat { Repeat::Never => 0, Repeat::Daily => 2, Repeat::Weekly => 8, Repeat::Monthly => 32 };
        prop_assert!(next.duration_since(after) <= SignedDuration::from_hours(24 * longest));
    }
}

#[test]
fn what_comes_once_does_not_come_back() {
    assert_eq!(Repeat::Never.next(at("10:00"), at("10:00")), None);
}

#[test]
fn every_event_survives_the_log() {
    [
        once(),
        ReminderEvent::Reworded { text: "אחר".to_owned() },
        ReminderEvent::Reassigned { to: noa() },
        ReminderEvent::Rescheduled { due: at("11:00"), repeat: Repeat::Monthly },
        ReminderEvent::Snoozed { until: at("11:00") },
        due("10:00"),
        ReminderEvent::Acknowledged,
        ReminderEvent::Completed { due: at("10:00"), next: None },
        ReminderEvent::Completed { due: at("10:00"), next: Some(at("11:00")) },
        ReminderEvent::Reopened { due: at("10:00"), occurrence: at("10:00") },
        ReminderEvent::Cancelled,
        ReminderEvent::Restored,
    ]
    .iter()
    .for_each(survives_the_log);
}
