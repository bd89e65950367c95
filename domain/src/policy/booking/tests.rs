//! The same rules for whoever asks.

use super::*;
use crate::Decider;
use crate::calendar::{CalendarEvent, CalendarRefusal};
use crate::user::{CalendarWish, PasswordHash, Role, UserCommand};

fn at(text: &str) -> Timestamp {
    format!("{text}:00+02:00").parse().unwrap()
}

fn business() -> BusinessId {
    BusinessId::named("booking")
}

/// The calendar the business has of its own.
fn diary_of(settings: &Settings) -> Diary {
    Diary::new(business(), UserId::calendar_of(business()), settings, &User::Unknown)
}

fn diary() -> Diary {
    diary_of(&Settings::usual("סוכנות"))
}

fn wish(diary: &Diary, start: &str) -> Wish {
    let slot = diary.slot(at(start), None).unwrap();
    Wish { lead: None, slot, subject: "פגישה".to_owned(), source: None }
}

const NOW: &str = "2026-11-22T10:00"; // a Sunday

fn booked(diary: &Diary, start: &str) -> (MeetingId, Step, Calendar) {
    let id = MeetingId::derive(start);
    let step = diary.book(id, wish(diary, start), at(NOW));
    let events = Calendar::default().decide(&step.command).unwrap().into_events();
    (id, step, Calendar::fold(&events))
}

#[test]
fn a_booking_is_decided_by_the_civil_day_it_begins_on() {
    let diary = diary();
    let (_, step, held) = booked(&diary, "2026-11-24T16:30");
    assert_eq!(step.stream, diary.stream("2026-11-24".parse().unwrap()));
    assert_eq!(held.taken().count(), 1);
}

#[test]
fn on_saturday_nothing_is_open() {
    let diary = diary();
    let step = diary.book(MeetingId::derive("sat"), wish(&diary, "2026-11-28T10:00"), at(NOW));
    assert_eq!(Calendar::default().decide(&step.command), Err(CalendarRefusal::OutsideHours));
}

#[test]
fn a_move_within_the_day_is_one_command_and_to_another_day_two() {
    let diary = diary();
    let (id, _, held) = booked(&diary, "2026-11-24T10:00");
    let meeting = held.booked(id).unwrap();
    let later = diary.slot(at("2026-11-24T12:00"), None).unwrap();
    assert!(matches!(diary.reschedule(id, meeting, later, at(NOW)), Move::Within(_)));

    let next_day = diary.slot(at("2026-11-25T12:00"), None).unwrap();
    let Move::Across { away, into } = diary.reschedule(id, meeting, next_day, at(NOW)) else {
        panic!("expected two commands")
    };
    assert!(matches!(
        held.decide(&away.command).unwrap().into_events()[..],
        [CalendarEvent::MovedAway { .. }]
    ));
    let arrived = Calendar::default().decide(&into.command).unwrap().into_events();
    assert!(matches!(&arrived[..], [CalendarEvent::MovedIn { meeting, .. }] if meeting.slot == next_day));
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What is offered when these days are all there is.
fn offered(diary: &Diary, wanted: Option<&str>, held: impl Fn(Date) -> Calendar) -> Vec<String> {
    let mut search = diary.search(wanted.map(at), None, at(NOW));
    while let Some(day) = search.next_day() {
        search.see(day, &held(day));
    }
    let zone = time_zone();
    let text = |slot: TimeSlot| slot.start().to_zoned(zone.clone()).strftime("%d %H:%M").to_string();
    search.offer().into_iter().map(text).collect()
}

#[test]
fn what_is_offered_is_near_and_differs_by_part_of_the_day_and_by_day() {
    let diary = diary();
    let (_, _, held) = booked(&diary, "2026-11-24T16:00");
    let on_tuesday = |on: Date| if on == day("2026-11-24") { held.clone() } else { Calendar::default() };
    assert_eq!(offered(&diary, Some("2026-11-24T16:00"), on_tuesday), ["24 15:00", "24 17:00", "25 16:00"]);
    // Nothing was wanted: the soonest, the afternoon, and the next day.
    assert_eq!(offered(&diary, None, |_| Calendar::default()), ["22 10:00", "22 12:00", "23 10:00"]);
    // Friday is short and Saturday closed: what cannot differ is the next nearest.
    assert_eq!(
        offered(&diary, Some("2026-11-27T12:00"), |_| Calendar::default()),
        ["27 11:30", "27 12:00", "29 12:00"]
    );
}

#[test]
fn nothing_is_offered_where_nothing_is_open() {
    let mut settings = Settings::usual("סוכנות");
    settings.hours = WeeklyHours(Default::default());
    assert!(offered(&diary_of(&settings), None, |_| Calendar::default()).is_empty());
}

#[test]
fn on_holidays_it_is_closed_and_on_their_eves_until_one() {
    let mut settings = Settings::usual("סוכנות");
    let hours = |settings: &Settings, on: &str| -> Vec<i64> {
        let open = diary_of(settings).open(day(on));
        open.iter().map(|slot| slot.end().duration_since(slot.start()).as_hours()).collect()
    };
    // Passover of 2027 is a Thursday.
    assert_eq!(hours(&settings, "2027-04-20"), [9]);
    assert_eq!(hours(&settings, "2027-04-21"), [4]);
    assert!(hours(&settings, "2027-04-22").is_empty());
    settings.hours.0[3] = [(9, 12), (12, 16), (16, 20)]
        .map(|(from, to)| crate::business::OpenHours {
            from: jiff::civil::time(from, 0, 0, 0),
            to: jiff::civil::time(to, 0, 0, 0),
        })
        .into();
    assert_eq!(hours(&settings, "2027-04-21"), [3, 1]);
    settings.worked_holidays.insert(Holiday::Pesach);
    assert_eq!(hours(&settings, "2027-04-21"), [3, 4, 4]);
    assert_eq!(hours(&settings, "2027-04-22"), [9]);
    assert!(hours(&settings, "2027-04-28").is_empty(), "the seventh day is another");
}

/// Somebody of a business, with a schedule of their own.
fn person(business: BusinessId) -> User {
    let register = UserCommand::Register {
        email: "dana@example.com".to_owned(),
        name: "דנה".to_owned(),
        business,
        role: Role::Agent,
        password: PasswordHash::from_phc("$"),
    };
    let mut hours = WeeklyHours(Default::default());
    let evening = crate::business::OpenHours {
        from: jiff::civil::time(17, 0, 0, 0),
        to: jiff::civil::time(21, 0, 0, 0),
    };
    hours.0[2].push(evening);
    let wish = CalendarWish::Schedule { hours: Some(Some(hours)), buffer_minutes: Some(Some(30)) };
    let mut user = User::Unknown;
    for command in [register, UserCommand::Calendar(wish)] {
        for event in user.decide(&command).unwrap().into_events() {
            user.evolve(&event);
        }
    }
    user
}

#[test]
fn a_person_s_own_hours_and_pauses_come_before_the_business_s() {
    let (settings, dana) = (Settings::usual("סוכנות"), UserId::of_email("dana@example.com"));
    let diary = Diary::new(business(), dana, &settings, &person(business()));
    assert!(diary.open(day("2026-11-23")).is_empty());
    let (_, step, held) = booked(&diary, "2026-11-24T17:00");
    assert!(matches!(&step.command, CalendarCommand::Book { rules, .. } if rules.buffer_minutes == 30));
    let free = diary.free(day("2026-11-24"), &held, at(NOW), None);
    let starts: Vec<Timestamp> = free.iter().map(TimeSlot::start).collect();
    assert_eq!(starts, ["18:30", "19:00", "19:30", "20:00"].map(|time| at(&format!("2026-11-24T{time}"))));
    // Whoever works elsewhere says nothing here.
    let elsewhere = person(BusinessId::named("elsewhere"));
    assert_eq!(Diary::new(business(), dana, &settings, &elsewhere).open(day("2026-11-23")).len(), 1);
}

#[test]
fn the_days_searched_begin_with_the_day_itself() {
    let diary = diary();
    // 23:30 in UTC is the next day in Israel.
    let days: Vec<Date> = diary.days_from("2026-11-24T23:30:00Z".parse().unwrap(), 2).collect();
    assert_eq!(days, ["2026-11-25".parse().unwrap(), "2026-11-26".parse().unwrap()]);
}
