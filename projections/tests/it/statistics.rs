//! Calls counted, by both databases alike.

use domain::StreamId;
use domain::call::{Call, CallCommand, CallDirection, CallStatus, Line};
use domain::values::Party;
use jiff::Timestamp;
use projections::HourOfCalls;

use crate::on_both;
use crate::rig::{Node, Rig, scope};
use crate::story::{office, phone, rival, sid, tell, whole_call};

on_both!(
    calls_are_counted_by_the_hour_and_nothing_beside_the_stretch_is,
    an_hour_begins_with_its_first_instant
);

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// A call that rang and was not answered, or was ours.
async fn rings(node: &Node, number: u32, direction: CallDirection, start: &str) {
    let line = Line {
        business: office(),
        direction,
        from: Party::Phone(phone(number)),
        to: Party::Phone(phone(9_999)),
    };
    let stream = StreamId::call(&sid(number));
    let begin = CallCommand::ReceiveIncoming { line, at: at(start) };
    tell::<Call>(&node.bus, office(), &stream, "ReceiveIncoming", begin).await;
    let end = CallCommand::ReportStatus {
        line: None,
        status: CallStatus::NoAnswer,
        duration_seconds: Some(0),
        at: at(start),
    };
    tell::<Call>(&node.bus, office(), &stream, "ReportStatus", end).await;
}

async fn calls_are_counted_by_the_hour_and_nothing_beside_the_stretch_is(rig: Rig) {
    let node = rig.node().await;
    whole_call(&node.bus, office(), 1).await;
    whole_call(&node.bus, office(), 2).await;
    whole_call(&node.bus, rival(), 3).await;
    rings(&node, 70, CallDirection::Inbound, "2026-01-10T11:59:59Z").await;
    rings(&node, 71, CallDirection::Outbound, "2026-01-10T11:30:00Z").await;
    rings(&node, 72, CallDirection::Inbound, "2026-01-11T08:00:00Z").await;
    node.settle().await;
    let (from, to) = (at("2026-01-10T00:00:00Z"), at("2026-01-11T00:00:00Z"));
    let counted = node.reader().call_statistics(&scope(office()), from, to).await.unwrap();
    let hour = |start, calls, missed, brought| HourOfCalls {
        at: at(start),
        calls,
        missed,
        with_lead: brought,
        with_meeting: brought,
    };
    assert_eq!(counted.hours, [hour("2026-01-10T08:00:00Z", 2, 0, 2), hour("2026-01-10T11:00:00Z", 1, 1, 0)]);
    // Two answers a call, each after 310 ms.
    assert_eq!(counted.waits, [(300, 4)].into());
    assert_eq!(counted.wait_within(0.5), Some(350));
    node.stop().await;
}

async fn an_hour_begins_with_its_first_instant(rig: Rig) {
    let node = rig.node().await;
    rings(&node, 1, CallDirection::Inbound, "2026-01-10T08:00:00Z").await;
    rings(&node, 2, CallDirection::Inbound, "2026-01-10T08:59:59.999999Z").await;
    rings(&node, 3, CallDirection::Inbound, "2026-01-10T09:00:00Z").await;
    node.settle().await;
    let (from, to) = (at("2026-01-10T08:00:00Z"), at("2026-01-10T09:00:00Z"));
    let counted = node.reader().call_statistics(&scope(office()), from, to).await.unwrap();
    let seen: Vec<_> = counted.hours.iter().map(|hour| (hour.at, hour.calls, hour.missed)).collect();
    assert_eq!(seen, [(from, 2, 2)]);
    assert_eq!(counted.waits, [].into());
    node.stop().await;
}
