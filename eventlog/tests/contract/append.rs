use domain::calendar::{Calendar, CalendarCommand, CalendarRefusal, NewMeeting, Rules};
use domain::call::Call;
use domain::ids::{MeetingId, UserId};
use domain::prompt::{Prompt, PromptCommand, PromptRefusal};
use domain::values::TimeSlot;
use domain::{Event, StreamId};
use eventlog::{CommandError, Committed, Position};

use crate::rig::{Rig, business, call, context, everything, prompt, publish, sql, utterance};

crate::on_both!(
    what_is_executed_can_be_read,
    a_command_that_is_repeated_is_applied_once,
    fifty_deliveries_at_once_have_one_effect,
    many_commands_on_one_stream_all_land,
    nothing_new_is_already_applied,
    a_refusal_writes_nothing,
    two_streams_are_one_commit,
    two_streams_are_written_whole_or_not_at_all,
    the_log_is_append_only,
    recorded_times_never_go_back,
    a_state_of_the_past,
);

async fn what_is_executed_can_be_read(rig: Rig) {
    let bus = rig.open().await;
    let done = bus.execute::<Prompt>(&prompt(), publish("היי"), &context("one")).await.unwrap();
    assert_eq!(done, Committed::Executed { position: Position::from_u64(1) });

    let all = everything(bus.log()).await;
    assert_eq!(all.len(), 1);
    let event = &all[0];
    assert_eq!((event.sequence, event.event_type.as_str(), event.schema_version), (1, "VersionPublished", 1));
    assert!(
        matches!(&event.event, Event::Prompt(domain::prompt::PromptEvent::VersionPublished { text, .. }) if text == "היי")
    );
    assert_eq!(event.metadata.business, Some(business()));
    assert_eq!((event.metadata.command_id.as_str(), event.metadata.command.as_str()), ("one", "Test"));
    assert_eq!(bus.log().read_stream(&prompt(), 0).await.unwrap(), all);
    assert_eq!(bus.log().event(Position::from_u64(1)).await.unwrap().as_ref(), Some(event));
    assert_eq!(bus.log().event(Position::from_u64(2)).await.unwrap(), None);
    assert_eq!(bus.state::<Prompt>(&prompt()).await.unwrap().text(1), Some("היי"));
}

async fn a_command_that_is_repeated_is_applied_once(rig: Rig) {
    let bus = rig.open().await;
    let first = bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    bus.execute::<Prompt>(&prompt(), publish("b"), &context("two")).await.unwrap();
    // The state alone would take "a" for news: the receipt knows better, on this node and on any other.
    for bus in [bus, rig.open().await] {
        let again = bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
        assert_eq!(again, Committed::AlreadyApplied { position: first.position() });
        assert_eq!(everything(bus.log()).await.len(), 2);
    }
}

async fn fifty_deliveries_at_once_have_one_effect(rig: Rig) {
    let nodes = [rig.open().await, rig.open().await];
    let deliveries =
        (0..50).map(|n| {
            let bus = nodes[n % 2].clone();
            async move {
                bus.execute::<Call>(&call(1), utterance(0), &context("tw:call:utterance")).await.unwrap()
            }
        });
    let outcomes = futures::future::join_all(deliveries).await;
    assert_eq!(outcomes.iter().filter(|done| matches!(done, Committed::Executed { .. })).count(), 1);
    assert!(outcomes.iter().all(|done| done.position() == Position::from_u64(1)));
    assert_eq!(everything(nodes[0].log()).await.len(), 1);
}

async fn many_commands_on_one_stream_all_land(rig: Rig) {
    let bus = rig.open().await;
    let commands = (0..60).map(|n| {
        let bus = bus.clone();
        async move { bus.execute::<Call>(&call(1), utterance(n), &context(format!("u{n}"))).await.unwrap() }
    });
    futures::future::join_all(commands).await;
    let call_state = bus.state::<Call>(&call(1)).await.unwrap();
    assert_eq!(call_state.utterances.len(), 60);
    let sequences: Vec<u64> = everything(bus.log()).await.iter().map(|event| event.sequence).collect();
    assert_eq!(sequences, (1..=60).collect::<Vec<_>>());
}

async fn nothing_new_is_already_applied(rig: Rig) {
    let (bus, other) = (rig.open().await, rig.open().await);
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    let same = other.execute::<Prompt>(&prompt(), publish("a"), &context("two")).await.unwrap();
    assert_eq!(same, Committed::AlreadyApplied { position: Position::from_u64(1) });
    // A node that believes "a" is the newest is told better before it says "already".
    other.execute::<Prompt>(&prompt(), publish("b"), &context("three")).await.unwrap();
    let back = bus.execute::<Prompt>(&prompt(), publish("a"), &context("four")).await.unwrap();
    assert_eq!(back, Committed::Executed { position: Position::from_u64(3) });
}

async fn a_refusal_writes_nothing(rig: Rig) {
    let bus = rig.open().await;
    let no = bus
        .execute::<Prompt>(&prompt(), PromptCommand::ActivateVersion { version: 7 }, &context("one"))
        .await;
    assert!(matches!(no, Err(CommandError::Refused(PromptRefusal::UnknownVersion { last: 0 }))));
    assert_eq!(bus.log().tip().await.unwrap(), Position::START);
    // A refusal leaves no receipt: the command may come again and find things changed.
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("two")).await.unwrap();
    let yes = bus
        .execute::<Prompt>(&prompt(), PromptCommand::ActivateVersion { version: 1 }, &context("one"))
        .await;
    assert!(matches!(yes, Ok(Committed::Executed { .. })));
}

struct Days {
    monday: StreamId,
    tuesday: StreamId,
    id: MeetingId,
}

fn days() -> Days {
    let agent = UserId::of_email("dana@example.com");
    let day = |day| StreamId::calendar(business(), agent, jiff::civil::date(2026, 2, day));
    Days { monday: day(2), tuesday: day(3), id: MeetingId::derive("book") }
}

fn slot(day: i8, hour: i8) -> TimeSlot {
    let at =
        |hour| jiff::civil::date(2026, 2, day).at(hour, 0, 0, 0).in_tz("Asia/Jerusalem").unwrap().timestamp();
    TimeSlot::new(at(hour), at(hour + 1)).unwrap()
}

/// Open from nine to six, asked the day before.
fn rules(day: i8) -> Rules {
    let open = vec![TimeSlot::new(slot(day, 9).start(), slot(day, 17).end()).unwrap()];
    Rules { open, buffer_minutes: 0, now: slot(1, 9).start() }
}

fn meeting(slot: TimeSlot) -> NewMeeting {
    let agent = UserId::of_email("dana@example.com");
    NewMeeting { business: business(), agent, lead: None, slot, subject: "דירה".to_owned(), source: None }
}

async fn two_streams_are_one_commit(rig: Rig) {
    let bus = rig.open().await;
    let Days { monday, tuesday, id } = days();
    let book = CalendarCommand::Book { id, meeting: meeting(slot(2, 10)), rules: rules(2) };
    bus.execute::<Calendar>(&monday, book, &context("book")).await.unwrap();

    let away = CalendarCommand::MoveAway { id, slot: slot(3, 11) };
    let arrive = CalendarCommand::MoveIn { id, meeting: meeting(slot(3, 11)), rules: rules(3) };
    let both = || ((&monday, away.clone()), (&tuesday, arrive.clone()));
    let (first, second) = both();
    let moved = bus.execute_both::<Calendar>(first, second, &context("move")).await.unwrap();
    assert_eq!(moved, Committed::Executed { position: Position::from_u64(3) });
    let (first, second) = both();
    let again = rig.open().await.execute_both::<Calendar>(first, second, &context("move")).await.unwrap();
    assert_eq!(again, Committed::AlreadyApplied { position: Position::from_u64(3) });

    assert!(bus.state::<Calendar>(&monday).await.unwrap().booked(id).is_none());
    assert_eq!(bus.state::<Calendar>(&tuesday).await.unwrap().booked(id).unwrap().slot, slot(3, 11));
    let times: Vec<_> = everything(bus.log()).await.iter().map(|event| event.metadata.recorded_at).collect();
    assert_eq!(times[1], times[2]);
}

async fn two_streams_are_written_whole_or_not_at_all(rig: Rig) {
    let bus = rig.open().await;
    let Days { monday, tuesday, id } = days();
    let book = |id, slot, rules| CalendarCommand::Book { id, meeting: meeting(slot), rules };
    bus.execute::<Calendar>(&monday, book(id, slot(2, 10), rules(2)), &context("book")).await.unwrap();
    // Another node takes the slot the meeting is to move to, behind this node's back.
    let (other_id, other) = (MeetingId::derive("other"), rig.open().await);
    bus.state::<Calendar>(&tuesday).await.unwrap();
    other
        .execute::<Calendar>(&tuesday, book(other_id, slot(3, 11), rules(3)), &context("other"))
        .await
        .unwrap();

    let away = CalendarCommand::MoveAway { id, slot: slot(3, 11) };
    let arrive = CalendarCommand::MoveIn { id, meeting: meeting(slot(3, 11)), rules: rules(3) };
    let no = bus.execute_both::<Calendar>((&monday, away), (&tuesday, arrive), &context("move")).await;
    assert!(matches!(no, Err(CommandError::Refused(CalendarRefusal::SlotTaken))));
    assert!(bus.state::<Calendar>(&monday).await.unwrap().booked(id).is_some());
    assert_eq!(bus.log().tip().await.unwrap(), Position::from_u64(2));
}

async fn the_log_is_append_only(rig: Rig) {
    let bus = rig.open().await;
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    let before = everything(bus.log()).await;
    for change in [
        "UPDATE events SET payload = '{}'",
        "DELETE FROM events",
        "INSERT INTO events SELECT 1, stream, 1, category, event_type, schema_version, payload, metadata, business, 'x', 1, recorded_at FROM events",
    ] {
        sql(bus.log(), change).await.expect_err(change);
    }
    if matches!(bus.log().pool(), eventlog::Pool::Postgres(_)) {
        sql(bus.log(), "TRUNCATE events").await.expect_err("TRUNCATE");
    } else {
        sql(bus.log(), "INSERT OR REPLACE INTO events SELECT * FROM events").await.expect_err("REPLACE");
    }
    assert_eq!(everything(bus.log()).await, before);
}

async fn recorded_times_never_go_back(rig: Rig) {
    let bus = rig.open().await;
    bus.execute::<Prompt>(&prompt(), publish("a"), &context("one")).await.unwrap();
    // The node's clock is set back by an hour.
    rig.clock.0.fetch_sub(3_600_000_000, std::sync::atomic::Ordering::Relaxed);
    bus.execute::<Prompt>(&prompt(), publish("b"), &context("two")).await.unwrap();
    let times: Vec<_> = everything(bus.log()).await.iter().map(|event| event.metadata.recorded_at).collect();
    assert_eq!(times[0], times[1]);
}

async fn a_state_of_the_past(rig: Rig) {
    let bus = rig.open().await;
    for text in ["a", "b", "c"] {
        bus.execute::<Prompt>(&prompt(), publish(text), &context(text)).await.unwrap();
    }
    let then = everything(bus.log()).await[1].metadata.recorded_at;
    let state = bus.state_as_of::<Prompt>(&prompt(), then).await.unwrap();
    assert_eq!(state.versions, ["a", "b"]);
    let before = bus.state_as_of::<Prompt>(&prompt(), jiff::Timestamp::UNIX_EPOCH).await.unwrap();
    assert_eq!(before, Prompt::default());
}
