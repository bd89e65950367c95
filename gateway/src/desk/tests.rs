use domain::{
    StreamId,
    call::{Call, CallCommand, Utterance},
    ids::{BusinessId, CallSid, LeadId},
    lead::{Lead, LeadFact},
    policy::booking::civil_day,
    values::{Intent, Source, Span, TIME_ZONE},
};
use jiff::{Timestamp, ToSpan, civil::Weekday, tz::TimeZone};
use media::{
    StreamStart,
    desk::{Desk, DeskError},
    provider::{Tool, ToolCall, ToolResult},
};

use crate::{
    demo,
    memory::Memory,
    testing::{Bench, call},
};

const CALLER: &str = "+972525550177";

struct Office {
    bench: Bench,
    desk: std::sync::Arc<dyn Desk>,
}

/// The demo's office, with a call from this number.
async fn office(from: &str) -> Office {
    let bench = Bench::new().await;
    bench.demo().await;
    let sid = call(1);
    let fields = [("CallSid", sid.as_str()), ("From", from), ("To", demo::NUMBER)];
    assert_eq!(bench.form("/webhooks/twilio/voice", &form(&fields), "").await.status.as_u16(), 200);
    Office { desk: bench.app.media.deps().desk.clone(), bench }
}

fn form(fields: &[(&str, &str)]) -> String {
    crate::twilio::Fields::from_pairs(fields.iter().copied()).to_form()
}

impl Office {
    async fn ask(&self, id: &str, tool: Tool) -> ToolResult {
        let source = Source { call: call(1), utterance: 2, span: Span { start_ms: 8_000, end_ms: 9_500 } };
        self.desk.use_tool(&call(1), &ToolCall { id: id.to_owned(), tool }, Some(source)).await.unwrap()
    }

    async fn lead(&self) -> Lead {
        let id = LeadId::derive(BusinessId::named(demo::KEY), &CALLER.parse().unwrap());
        self.bench.state(&StreamId::lead(id)).await
    }

    /// The next Tuesday's ten o'clock, at least two days off: open, and free of the demo's meetings' days or not.
    fn tuesday_at_ten(&self) -> Timestamp {
        let mut day = civil_day(self.bench.app.clock.now()).saturating_add(9.days());
        while day.weekday() != Weekday::Tuesday {
            day = day.saturating_add(1.days());
        }
        day.at(10, 0, 0, 0).to_zoned(TimeZone::get(TIME_ZONE).unwrap()).unwrap().timestamp()
    }
}

#[tokio::test]
async fn what_the_caller_tells_is_written_down_once_with_its_source() {
    let office = office(CALLER).await;
    let facts = vec![LeadFact::Name("נועה לוי".to_owned()), LeadFact::Intent(Intent::Buy)];
    for _ in 0..2 {
        let capture = Tool::CaptureLead { facts: facts.clone(), utterance: Some(2) };
        assert_eq!(office.ask("t1", capture).await, ToolResult::Captured);
    }
    let Lead::Known(lead) = office.lead().await else { panic!("no lead") };
    assert_eq!(lead.details.name(), Some("נועה לוי"));
    assert!(lead.typed.is_empty());
    assert!(lead.calls.contains(&call(1)));
    let held: Call = office.bench.state(&StreamId::call(&call(1))).await;
    assert!(held.lead.is_some());
}

#[tokio::test]
async fn a_caller_who_withholds_the_number_cannot_be_written_down() {
    let office = office("anonymous").await;
    let capture = Tool::CaptureLead { facts: vec![LeadFact::City("חיפה".to_owned())], utterance: None };
    assert!(matches!(office.ask("t1", capture).await, ToolResult::Failed(_)));
}

#[tokio::test]
async fn a_number_of_the_business_itself_makes_no_lead() {
    let office = office(demo::NUMBER).await;
    let capture = Tool::CaptureLead { facts: vec![LeadFact::City("חיפה".to_owned())], utterance: None };
    assert!(matches!(office.ask("t1", capture).await, ToolResult::Failed(_)));
    let note = Tool::LeaveNote { text: "הודעה".to_owned() };
    assert_eq!(office.ask("t2", note).await, ToolResult::Done);
    let caught_up = async {
        let log = office.bench.app.bus.log();
        let tip = log.tip().await.unwrap();
        while !log.reactors().await.unwrap().iter().any(|each| each.name == "crm" && each.position >= tip) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(10), caught_up).await.expect("the reactor stands");
    let id = LeadId::derive(BusinessId::named(demo::KEY), &demo::NUMBER.parse().unwrap());
    assert_eq!(office.bench.state::<Lead>(&StreamId::lead(id)).await, Lead::Unknown);
    let held: Call = office.bench.state(&StreamId::call(&call(1))).await;
    assert_eq!((held.lead, held.summary.as_deref()), (None, Some("הודעה")));
}

#[tokio::test]
async fn what_a_caller_without_a_number_leaves_is_read_in_the_call() {
    let office = office("anonymous").await;
    let note = Tool::LeaveNote { text: "הודעה מהפונה: אפס חמש שתיים".to_owned() };
    assert_eq!(office.ask("t1", note).await, ToolResult::Done);
    let held: Call = office.bench.state(&StreamId::call(&call(1))).await;
    assert_eq!(held.summary.as_deref(), Some("הודעה מהפונה: אפס חמש שתיים"));
}

#[tokio::test]
async fn a_slot_is_booked_once_and_others_are_offered_what_is_near() {
    let office = office(CALLER).await;
    let start = office.tuesday_at_ten();
    let book = |subject: &str| Tool::BookMeeting { start, subject: subject.to_owned() };
    let ToolResult::Booked { meeting, slot } = office.ask("t1", book("ביקור")).await else {
        panic!("not booked")
    };
    assert_eq!(slot.start(), start);
    assert_eq!(office.ask("t1", book("ביקור")).await, ToolResult::Booked { meeting, slot });
    let ToolResult::NotFree { free } = office.ask("t2", book("עוד ביקור")).await else {
        panic!("booked twice")
    };
    assert!(!free.is_empty() && free.iter().all(|other| !other.overlaps(&slot)));
    let held: Call = office.bench.state(&StreamId::call(&call(1))).await;
    assert!(held.meetings.contains(&meeting));
}

#[tokio::test]
async fn free_slots_lie_on_the_day_asked_for_and_not_before_the_hour() {
    let office = office(CALLER).await;
    let day = civil_day(office.tuesday_at_ten());
    let after = Some(jiff::civil::time(14, 0, 0, 0));
    let asked = Tool::CheckAvailability { day: Some(day), after };
    let ToolResult::Free(free) = office.ask("t1", asked).await else { panic!("no answer") };
    let zone = TimeZone::get(TIME_ZONE).unwrap();
    assert_eq!(free.len(), 3);
    assert!(
        free.iter()
            .all(|slot| slot.start().to_zoned(zone.clone()).hour() >= 14 && civil_day(slot.start()) == day)
    );
}

#[tokio::test]
async fn who_asks_for_a_person_is_called_back() {
    let office = office(CALLER).await;
    let facts = Vec::new();
    office.ask("t1", Tool::CaptureLead { facts, utterance: None }).await;
    assert!(matches!(office.ask("t2", Tool::TransferToHuman).await, ToolResult::Failed(_)));
    let Lead::Known(lead) = office.lead().await else { panic!("no lead") };
    assert_eq!(lead.notes.len(), 1);
}

#[tokio::test]
async fn a_note_is_left_once_on_a_lead_that_is_made_for_it() {
    let office = office(CALLER).await;
    for _ in 0..2 {
        let note = Tool::LeaveNote { text: "להתקשר בערב".to_owned() };
        assert_eq!(office.ask("t1", note).await, ToolResult::Done);
    }
    let Lead::Known(lead) = office.lead().await else { panic!("no lead") };
    assert_eq!(lead.notes.len(), 1);
}

#[tokio::test]
async fn the_agent_remembers_earlier_calls_and_notes_as_people_are_shown() {
    let office = office(CALLER).await;
    let sids: Vec<CallSid> = (2..=6).map(call).collect();
    for (number, sid) in sids.iter().enumerate() {
        let fields = [("CallSid", sid.as_str()), ("From", CALLER), ("To", demo::NUMBER)];
        office.bench.form("/webhooks/twilio/voice", &form(&fields), "").await;
        let capture = Tool::CaptureLead { facts: Vec::new(), utterance: None };
        let captured = ToolCall { id: "lead".to_owned(), tool: capture };
        office.desk.use_tool(sid, &captured, None).await.unwrap();
        let utterance = Utterance {
            number: 0,
            text: format!("מילים {number} {}", "ועוד ".repeat(200)),
            span: Span { start_ms: 0, end_ms: 900 },
            confidence: None,
        };
        office.desk.record(sid, CallCommand::RecordUtterance { utterance }).await.unwrap();
        if number == 4 {
            let summary = CallCommand::Summarise { summary: "סוכם בקצרה".to_owned() };
            office.desk.record(sid, summary).await.unwrap();
        }
    }
    office.ask("note", Tool::LeaveNote { text: "להתקשר בערב".to_owned() }).await;
    let tokens = &office.bench.app.stream_tokens;
    let start = StreamStart {
        token: Some(tokens.issue(&call(1), BusinessId::named(demo::KEY), office.bench.app.clock.now())),
        stream: "MZ00000000000000000000000000000001".parse().unwrap(),
        call: call(1),
    };
    let brief = office.desk.admit(&start).await.unwrap();
    let told: Vec<&str> = brief.earlier.iter().map(|earlier| earlier.text.as_str()).collect();
    let newest = told.iter().find(|text| text.contains("מילים 4")).unwrap();
    assert!(newest.starts_with("הפונה: "), "the newest by its own words: {newest}");
    assert!(told.contains(&"להתקשר בערב"), "{told:#?}");
    assert_eq!(told.len(), 6, "five calls and a note: {told:#?}");
    let tokens: usize = told.iter().map(|text| domain::policy::memory::tokens(text)).sum();
    assert!(tokens <= domain::policy::memory::MOST_TOKENS, "{tokens}");
    let person = LeadId::derive(BusinessId::named(demo::KEY), &CALLER.parse().unwrap());
    let shown = Memory::new(office.bench.app.bus.clone()).recall(person, None, None).await.unwrap();
    let shown: Vec<&str> = shown.iter().map(|each| each.text.as_str()).collect();
    assert_eq!(shown, told, "people are shown what the agent is told");
    assert!(brief.earlier.is_sorted_by_key(|earlier| earlier.at));
}

#[tokio::test]
async fn the_agent_is_briefed_for_a_call_that_rang_and_for_no_other() {
    let office = office(CALLER).await;
    let business = BusinessId::named(demo::KEY);
    let tokens = &office.bench.app.stream_tokens;
    let start = |sid: CallSid| StreamStart {
        token: Some(tokens.issue(&sid, business, office.bench.app.clock.now())),
        stream: "MZ00000000000000000000000000000001".parse().unwrap(),
        call: sid,
    };
    let brief = office.desk.admit(&start(call(1))).await.unwrap();
    assert!(brief.greeting.contains("הדמו נדל״ן"), "{}", brief.greeting);
    assert!(brief.prompt.is_some_and(|(used, text)| used.version == 1 && text.contains("לאה")));
    assert_eq!(
        (brief.free.len(), brief.caller.phone().map(domain::values::PhoneNumber::as_str)),
        (3, Some(CALLER))
    );
    assert!(matches!(office.desk.admit(&start(call(2))).await, Err(DeskError::Refused(_))));
}
