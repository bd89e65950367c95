//! Any order, any repetition of a call's facts gives the same rows.

use domain::call::{
    CallDirection, CallEvent, CallStatus, EndReason, Line, PromptUsed, RecordingStatus, Reply, StreamReport,
    Utterance,
};
use domain::ids::{BusinessId, CallSid, LeadId, MeetingId, StreamSid};
use domain::values::{Channel, Latency, Party, PhoneNumber, Span};
use domain::{Actor, DomainEvent as _, Event, Metadata, StreamId};
use eventlog::{Position, Recorded};
use jiff::Timestamp;
use proptest::prelude::*;

use super::CallRow;
use super::project::CallRows;
use super::table::CallFacts;
use crate::projector::Projector as _;
use crate::table::{AnyRows as _, Cell, CellReader, CellWriter, FOREVER, Record, Rows, Version};
use crate::{RecordingRow, TurnRow};

fn sid() -> CallSid {
    "CA00000000000000000000000000000001".parse().unwrap()
}

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_770_000_000 + seconds).unwrap()
}

fn facts() -> Vec<CallEvent> {
    let business = BusinessId::named("office");
    let phone = |text: &str| PhoneNumber::try_from(text.to_owned()).unwrap();
    let line = Line {
        business,
        direction: CallDirection::Inbound,
        from: Party::Phone(phone("+972525550100")),
        to: Party::Star("2700".to_owned()),
    };
    let stream: StreamSid = "MZ00000000000000000000000000000001".parse().unwrap();
    let recording: domain::ids::RecordingSid = "RE00000000000000000000000000000001".parse().unwrap();
    let span = |second: u32| Span { start_ms: second * 1_000, end_ms: second * 1_000 + 500 };
    let status = |status, seconds, duration| CallEvent::StatusReported {
        status,
        duration_seconds: duration,
        at: at(seconds),
    };
    let recorded = |status, url: Option<&str>, seconds| CallEvent::RecordingReported {
        recording: recording.clone(),
        status,
        url: url.map(str::to_owned),
        duration_seconds: url.map(|_| 30),
        at: at(seconds),
    };
    let reply = |turn, version| Reply {
        turn,
        text: format!("תשובה {turn}"),
        span: span(turn),
        interrupted: false,
        latency: Latency::default(),
        prompt: Some(PromptUsed { channel: Channel::Calls, version }),
    };
    let said = Utterance { number: 0, text: "שלום".to_owned(), span: span(3), confidence: Some(0.875) };
    vec![
        CallEvent::LineIdentified { line, at: at(0) },
        status(CallStatus::Ringing, 0, None),
        status(CallStatus::InProgress, 2, None),
        CallEvent::StreamStarted { stream: stream.clone(), at: at(3) },
        CallEvent::StreamReported {
            stream: stream.clone(),
            report: StreamReport::Started,
            error: None,
            at: at(4),
        },
        CallEvent::StreamReported { stream, report: StreamReport::Stopped, error: None, at: at(34) },
        recorded(RecordingStatus::InProgress, None, 4),
        recorded(RecordingStatus::Completed, Some("https://api.twilio.com/r"), 50),
        recorded(RecordingStatus::Purged, None, 90),
        CallEvent::UtteranceRecorded { utterance: said },
        CallEvent::ReplyRecorded { reply: reply(0, 1) },
        CallEvent::ReplyRecorded { reply: reply(1, 2) },
        CallEvent::LeadAttached { lead: LeadId::derive(business, &phone("+972525550100")) },
        CallEvent::MeetingAttached { meeting: MeetingId::derive("one") },
        CallEvent::MeetingAttached { meeting: MeetingId::derive("two") },
        CallEvent::Ended { reason: EndReason::CallerHungUp, at: at(33) },
        status(CallStatus::Completed, 35, Some(35)),
        status(CallStatus::Completed, 36, None),
        CallEvent::Summarised { summary: "קצר".to_owned() },
    ]
}

fn recorded(position: usize, event: CallEvent) -> Recorded {
    let position = u64::try_from(position).unwrap() + 1;
    Recorded {
        position: Position::from_u64(position),
        stream: StreamId::call(&sid()),
        sequence: position,
        event_type: event.event_type().to_owned(),
        schema_version: 1,
        event: Event::Call(event),
        metadata: Metadata {
            business: None,
            command_id: position.to_string(),
            command: "Test".to_owned(),
            causation_id: None,
            correlation_id: "test".to_owned(),
            actor: Actor::Twilio,
            person: None,
            recorded_at: at(1_000) + jiff::SignedDuration::from_millis(i64::try_from(position).unwrap()),
        },
    }
}

fn fold(events: impl IntoIterator<Item = CallEvent>) -> CallRows {
    let mut rows = CallRows::default();
    for (position, event) in events.into_iter().enumerate() {
        rows.project(&recorded(position, event));
    }
    rows
}

/// Everything but the versions, which tell the order of arrival by design.
fn shown(rows: &CallRows) -> (CallRow, Vec<TurnRow>, Vec<RecordingRow>, usize) {
    (
        rows.calls.get(&sid()).cloned().and_then(CallFacts::shown).unwrap(),
        rows.turns.values().cloned().collect(),
        rows.recordings.values().cloned().collect(),
        rows.streams.values().count(),
    )
}

proptest! {
    #[test]
    fn facts_in_any_order_any_number_of_times_are_the_same_call(
        order in Just((0..facts().len()).chain(0..facts().len()).collect::<Vec<_>>()).prop_shuffle(),
    ) {
        let facts = facts();
        let shuffled = fold(order.into_iter().map(|index| facts[index].clone()));
        prop_assert_eq!(shown(&shuffled), shown(&fold(facts)));
    }

    #[test]
    fn a_row_comes_back_from_its_cells_as_it_went(upto in 1..facts().len()) {
        let rows = fold(facts().into_iter().take(upto));
        back(&rows.calls);
        back(&rows.turns);
        back(&rows.recordings);
        back(&rows.streams);
        back(&rows.versions);
    }

    #[test]
    fn versions_follow_one_another_without_a_gap(upto in 1..facts().len()) {
        let rows = fold(facts().into_iter().take(upto));
        let versions: Vec<&Version<CallFacts>> = rows.versions.values().collect();
        prop_assert!(versions.windows(2).all(|pair| pair[0].until == pair[1].since));
        let last = versions.last().unwrap();
        prop_assert_eq!(last.until, FOREVER);
        prop_assert_eq!(Some(&last.row), rows.calls.get(&sid()));
    }
}

fn back<R: Record + std::fmt::Debug>(rows: &Rows<R>) {
    for row in rows.values() {
        let mut cells = CellWriter::default();
        row.write(&mut cells);
        let cells = cells.finish();
        assert_eq!(cells.len(), R::TABLE.columns().count(), "a cell for each column of {}", R::TABLE.name);
        for (cell, column) in cells.iter().zip(R::TABLE.columns()) {
            assert!(column.nullable || *cell != Cell::Null, "{} of {}", column.name, R::TABLE.name);
        }
        assert_eq!(R::read(&mut CellReader::new(R::TABLE, cells)).unwrap(), *row);
    }
}

#[test]
fn a_row_that_does_not_change_is_not_written() {
    let mut rows = fold(facts());
    rows.rows().into_iter().for_each(crate::table::AnyRows::settle);
    let late = CallEvent::StatusReported { status: CallStatus::Ringing, duration_seconds: None, at: at(0) };
    rows.project(&recorded(99, late));
    assert!(rows.calls.changed().is_empty());
    assert!(rows.versions.changed().is_empty());
}

#[test]
fn our_own_end_shows_until_twilio_tells_its_own() {
    let ours = |event: &CallEvent| !matches!(event, CallEvent::StatusReported { .. });
    let call =
        fold(facts().into_iter().filter(ours)).calls.get(&sid()).cloned().and_then(CallFacts::shown).unwrap();
    assert_eq!(call.status, CallStatus::Completed);
    assert_eq!((call.ended_at, call.duration_seconds), (Some(at(33)), Some(30)));
}
