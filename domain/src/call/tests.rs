//! A call's facts, told in any order.

use proptest::{prelude::*, sample::subsequence};

use super::*;
use crate::decider::{Decider, Outcome};
use crate::ids::{BusinessId, StreamSid};
use crate::testing::{after, at, given, sid, survives_the_log};
use crate::values::{Latency, Party, Span};

fn line() -> Line {
    Line {
        business: BusinessId::default_business(),
        direction: CallDirection::Inbound,
        from: Party::read("+972525550100"),
        to: Party::read("+97235550100"),
    }
}

fn stream(number: u32) -> StreamSid {
    format!("MZ{number:032x}").parse().expect("a sid")
}

fn recording() -> crate::ids::RecordingSid {
    format!("RE{:032x}", 1).parse().expect("a sid")
}

fn status(status: CallStatus, time: &str) -> CallEvent {
    CallEvent::StatusReported { status, duration_seconds: None, at: at(time) }
}

fn report(status: CallStatus, time: &str) -> CallCommand {
    let duration_seconds = status.is_final().then_some(120);
    CallCommand::ReportStatus { line: Some(line()), status, duration_seconds, at: at(time) }
}

fn utterance(number: u32) -> Utterance {
    let span = Span { start_ms: number * 1_000, end_ms: number * 1_000 + 800 };
    Utterance { number, text: format!("משפט {number}"), span, confidence: Some(0.9) }
}

fn reply(turn: u32) -> Reply {
    let span = Span { start_ms: turn * 1_000 + 500, end_ms: turn * 1_000 + 900 };
    Reply {
        turn,
        text: "שלום".to_owned(),
        span,
        interrupted: false,
        latency: Latency::default(),
        prompt: None,
    }
}

#[test]
fn a_first_ring_makes_the_call() {
    given::<Call>([]).when(&CallCommand::ReceiveIncoming { line: line(), at: at("10:00") }).then([
        CallEvent::LineIdentified { line: line(), at: at("10:00") },
        status(CallStatus::Ringing, "10:00"),
    ]);
}

#[test]
fn an_unknown_call_is_made_by_whatever_comes_first() {
    given::<Call>([])
        .when(&CallCommand::StartStream { stream: stream(1), at: at("10:00") })
        .then([CallEvent::StreamStarted { stream: stream(1), at: at("10:00") }]);
}

#[test]
fn a_webhook_delivered_twice_is_one() {
    let happened =
        [CallEvent::LineIdentified { line: line(), at: at("10:00") }, status(CallStatus::Ringing, "10:00")];
    given::<Call>(happened)
        .when(&CallCommand::ReceiveIncoming { line: line(), at: at("10:00") })
        .then_already_so();
}

#[test]
fn a_late_ringing_after_the_end_moves_nothing_backwards() {
    let call = Call::fold(&[status(CallStatus::Completed, "10:02"), status(CallStatus::Ringing, "10:03")]);
    assert_eq!(call.status(), CallStatus::Completed);
}

#[test]
fn a_ringing_that_was_earlier_than_all_that_was_heard_moves_the_beginning() {
    let commands = [
        report(CallStatus::Ringing, "10:01"),
        CallCommand::ReceiveIncoming { line: line(), at: at("10:00") },
    ];
    assert_eq!(after::<Call>(&commands).first_seen, Some(at("10:00")));
}

#[test]
fn a_second_stream_may_not_speak_for_the_call() {
    given::<Call>([CallEvent::StreamStarted { stream: stream(1), at: at("10:00") }])
        .when(&CallCommand::StartStream { stream: stream(2), at: at("10:01") })
        .then_refused(&CallRefusal::StreamTaken { by: stream(1) });
}

#[test]
fn the_same_stream_again_is_no_news() {
    given::<Call>([CallEvent::StreamStarted { stream: stream(1), at: at("10:00") }])
        .when(&CallCommand::StartStream { stream: stream(1), at: at("10:01") })
        .then_already_so();
}

#[test]
fn a_length_that_comes_with_a_repeat_is_news() {
    given::<Call>([status(CallStatus::Completed, "10:02")])
        .when(&report(CallStatus::Completed, "10:02"))
        .then([
            CallEvent::LineIdentified { line: line(), at: at("10:02") },
            CallEvent::StatusReported {
                status: CallStatus::Completed,
                duration_seconds: Some(120),
                at: at("10:02"),
            },
        ]);
}

#[test]
fn an_utterance_told_twice_is_one() {
    given::<Call>([CallEvent::UtteranceRecorded { utterance: utterance(0) }])
        .when(&CallCommand::RecordUtterance { utterance: utterance(0) })
        .then_already_so();
}

#[test]
fn a_recording_only_grows() {
    let done = CallEvent::RecordingReported {
        recording: recording(),
        status: RecordingStatus::Completed,
        url: None,
        duration_seconds: None,
        at: at("10:05"),
    };
    let late = CallCommand::ReportRecording {
        recording: recording(),
        status: RecordingStatus::InProgress,
        url: None,
        duration_seconds: None,
        at: at("10:01"),
    };
    given::<Call>([done]).when(&late).then_already_so();
}

#[test]
fn a_conversation_that_ended_is_completed_without_twilio_saying_so() {
    let ended = CallEvent::Ended { reason: EndReason::CallerHungUp, at: at("10:02") };
    assert_eq!(Call::fold(&[status(CallStatus::Ringing, "10:00"), ended]).status(), CallStatus::Completed);
}

#[test]
fn a_call_nobody_told_the_end_of_is_over_and_only_who_spoke_is_said_to_have_spoken() {
    let rang = status(CallStatus::Ringing, "10:00");
    let unreported = CallEvent::Ended { reason: EndReason::Unreported, at: at("10:02") };
    let started = CallEvent::StreamStarted { stream: stream(1), at: at("10:01") };
    let shown = |more: &[CallEvent]| {
        let events: Vec<_> = std::iter::once(&rang).chain(more).chain([&unreported]).cloned().collect();
        Call::fold(&events).status()
    };
    assert_eq!(shown(&[]), CallStatus::NoAnswer);
    assert_eq!(shown(&[started]), CallStatus::Completed);
    assert_eq!(shown(&[status(CallStatus::InProgress, "10:01")]), CallStatus::Completed);
    assert_eq!(shown(&[status(CallStatus::Completed, "10:03")]), CallStatus::Completed, "Twilio knows");
}

/// Everything that is told of one call.
fn facts() -> Vec<CallCommand> {
    let recorded = |status, time: &str| CallCommand::ReportRecording {
        recording: recording(),
        status,
        url: Some("https://example.com/r".to_owned()),
        duration_seconds: Some(118),
        at: at(time),
    };
    let streamed = |report, time: &str| CallCommand::ReportStream {
        stream: stream(1),
        report,
        error: None,
        at: at(time),
    };
    let mut facts = vec![
        CallCommand::ReceiveIncoming { line: line(), at: at("10:00") },
        report(CallStatus::Ringing, "10:01"),
        report(CallStatus::InProgress, "10:02"),
        report(CallStatus::Completed, "10:09"),
        CallCommand::ReportStatus {
            line: None,
            status: CallStatus::Completed,
            duration_seconds: None,
            at: at("10:08"),
        },
        streamed(StreamReport::Started, "10:02"),
        streamed(StreamReport::Stopped, "10:08"),
        CallCommand::StartStream { stream: stream(1), at: at("10:02") },
        recorded(RecordingStatus::InProgress, "10:02"),
        recorded(RecordingStatus::Completed, "10:10"),
        CallCommand::End { reason: EndReason::AgentHungUp, at: at("10:08") },
        hand_over("10:07"),
        CallCommand::ReportTransfer { outcome: TransferOutcome::Answered, at: at("10:09") },
        CallCommand::AttachLead { lead: crate::ids::LeadId::from_uuid(uuid::Uuid::from_u128(7)) },
        CallCommand::AttachMeeting { meeting: crate::ids::MeetingId::derive("m") },
        CallCommand::Summarise { summary: "סיכום".to_owned() },
    ];
    facts.extend((0..3).map(|number| CallCommand::RecordUtterance { utterance: utterance(number) }));
    facts.extend((0..3).map(|turn| CallCommand::RecordReply { reply: reply(turn) }));
    facts
}

proptest! {
    /// Any order, any repetition: the same call. Each command is applied at least once.
    #[test]
    fn the_order_of_delivery_does_not_matter(
        order in Just(facts()).prop_shuffle(),
        again in subsequence(facts(), 0..facts().len()).prop_shuffle(),
        split in 0_usize..20,
    ) {
        let (early, late) = again.split_at(split.min(again.len()));
        let delivered: Vec<CallCommand> = early.iter().chain(&order).chain(late).cloned().collect();
        prop_assert_eq!(after::<Call>(&delivered), after::<Call>(&facts()));
    }

    /// What was decided once is decided never again.
    #[test]
    fn a_repeat_is_never_news(order in Just(facts()).prop_shuffle()) {
        let call: Call = after(&order);
        for command in &order {
            prop_assert_eq!(call.decide(command), Ok(Outcome::AlreadySo));
        }
    }
}

fn hand_over(time: &str) -> CallCommand {
    CallCommand::RequestTransfer { to: "+97235550101".parse().expect("a number"), at: at(time) }
}

#[test]
fn a_call_is_handed_over_once_and_not_again_after_its_report() {
    let asked: Call = after(&[hand_over("10:07"), hand_over("10:08")]);
    assert!(asked.transfer.open().is_some());
    let reported = CallCommand::ReportTransfer { outcome: TransferOutcome::Busy, at: at("10:09") };
    let over: Call = after(&[hand_over("10:07"), reported.clone()]);
    assert_eq!((over.transfer.open(), over.transfer.outcome), (None, Some(TransferOutcome::Busy)));
    let late: Call = after(&[reported, hand_over("10:07")]);
    assert_eq!(late.transfer, over.transfer, "the report may overtake the request");
}

#[test]
fn every_event_survives_the_log() {
    let mut call = Call::default();
    for command in facts() {
        for event in call.decide(&command).map(Outcome::into_events).expect("nothing is refused") {
            survives_the_log(&event);
            call.evolve(&event);
        }
    }
    let json = serde_json::to_string(&call).expect("json");
    assert_eq!(serde_json::from_str::<Call>(&json).expect("its own JSON"), call);
    assert_eq!(sid(1).as_str().len(), 34);
}
