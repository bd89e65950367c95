//! Fifty people want one person's one day at once, through three nodes: the rules of booking over a real log.

use std::collections::BTreeSet;

use domain::StreamId;
use domain::business::Settings;
use domain::calendar::{Calendar, CalendarRefusal};
use domain::ids::{MeetingId, UserId};
use domain::policy::booking::{Diary, Wish};
use domain::user::User;
use domain::values::TimeSlot;
use eventlog::{CommandBus, CommandError};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use tokio::task::JoinSet;

use crate::rig::{Rig, business, context};

crate::on_both!(
    fifty_who_take_what_is_free_fill_the_day_exactly,
    fifty_who_want_one_hour_make_one_meeting,
    fifty_with_wishes_of_their_own_never_meet,
);

const BOOKERS: u32 = 50;
const NODES: usize = 3;
/// Minutes kept between meetings.
const BUFFER: u16 = 30;

/// A Monday, open from nine to six.
fn day() -> Date {
    jiff::civil::date(2026, 2, 2)
}

fn at(hour: i8, minute: i8) -> Timestamp {
    day().at(hour, minute, 0, 0).in_tz("Asia/Jerusalem").unwrap().timestamp()
}

fn diary() -> Diary {
    let settings = Settings { buffer_minutes: BUFFER, ..Settings::usual("סוכנות") };
    Diary::new(business(), UserId::of_email("dana@example.com"), &settings, &User::Unknown)
}

fn stream() -> StreamId {
    diary().stream(day())
}

/// Tries once; whether the slot was had. Each try is a command of its own.
async fn take(bus: &CommandBus, booker: u32, attempt: u32, slot: TimeSlot) -> bool {
    let wish = Wish { lead: None, slot, subject: "סיור".to_owned(), source: None };
    let step = diary().book(MeetingId::derive(&booker.to_string()), wish, at(8, 0));
    loop {
        let context = context(format!("{booker}:{attempt}"));
        match bus.execute::<Calendar>(&step.stream, step.command.clone(), &context).await {
            Ok(_) => return true,
            Err(CommandError::Refused(CalendarRefusal::SlotTaken)) => return false,
            // More at once than the bus has patience for: the same command, again.
            Err(CommandError::Conflict) => {}
            Err(other) => panic!("{other:?}"),
        }
    }
}

/// Takes the soonest that is free until it has one or there is none.
async fn persist(bus: CommandBus, booker: u32) -> Option<TimeSlot> {
    for attempt in 0.. {
        let held = bus.state::<Calendar>(&stream()).await.unwrap();
        let slot = *diary().free(day(), &held, at(8, 0), None).first()?;
        if take(&bus, booker, attempt, slot).await {
            return Some(slot);
        }
    }
    None
}

async fn nodes(rig: &Rig) -> Vec<CommandBus> {
    let mut nodes = Vec::new();
    for _ in 0..NODES {
        nodes.push(rig.open().await);
    }
    nodes
}

/// What the log itself says stands in the day, to a node that has seen nothing of it.
async fn standing(rig: &Rig) -> Vec<TimeSlot> {
    let held = rig.open().await.state::<Calendar>(&stream()).await.unwrap();
    let mut slots: Vec<TimeSlot> = held.taken().map(|(_, slot)| slot).collect();
    slots.sort();
    for pair in slots.windows(2) {
        assert!(!pair[0].widened(BUFFER).overlaps(&pair[1]), "{pair:?}");
    }
    slots
}

async fn fifty_who_take_what_is_free_fill_the_day_exactly(rig: Rig) {
    let (nodes, mut bookers) = (nodes(&rig).await, JoinSet::new());
    for (booker, bus) in (0..BOOKERS).zip(nodes.iter().cycle()) {
        bookers.spawn(persist(bus.clone(), booker));
    }
    let had: BTreeSet<TimeSlot> = bookers.join_all().await.into_iter().flatten().collect();
    let slots = standing(&rig).await;
    // An hour and a half apart: six fit between nine and six.
    let starts: Vec<Timestamp> = slots.iter().map(TimeSlot::start).collect();
    assert_eq!(starts, [at(9, 0), at(10, 30), at(12, 0), at(13, 30), at(15, 0), at(16, 30)]);
    assert_eq!(had.into_iter().collect::<Vec<_>>(), slots, "whoever was told so has a meeting");
}

async fn fifty_who_want_one_hour_make_one_meeting(rig: Rig) {
    let (nodes, mut bookers) = (nodes(&rig).await, JoinSet::new());
    let slot = TimeSlot::new(at(11, 0), at(12, 0)).unwrap();
    for (booker, bus) in (0..BOOKERS).zip(nodes.iter().cycle()) {
        let bus = bus.clone();
        bookers.spawn(async move { take(&bus, booker, 0, slot).await });
    }
    let had = bookers.join_all().await.into_iter().filter(|had| *had).count();
    assert_eq!((had, standing(&rig).await), (1, vec![slot]));
}

async fn fifty_with_wishes_of_their_own_never_meet(rig: Rig) {
    let (nodes, mut bookers) = (nodes(&rig).await, JoinSet::new());
    let wish = |booker: u32| {
        let start = at(9, 0) + SignedDuration::from_mins(i64::from(booker * 37 % 50) * 10);
        TimeSlot::new(start, start + SignedDuration::from_mins(30)).unwrap()
    };
    for (booker, bus) in (0..BOOKERS).zip(nodes.iter().cycle()) {
        let bus = bus.clone();
        bookers.spawn(async move { take(&bus, booker, 0, wish(booker)).await.then(|| wish(booker)) });
    }
    let mut had: Vec<TimeSlot> = bookers.join_all().await.into_iter().flatten().collect();
    had.sort();
    let slots = standing(&rig).await;
    assert_eq!(had, slots);
    // Nobody was turned away from a time that was to be had.
    for wanted in (0..BOOKERS).map(wish).filter(|wanted| !slots.contains(wanted)) {
        assert!(slots.iter().any(|slot| slot.widened(BUFFER).overlaps(&wanted)), "{wanted:?}");
    }
}
