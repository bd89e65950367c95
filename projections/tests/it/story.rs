//! What happens in an agency, by commands.

use domain::business::{Business, BusinessCommand, Settings};
use domain::calendar::{Calendar, CalendarCommand, NewMeeting, Rules};
use domain::call::{
    Call, CallCommand, CallDirection, CallStatus, EndReason, Line, PromptUsed, RecordingStatus, Reply,
    StreamReport, Utterance,
};
use domain::ids::{BusinessId, CallSid, LeadId, MeetingId, UserId};
use domain::lead::{Lead, LeadCommand, LeadFact};
use domain::number::{Number, NumberCommand};
use domain::prompt::{Prompt, PromptCommand};
use domain::user::{PasswordHash, Role, User, UserCommand};
use domain::values::{Channel, Intent, Latency, Money, Party, PhoneNumber, Rooms, Source, Span, TimeSlot};
use domain::{Actor, Decider, StreamId};
use eventlog::{CommandBus, Committed, Context, Position};
use jiff::{SignedDuration, Timestamp};

pub(crate) fn office() -> BusinessId {
    BusinessId::named("office")
}

pub(crate) fn rival() -> BusinessId {
    BusinessId::named("rival")
}

pub(crate) fn agent() -> UserId {
    UserId::of_email("agent@example.com")
}

pub(crate) fn sid(number: u32) -> CallSid {
    format!("CA{number:032x}").parse().unwrap()
}

pub(crate) fn phone(number: u32) -> PhoneNumber {
    PhoneNumber::try_from(format!("+97252{:07}", 5_550_000 + number)).unwrap()
}

pub(crate) fn lead(business: BusinessId, number: u32) -> LeadId {
    LeadId::derive(business, &phone(number))
}

pub(crate) fn meeting(number: u32) -> MeetingId {
    MeetingId::derive(&format!("book {number}"))
}

/// Noon of a day in the future, and so many minutes.
pub(crate) fn noon(minutes: i64) -> Timestamp {
    let noon: Timestamp = "2026-03-01T10:00:00Z".parse().unwrap();
    noon + SignedDuration::from_mins(minutes)
}

pub(crate) async fn tell<D: Decider>(
    bus: &CommandBus,
    business: BusinessId,
    stream: &StreamId,
    name: &'static str,
    command: D::Command,
) -> Position {
    use std::sync::atomic::{AtomicU64, Ordering};
    static NEXT: AtomicU64 = AtomicU64::new(1);
    let context = Context {
        business: Some(business),
        command_id: format!("test:{}", NEXT.fetch_add(1, Ordering::Relaxed)),
        command: name,
        causation_id: Some("the test".to_owned()),
        correlation_id: stream.to_string(),
        actor: Actor::User { id: agent() },
        person: None,
    };
    bus.execute::<D>(stream, command, &context).await.map(Committed::position).unwrap()
}

/// An agency with a number, a person and a prompt.
pub(crate) async fn open(bus: &CommandBus, business: BusinessId, number: u32) {
    let settings = Settings::usual(format!("סוכנות {number}"));
    tell::<Business>(
        bus,
        business,
        &StreamId::business(business),
        "Open",
        BusinessCommand::Open { settings },
    )
    .await;
    tell::<Number>(
        bus,
        business,
        &StreamId::number(&phone(number)),
        "Claim",
        NumberCommand::Claim { business },
    )
    .await;
    let email = format!("agent{number}@example.com");
    let register = UserCommand::Register {
        email: email.clone(),
        name: format!("דנה {number}"),
        business,
        role: Role::Agent,
        password: PasswordHash::from_phc("$argon2id$x"),
    };
    tell::<User>(bus, business, &StreamId::user(UserId::of_email(&email)), "Register", register).await;
    let prompt = StreamId::prompt(business, Channel::Calls);
    for text in ["דברי יפה", "דברי יפה מאוד"] {
        let publish = PromptCommand::PublishVersion { text: text.to_owned() };
        tell::<Prompt>(bus, business, &prompt, "PublishVersion", publish).await;
    }
    tell::<Prompt>(bus, business, &prompt, "ActivateVersion", PromptCommand::ActivateVersion { version: 1 })
        .await;
}

/// What is reported of a call, in the order in which it happens. Each starts a minute after the one before.
pub(crate) fn reports(business: BusinessId, number: u32) -> Vec<(&'static str, CallCommand)> {
    let at = |seconds: i64| {
        let start: Timestamp = "2026-01-10T08:00:00Z".parse().unwrap();
        start + SignedDuration::from_secs(i64::from(number) * 60 + seconds)
    };
    let line = Line {
        business,
        direction: CallDirection::Inbound,
        from: Party::Phone(phone(number)),
        to: Party::Phone(phone(9_999)),
    };
    let stream: domain::ids::StreamSid = format!("MZ{number:032x}").parse().unwrap();
    let recording: domain::ids::RecordingSid = format!("RE{number:032x}").parse().unwrap();
    let span = |second: u32| Span { start_ms: second * 1_000, end_ms: second * 1_000 + 900 };
    let recorded = |status, url: Option<&str>, at| CallCommand::ReportRecording {
        recording: recording.clone(),
        status,
        url: url.map(str::to_owned),
        duration_seconds: url.map(|_| 40),
        at,
    };
    vec![
        ("ReceiveIncoming", CallCommand::ReceiveIncoming { line: line.clone(), at: at(0) }),
        ("ReportStatus", status(CallStatus::InProgress, None, at(2))),
        ("StartStream", CallCommand::StartStream { stream: stream.clone(), at: at(3) }),
        (
            "ReportStream",
            CallCommand::ReportStream {
                stream: stream.clone(),
                report: StreamReport::Started,
                error: None,
                at: at(3),
            },
        ),
        ("ReportRecording", recorded(RecordingStatus::InProgress, None, at(3))),
        ("RecordReply", reply(0, "שלום, כאן לאה", span(1))),
        ("RecordUtterance", utterance(0, "אני מחפש דירה בחיפה", span(4))),
        ("RecordReply", reply(1, "כמה חדרים?", span(7))),
        ("RecordUtterance", utterance(1, "ארבעה", span(9))),
        ("AttachLead", CallCommand::AttachLead { lead: lead(business, number) }),
        ("AttachMeeting", CallCommand::AttachMeeting { meeting: meeting(number) }),
        ("End", CallCommand::End { reason: EndReason::AgentHungUp, at: at(40) }),
        (
            "ReportStream",
            CallCommand::ReportStream { stream, report: StreamReport::Stopped, error: None, at: at(41) },
        ),
        ("ReportStatus", status(CallStatus::Completed, Some(42), at(42))),
        ("ReportRecording", recorded(RecordingStatus::Completed, Some("https://api.twilio.com/r"), at(50))),
        ("Summarise", CallCommand::Summarise { summary: "מחפש ארבעה חדרים בחיפה".to_owned() }),
    ]
}

fn status(status: CallStatus, duration_seconds: Option<u32>, at: Timestamp) -> CallCommand {
    CallCommand::ReportStatus { line: None, status, duration_seconds, at }
}

fn utterance(number: u32, text: &str, span: Span) -> CallCommand {
    CallCommand::RecordUtterance {
        utterance: Utterance { number, text: text.to_owned(), span, confidence: Some(0.91) },
    }
}

fn reply(turn: u32, text: &str, span: Span) -> CallCommand {
    CallCommand::RecordReply {
        reply: Reply {
            turn,
            text: text.to_owned(),
            span,
            interrupted: turn == 1,
            latency: Latency { first_audio_ms: Some(310), ..Latency::default() },
            prompt: Some(PromptUsed { channel: Channel::Calls, version: 1 }),
        },
    }
}

/// A call from beginning to end, the lead it brings, and the meeting it books.
pub(crate) async fn whole_call(bus: &CommandBus, business: BusinessId, number: u32) {
    for (name, report) in reports(business, number) {
        tell::<Call>(bus, business, &StreamId::call(&sid(number)), name, report).await;
    }
    capture(bus, business, number).await;
    book(bus, business, number).await;
}

pub(crate) async fn capture(bus: &CommandBus, business: BusinessId, number: u32) {
    let span = Span { start_ms: 4_000, end_ms: 4_900 };
    let capture = LeadCommand::Capture {
        business,
        phone: phone(number),
        facts: vec![
            LeadFact::Name(format!("Noa {number}")),
            LeadFact::Intent(Intent::Buy),
            LeadFact::City("חיפה".to_owned()),
            LeadFact::Rooms(Rooms::halves(8)),
            LeadFact::Budget(Money::shekels(2_500_000)),
        ],
        source: Some(Source { call: sid(number), utterance: 0, span }),
        call: Some(sid(number)),
    };
    tell::<Lead>(bus, business, &StreamId::lead(lead(business, number)), "CaptureLead", capture).await;
}

pub(crate) async fn change_lead(bus: &CommandBus, business: BusinessId, number: u32, command: LeadCommand) {
    tell::<Lead>(bus, business, &StreamId::lead(lead(business, number)), "UpdateLead", command).await;
}

/// At noon and an hour more for each number, so that days and slots differ.
pub(crate) async fn book(bus: &CommandBus, business: BusinessId, number: u32) {
    let start = noon(i64::from(number) * 60);
    let slot = TimeSlot::new(start, start + SignedDuration::from_mins(60)).unwrap();
    let book = CalendarCommand::Book {
        id: meeting(number),
        meeting: NewMeeting {
            business,
            agent: agent(),
            lead: Some(lead(business, number)),
            slot,
            subject: "פגישה".to_owned(),
            source: Some(Source {
                call: sid(number),
                utterance: 1,
                span: Span { start_ms: 9_000, end_ms: 9_900 },
            }),
        },
        rules: Rules { open: vec![slot], buffer_minutes: 0, now: noon(-600) },
    };
    tell::<Calendar>(bus, business, &day_of(business, number), "BookMeeting", book).await;
}

pub(crate) fn day_of(business: BusinessId, number: u32) -> StreamId {
    let day = noon(i64::from(number) * 60).to_zoned(jiff::tz::TimeZone::UTC).date();
    StreamId::calendar(business, agent(), day)
}
