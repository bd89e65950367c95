//! A day in which no two meetings meet.

use proptest::prelude::*;

use super::*;
use crate::decider::Decider;
use crate::ids::{BusinessId, UserId};
use crate::testing::{after, at, given, survives_the_log};

fn slot(from: &str, to: &str) -> TimeSlot {
    TimeSlot::new(at(from), at(to)).expect("a slot")
}

fn id(key: &str) -> MeetingId {
    MeetingId::derive(key)
}

fn meeting(slot: TimeSlot) -> NewMeeting {
    NewMeeting {
        business: BusinessId::default_business(),
        agent: UserId::of_email("dana@example.com"),
        lead: None,
        slot,
        subject: "פגישה".to_owned(),
        source: None,
    }
}

fn open() -> Vec<TimeSlot> {
    vec![slot("09:00", "13:00"), slot("14:00", "18:00")]
}

fn rules(now: &str, buffer_minutes: u16) -> Rules {
    Rules { open: open(), buffer_minutes, now: at(now) }
}

fn book(key: &str, slot: TimeSlot) -> CalendarCommand {
    CalendarCommand::Book { id: id(key), meeting: meeting(slot), rules: rules("08:00", 0) }
}

fn booked(key: &str, slot: TimeSlot) -> CalendarEvent {
    CalendarEvent::Booked { id: id(key), meeting: meeting(slot) }
}

#[test]
fn a_free_slot_is_booked() {
    let ten = slot("10:00", "11:00");
    given::<Calendar>([]).when(&book("a", ten)).then([booked("a", ten)]);
}

#[test]
fn a_booking_repeated_is_one() {
    let ten = slot("10:00", "11:00");
    given::<Calendar>([booked("a", ten)]).when(&book("a", ten)).then_already_so();
}

#[test]
fn meetings_may_touch_but_not_overlap() {
    let taken = [booked("a", slot("10:00", "11:00"))];
    given::<Calendar>(taken.clone())
        .when(&book("b", slot("10:30", "11:30")))
        .then_refused(&CalendarRefusal::SlotTaken);
    let after = slot("11:00", "12:00");
    given::<Calendar>(taken).when(&book("b", after)).then([booked("b", after)]);
}

#[test]
fn between_meetings_the_buffer_is_kept_on_either_side() {
    let taken = [booked("a", slot("10:00", "11:00"))];
    let with = |at: TimeSlot, minutes| CalendarCommand::Book {
        id: id("b"),
        meeting: meeting(at),
        rules: rules("08:00", minutes),
    };
    for (near, far) in
        [(slot("11:10", "12:00"), slot("11:15", "12:00")), (slot("09:00", "09:50"), slot("09:00", "09:45"))]
    {
        given::<Calendar>(taken.clone()).when(&with(near, 15)).then_refused(&CalendarRefusal::SlotTaken);
        given::<Calendar>(taken.clone()).when(&with(near, 10)).then([booked("b", near)]);
        given::<Calendar>(taken.clone()).when(&with(far, 15)).then([booked("b", far)]);
    }
    // Nothing is kept before opening or after closing, nor around the meeting itself as it moves.
    let later =
        CalendarCommand::Reschedule { id: id("a"), slot: slot("10:05", "11:05"), rules: rules("08:00", 15) };
    let (from, to) = (slot("10:00", "11:00"), slot("10:05", "11:05"));
    given::<Calendar>(taken).when(&later).then([CalendarEvent::Rescheduled { id: id("a"), from, to }]);
    let first = slot("09:00", "10:00");
    given::<Calendar>([]).when(&with(first, 60)).then([booked("b", first)]);
}

#[test]
fn a_meeting_over_the_closed_hour_is_outside() {
    given::<Calendar>([])
        .when(&book("a", slot("12:30", "14:30")))
        .then_refused(&CalendarRefusal::OutsideHours);
}

#[test]
fn what_has_begun_cannot_be_booked() {
    let command = CalendarCommand::Book {
        id: id("a"),
        meeting: meeting(slot("10:00", "11:00")),
        rules: rules("10:01", 0),
    };
    given::<Calendar>([]).when(&command).then_refused(&CalendarRefusal::InThePast);
}

#[test]
fn a_meeting_without_a_subject_is_refused() {
    let nameless = NewMeeting { subject: " ".to_owned(), ..meeting(slot("10:00", "11:00")) };
    let command = CalendarCommand::Book { id: id("a"), meeting: nameless, rules: rules("08:00", 0) };
    given::<Calendar>([]).when(&command).then_refused(&CalendarRefusal::BadSubject);
}

#[test]
fn a_cancelled_slot_is_free_and_the_meeting_stays_cancelled() {
    let ten = slot("10:00", "11:00");
    let cancelled = CalendarEvent::Cancelled { id: id("a"), reason: None };
    given::<Calendar>([booked("a", ten), cancelled.clone()]).when(&book("b", ten)).then([booked("b", ten)]);
    given::<Calendar>([booked("a", ten), cancelled.clone()])
        .when(&CalendarCommand::Cancel { id: id("a"), reason: None })
        .then_already_so();
    given::<Calendar>([booked("a", ten), cancelled])
        .when(&CalendarCommand::MoveAway { id: id("a"), slot: slot("15:00", "16:00") })
        .then_refused(&CalendarRefusal::Unknown);
}

#[test]
fn a_meeting_may_move_over_its_own_time() {
    let (from, to) = (slot("10:00", "11:00"), slot("10:30", "11:30"));
    let command = CalendarCommand::Reschedule { id: id("a"), slot: to, rules: rules("08:00", 0) };
    given::<Calendar>([booked("a", from)]).when(&command).then([CalendarEvent::Rescheduled {
        id: id("a"),
        from,
        to,
    }]);
}

#[test]
fn a_meeting_that_moved_away_and_back_stands_again() {
    let ten = slot("10:00", "11:00");
    let away = CalendarEvent::MovedAway { id: id("a"), from: ten, to: slot("15:00", "16:00") };
    let back = CalendarCommand::MoveIn { id: id("a"), meeting: meeting(ten), rules: rules("08:00", 0) };
    given::<Calendar>([booked("a", ten), away])
        .when(&back)
        .then([CalendarEvent::MovedIn { id: id("a"), meeting: meeting(ten) }]);
}

#[test]
fn a_meeting_that_moved_away_says_where_to_and_moves_from_here_no_more() {
    let (ten, three) = (slot("10:00", "11:00"), slot("15:00", "16:00"));
    let away = CalendarEvent::MovedAway { id: id("a"), from: ten, to: three };
    for command in [
        CalendarCommand::MoveAway { id: id("a"), slot: three },
        CalendarCommand::MoveAway { id: id("a"), slot: slot("16:00", "17:00") },
        CalendarCommand::Reschedule { id: id("a"), slot: three, rules: rules("08:00", 0) },
        CalendarCommand::Cancel { id: id("a"), reason: None },
    ] {
        given::<Calendar>([booked("a", ten), away.clone()])
            .when(&command)
            .then_refused(&CalendarRefusal::MovedAway { to: three });
    }
}

/// What the random walks below keep between meetings, in minutes.
const BUFFER: u16 = 15;

fn any_command() -> impl Strategy<Value = CalendarCommand> {
    let start =
        (18_i64..72).prop_map(|half_hours| at("00:00") + jiff::SignedDuration::from_mins(half_hours * 15));
    (0_u8..5, 0_u8..6, start, 1_i64..6).prop_map(|(kind, key, start, quarters)| {
        let id = id(&key.to_string());
        let slot =
            TimeSlot::new(start, start + jiff::SignedDuration::from_mins(quarters * 15)).expect("a slot");
        let rules = || rules("09:30", BUFFER);
        match kind {
            0 => CalendarCommand::Book { id, meeting: meeting(slot), rules: rules() },
            1 => CalendarCommand::Reschedule { id, slot, rules: rules() },
            2 => CalendarCommand::MoveIn { id, meeting: meeting(slot), rules: rules() },
            3 => CalendarCommand::MoveAway { id, slot },
            _ => CalendarCommand::Cancel { id, reason: None },
        }
    })
}

proptest! {
    #[test]
    fn no_two_meetings_ever_overlap(commands in proptest::collection::vec(any_command(), 0..60)) {
        let day: Calendar = after(&commands);
        let taken: Vec<(MeetingId, TimeSlot)> = day.taken().collect();
        for (index, (_, one)) in taken.iter().enumerate() {
            prop_assert!(taken[index + 1..].iter().all(|(_, other)| !one.widened(BUFFER).overlaps(other)));
            prop_assert!(open().iter().any(|open| open.start() <= one.start() && one.end() <= open.end()));
        }
    }

    /// What is offered as free can be booked.
    #[test]
    fn a_free_slot_is_never_refused(commands in proptest::collection::vec(any_command(), 0..40)) {
        let day: Calendar = after(&commands);
        let taken: Vec<TimeSlot> = day.taken().map(|(_, slot)| slot).collect();
        let rules = rules("09:30", BUFFER);
        for free in free_slots(&rules, &taken, 45, 15) {
            let command = CalendarCommand::Book { id: id("new"), meeting: meeting(free), rules: rules.clone() };
            prop_assert!(day.decide(&command).is_ok());
        }
    }
}

#[test]
fn every_event_survives_the_log() {
    let (ten, three) = (slot("10:00", "11:00"), slot("15:00", "16:00"));
    let events = [
        booked("a", ten),
        CalendarEvent::Rescheduled { id: id("a"), from: ten, to: three },
        CalendarEvent::MovedAway { id: id("a"), from: ten, to: three },
        CalendarEvent::MovedIn { id: id("a"), meeting: meeting(three) },
        CalendarEvent::Cancelled { id: id("a"), reason: None },
        CalendarEvent::Cancelled { id: id("a"), reason: Some("חולה".to_owned()) },
    ];
    events.iter().for_each(survives_the_log);
}
