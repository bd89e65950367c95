//! Tests of what becomes of personal data in the whole process: encrypted when written, gone when erased.

use std::{net::SocketAddr, os::unix::fs::PermissionsExt as _};

use domain::{
    DomainEvent as _, Event, StreamId,
    call::{Call, CallCommand, Utterance},
    ids::{BusinessId, LeadId},
    lead::{Lead, LeadFact},
    values::Span,
};
use eventlog::{Position, Recorded};
use media::{
    StreamStart,
    provider::{Tool, ToolCall},
};
use serde_json::{Value, json};

use crate::{
    compose, demo,
    testing::{Bench, call},
};

const KEY: &str = "0123456789abcdef0123456789abcdef";
const CALLER: &str = "+972525550177";
const NAME: &str = "נעמה ברקוביץ";

/// A demo office that has heard two callers, one with a number and one without.
async fn two_callers() -> Bench {
    let bench = Bench::with(&[("MASTER_KEY", KEY)]).await;
    bench.demo().await;
    for (n, from) in [(1, CALLER), (2, "anonymous")] {
        let sid = call(n);
        let recording = format!("RE{n:032x}");
        let form =
            |fields: &[(&str, &str)]| crate::twilio::Fields::from_pairs(fields.iter().copied()).to_form();
        let early = [
            ("CallSid", sid.as_str()),
            ("RecordingSid", &recording),
            ("RecordingStatus", "in-progress"),
            ("RecordingUrl", "https://api.twilio.com/secret"),
        ];
        bench.form("/webhooks/twilio/recording-status", &form(&early), "").await;
        let ringing = [("CallSid", sid.as_str()), ("From", from), ("To", demo::NUMBER)];
        assert_eq!(bench.form("/webhooks/twilio/voice", &form(&ringing), "").await.status.as_u16(), 200);
        let completed =
            [("CallSid", sid.as_str()), ("From", from), ("To", demo::NUMBER), ("CallStatus", "completed")];
        bench.form("/webhooks/twilio/call-status", &form(&completed), "").await;
        bench
            .form(
                "/webhooks/twilio/recording-status",
                &form(&[
                    ("CallSid", sid.as_str()),
                    ("RecordingSid", &recording),
                    ("RecordingStatus", "completed"),
                    ("RecordingUrl", "https://api.twilio.com/secret"),
                ]),
                "",
            )
            .await;
        talk(&bench, n).await;
    }
    bench
}

async fn talk(bench: &Bench, n: u32) {
    let desk = bench.app.media.deps().desk.clone();
    let sid = call(n);
    let token = bench.app.stream_tokens.issue(&sid, BusinessId::named(demo::KEY), bench.app.clock.now());
    let stream = format!("MZ{n:032x}").parse().unwrap();
    desk.admit(&StreamStart { call: sid.clone(), stream, token: Some(token) }).await.unwrap();
    let span = Span { start_ms: 0, end_ms: 900 };
    let utterance =
        Utterance { number: 0, text: format!("קוראים לי {NAME}"), span, confidence: None };
    desk.record(&sid, CallCommand::RecordUtterance { utterance }).await.unwrap();
    let ask = |id: &str, tool| {
        let call = ToolCall { id: id.to_owned(), tool };
        let (desk, sid) = (desk.clone(), sid.clone());
        async move { desk.use_tool(&sid, &call, None).await.unwrap() }
    };
    let facts = vec![LeadFact::Name(NAME.to_owned())];
    ask("1", Tool::CaptureLead { facts, utterance: Some(0) }).await;
    ask("2", Tool::TransferToHuman).await;
    let start = free(bench).await;
    ask("3", Tool::BookMeeting { start, subject: format!("פגישה עם {NAME}") }).await;
    ask("4", Tool::EndCall { summary: Some(format!("{NAME} התקשרה")) }).await;
}

/// A time that can be had.
async fn free(bench: &Bench) -> jiff::Timestamp {
    let desk = bench.app.media.deps().desk.clone();
    let tool = Tool::CheckAvailability { day: None, after: None };
    let call_in = ToolCall { id: "free".to_owned(), tool };
    let found = desk.use_tool(&call(1), &call_in, None).await.unwrap();
    let media::provider::ToolResult::Free(slots) = found else { panic!("{found:?}") };
    slots[0].start()
}

/// Everything the log holds, once nothing follows any more.
async fn settled(bench: &Bench) -> Vec<Recorded> {
    let mut before = 0;
    while before != bench.events().await {
        before = bench.events().await;
        tokio::time::sleep(std::time::Duration::from_millis(1_200)).await;
    }
    bench.app.bus.log().read_after(Position::START, 10_000).await.unwrap()
}

fn personal(event: &Event) -> &'static [&'static str] {
    match event {
        Event::Business(event) => event.personal(),
        Event::Number(event) => event.personal(),
        Event::User(event) => event.personal(),
        Event::Call(event) => event.personal(),
        Event::Lead(event) => event.personal(),
        Event::Calendar(event) => event.personal(),
        Event::Prompt(event) => event.personal(),
        Event::Reminder(event) => event.personal(),
    }
}

#[tokio::test]
async fn whatever_is_personal_is_under_somebodys_key() {
    let bench = two_callers().await;
    let mut under_a_key = 0;
    for recorded in settled(&bench).await {
        if personal(&recorded.event).is_empty() {
            continue;
        }
        if recorded.metadata.person.is_some() {
            under_a_key += 1;
            continue;
        }
        // The line was not known yet: what came then holds nothing of anybody.
        let early = matches!(
            &recorded.event,
            Event::Call(domain::call::CallEvent::RecordingReported { url: None, .. })
        );
        assert!(early, "without a key: {recorded:?}");
    }
    assert!(under_a_key > 40, "{under_a_key}");
}

#[tokio::test]
async fn an_erased_lead_is_nobody_in_every_answer_and_the_chain_is_whole() {
    let bench = two_callers().await;
    settled(&bench).await;
    let login = bench.demo().await;
    let form = json!({ "email": login.email, "password": login.password.expose() });
    let token = bench.json("/auth/login", &form, &[]).await.json()["access_token"].clone();
    let bearer = format!("Bearer {}", token.as_str().unwrap());
    let ask = async |query: &str, variables: Value| {
        let answer = bench
            .json(
                "/graphql",
                &json!({ "query": query, "variables": variables }),
                &[("authorization", &bearer)],
            )
            .await;
        let json = answer.json();
        assert_eq!(json["errors"], Value::Null, "{json:#}");
        json["data"].clone()
    };
    let lead = LeadId::derive(BusinessId::named(demo::KEY), &CALLER.parse().unwrap()).to_string();
    let all = "query($id: ID!, $sid: ID!) { \
        lead(id: $id) { phone name notes { text } provenance { value oldValue } meetings { subject } } \
        call(callSid: $sid) { fromNumber summary transcript { text } } \
        history(entity: LEAD, id: $id) { edges { node { changes { oldValue newValue } } } } }";
    let which = json!({ "id": lead, "sid": call(1).as_str() });
    let before = ask(all, which.clone()).await.to_string();
    assert!(before.contains(NAME) && before.contains(CALLER), "{before}");

    let erase = "mutation($input: EraseLeadInput!) { eraseLead(input: $input) { lead { phone name } userErrors { code } } }";
    let erased = ask(erase, json!({ "input": { "id": lead } })).await;
    assert_eq!(erased["eraseLead"]["lead"], json!({ "phone": "+0000000000", "name": null }), "{erased:#}");
    let after = ask(all, which).await.to_string();
    assert!(!after.contains(NAME) && !after.contains(CALLER), "{after}");
    assert!(after.contains("[erased]"));

    // Others are who they were, and nothing was altered.
    let others = ask("{ leads(first: 10) { edges { node { name } } } }", Value::Null).await.to_string();
    assert!(others.contains("אבי מזרחי"), "{others}");
    let log = bench.app.bus.log();
    while log.verify().await.unwrap().unsealed > 0 {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(log.verify().await.unwrap().fault, None);
    let Lead::Known(held) = bench.state(&StreamId::lead(lead.parse().unwrap())).await else { panic!() };
    assert_eq!(held.details.name(), None);
    let held: Call = bench.state(&StreamId::call(&call(1))).await;
    assert_eq!(held.summary.as_deref(), Some("[erased]"));
}

#[tokio::test]
async fn a_node_with_another_key_does_not_start() {
    let bench = Bench::with(&[("MASTER_KEY", KEY)]).await;
    let mut config = bench.config.clone();
    config.security.master_key = Some(crate::config::Secret::new("fedcba9876543210fedcba9876543210"));
    let refused = compose::app(&config, SocketAddr::from(([127, 0, 0, 1], 8080))).await;
    let said = refused.err().expect("it started").to_string();
    assert!(said.starts_with("MASTER_KEY") && !said.contains('\n'), "{said}");
    assert!(!said.contains("fedcba"), "{said}");
}

#[tokio::test]
async fn a_key_nobody_set_is_made_and_kept_for_this_user_alone() {
    let bench = Bench::new().await;
    let mode = std::fs::metadata(bench.folder().join("master_key")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let again = compose::open_log(&bench.config).await.unwrap();
    again.close().await;
}
