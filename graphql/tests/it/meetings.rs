//! Meetings: booked where there is room, moved, called off.

use domain::ids::BusinessId;
use domain::ports::Clock as _;
use domain::user::Role;
use futures::future::join_all;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const FIELDS: &str = "meeting { id subject start end status lead { id } agent { name } }
  free { start } userErrors { field message code }";

async fn book(rig: &Rig, input: Value) -> Value {
    let query =
        format!("mutation($input: BookMeetingInput!) {{ bookMeeting(input: $input) {{ {FIELDS} }} }}");
    rig.ask(&query, json!({ "input": input })).await["bookMeeting"].take()
}

async fn reschedule(rig: &Rig, input: Value) -> Value {
    let query = format!(
        "mutation($input: RescheduleMeetingInput!) {{ rescheduleMeeting(input: $input) {{ {FIELDS} }} }}"
    );
    rig.ask(&query, json!({ "input": input })).await["rescheduleMeeting"].take()
}

async fn cancel(rig: &Rig, input: Value) -> Value {
    let query =
        format!("mutation($input: CancelMeetingInput!) {{ cancelMeeting(input: $input) {{ {FIELDS} }} }}");
    rig.ask(&query, json!({ "input": input })).await["cancelMeeting"].take()
}

async fn starts(rig: &Rig) -> Vec<(String, String)> {
    let query = "{ meetings(from: \"2026-11-22T00:00:00+02:00\", to: \"2026-12-06T00:00:00+02:00\") { start status } }";
    let meetings = rig.ask(query, Value::Null).await;
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    meetings["meetings"].as_array().unwrap().iter().map(|m| (text(&m["start"]), text(&m["status"]))).collect()
}

/// Tuesday.
const AT: &str = "2026-11-24T16:30:00+02:00";

fn wish(start: &str) -> Value {
    json!({ "start": start, "subject": "ביקור בדירה" })
}

#[tokio::test]
async fn a_meeting_is_booked_for_the_usual_length() {
    let rig = Rig::new().await;
    let lead = rig.talk().await.to_string();
    let mut input = wish(AT);
    input["leadId"] = json!(lead);
    let payload = book(&rig, input).await;
    let meeting = &done(&payload)["meeting"];
    assert_eq!((&meeting["start"], &meeting["end"]), (&json!(AT), &json!("2026-11-24T17:30:00+02:00")));
    assert_eq!((&meeting["status"], &meeting["lead"]["id"]), (&json!("BOOKED"), &json!(lead)));
    // The business's own calendar is nobody's in person.
    assert_eq!(meeting["agent"], Value::Null);
    assert_eq!(starts(&rig).await, [(AT.to_owned(), "BOOKED".to_owned())]);
}

#[tokio::test]
async fn the_same_key_is_the_same_meeting() {
    let rig = Rig::new().await;
    let mut input = wish(AT);
    input["idempotencyKey"] = json!("m1");
    let first = book(&rig, input.clone()).await;
    assert_eq!(done(&first), &book(&rig, input).await);
    assert_eq!(starts(&rig).await.len(), 1);
}

#[tokio::test]
async fn a_taken_slot_is_refused_with_free_ones_beside_it() {
    let rig = Rig::new().await;
    done(&book(&rig, wish(AT)).await);
    let payload = book(&rig, wish("2026-11-24T16:00:00+02:00")).await;
    assert_eq!(refusal(&payload), (Some("start"), "SLOT_TAKEN"));
    let free: Vec<&str> =
        payload["free"].as_array().unwrap().iter().map(|s| s["start"].as_str().unwrap()).collect();
    // The nearest, another part of the day, another day.
    assert_eq!(free, ["2026-11-24T11:30:00+02:00", "2026-11-24T15:30:00+02:00", "2026-11-25T16:00:00+02:00"]);
    done(&book(&rig, wish(free[1])).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_fifty_who_want_the_same_hour_one_gets_it() {
    let rig = Rig::new().await;
    let payloads = join_all((0..50).map(|_| book(&rig, wish(AT)))).await;
    let booked = payloads.iter().filter(|payload| payload["userErrors"] == json!([])).count();
    let taken = payloads.iter().filter(|payload| payload["userErrors"][0]["code"] == "SLOT_TAKEN").count();
    assert_eq!((booked, taken), (1, 49));
    assert_eq!(starts(&rig).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_booked_is_refused_by_field() {
    let rig = Rig::new().await;
    for (input, field, code) in [
        (wish("2026-11-28T10:00:00+02:00"), "start", "OUTSIDE_HOURS"), // Saturday
        (wish("2026-11-24T17:30:00+02:00"), "start", "OUTSIDE_HOURS"), // an hour, and we close at six
        (wish("2026-11-22T09:00:00+02:00"), "start", "IN_THE_PAST"),
        (json!({ "start": AT, "subject": " " }), "subject", "INVALID"),
        (json!({ "start": AT, "subject": "x", "durationMinutes": 5 }), "durationMinutes", "INVALID"),
        (json!({ "start": AT, "subject": "x", "leadId": "rubbish" }), "leadId", "NOT_FOUND"),
        (json!({ "start": AT, "subject": "x", "agentId": "rubbish" }), "agentId", "NOT_FOUND"),
    ] {
        let payload = book(&rig, input.clone()).await;
        assert_eq!(refusal(&payload), (Some(field), code), "{input}");
        assert_eq!(
            payload["free"].as_array().unwrap().len(),
            if field == "start" { 3 } else { 0 },
            "{input}"
        );
    }
    assert!(starts(&rig).await.is_empty());
}

#[tokio::test]
async fn two_agents_can_meet_at_the_same_time() {
    let rig = Rig::new().await;
    let dana = rig.register("dana@example.com", "דנה", rig.business, Role::Agent).await;
    rig.settle().await;
    done(&book(&rig, wish(AT)).await);
    let mut input = wish(AT);
    input["agentId"] = json!(dana.to_string());
    assert_eq!(done(&book(&rig, input).await)["meeting"]["agent"], json!({ "name": "דנה" }));
    let elsewhere = BusinessId::named("theirs");
    let stranger = rig.register("x@example.com", "זר", elsewhere, Role::Agent).await;
    let mut input = wish(AT);
    input["agentId"] = json!(stranger.to_string());
    assert_eq!(refusal(&book(&rig, input).await), (Some("agentId"), "NOT_FOUND"));
}

#[tokio::test]
async fn a_meeting_moves_within_its_day_and_to_another_and_back() {
    let rig = Rig::new().await;
    let id = book(&rig, wish(AT)).await["meeting"]["id"].take();
    let places = ["2026-11-24T10:00:00+02:00", "2026-11-26T12:00:00+02:00", "2026-11-24T10:00:00+02:00"];
    for (n, start) in places.into_iter().enumerate() {
        let input = json!({ "id": id, "start": start, "idempotencyKey": format!("r{n}") });
        for _ in 0..2 {
            let payload = reschedule(&rig, input.clone()).await;
            assert_eq!(done(&payload)["meeting"]["start"], start);
            assert_eq!(payload["meeting"]["id"], id);
        }
        assert_eq!(starts(&rig).await, [(start.to_owned(), "BOOKED".to_owned())]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_ten_who_move_a_meeting_to_five_days_one_day_has_it() {
    let rig = Rig::new().await;
    let id = book(&rig, wish(AT)).await["meeting"]["id"].take();
    let days = ["2026-11-25", "2026-11-26", "2026-11-29", "2026-11-30", "2026-12-01"];
    let targets: Vec<String> =
        days.into_iter().cycle().take(10).map(|day| format!("{day}T10:00:00+02:00")).collect();
    let moved =
        join_all(targets.iter().map(|start| reschedule(&rig, json!({ "id": id, "start": start })))).await;
    let told =
        |payload: &&Value| payload["userErrors"] == json!([]) || refusal(payload) == (None, "CONFLICT");
    assert!(moved.iter().all(|payload| told(&payload)), "{moved:#?}");
    assert!(moved.iter().any(|payload| payload["userErrors"] == json!([])), "{moved:#?}");
    let stands = starts(&rig).await;
    assert_eq!(stands.len(), 1);
    // Everywhere else there is room: a slot that nobody sees would be refused.
    let free = AT.to_owned();
    for start in targets[..5].iter().chain([&free]).filter(|start| **start != stands[0].0) {
        done(&book(&rig, wish(start)).await);
    }
    let mut input = wish(&stands[0].0);
    input["subject"] = json!("אחרת");
    assert_eq!(refusal(&book(&rig, input).await), (Some("start"), "SLOT_TAKEN"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_meeting_called_off_as_it_moves_is_called_off_or_said_to_have_moved() {
    let rig = Rig::new().await;
    for start in ["2026-11-24T10:00:00+02:00", "2026-11-24T12:00:00+02:00", "2026-11-24T16:00:00+02:00"] {
        let id = book(&rig, wish(start)).await["meeting"]["id"].take();
        let to = start.replace("-24T", "-26T");
        let (moved, off) = futures::join!(
            reschedule(&rig, json!({ "id": id, "start": to })),
            cancel(&rig, json!({ "id": id })),
        );
        assert_eq!(done(&off)["meeting"]["status"], "CANCELLED", "{moved:#}");
    }
    assert!(starts(&rig).await.iter().all(|(_, status)| status == "CANCELLED"));
}

#[tokio::test]
async fn a_move_keeps_the_length_and_respects_what_is_there() {
    let rig = Rig::new().await;
    let long = json!({ "start": AT, "subject": "x", "durationMinutes": 90 });
    let id = book(&rig, long).await["meeting"]["id"].take();
    done(&book(&rig, wish("2026-11-25T10:00:00+02:00")).await);
    let taken = reschedule(&rig, json!({ "id": id, "start": "2026-11-25T09:00:00+02:00" })).await;
    assert_eq!(refusal(&taken), (Some("start"), "SLOT_TAKEN"));
    assert!(!taken["free"].as_array().unwrap().is_empty());
    let moved = reschedule(&rig, json!({ "id": id, "start": "2026-11-25T11:00:00+02:00" })).await;
    assert_eq!(done(&moved)["meeting"]["end"], "2026-11-25T12:30:00+02:00");
    let unknown = json!({ "id": "2f6e7a52-3c86-4b57-9f0c-111111111111", "start": AT });
    assert_eq!(refusal(&reschedule(&rig, unknown).await), (Some("id"), "NOT_FOUND"));
}

#[tokio::test]
async fn a_meeting_called_off_frees_its_time_and_stays_called_off() {
    let rig = Rig::new().await;
    let id = book(&rig, wish(AT)).await["meeting"]["id"].take();
    for _ in 0..2 {
        let payload = cancel(&rig, json!({ "id": id, "reason": "הלקוח ביקש" })).await;
        assert_eq!(done(&payload)["meeting"]["status"], "CANCELLED");
    }
    let moved = reschedule(&rig, json!({ "id": id, "start": AT })).await;
    assert_eq!(refusal(&moved), (Some("id"), "INVALID"));
    done(&book(&rig, wish(AT)).await);
    assert_eq!(refusal(&cancel(&rig, json!({ "id": "rubbish" })).await), (Some("id"), "NOT_FOUND"));
}

#[tokio::test]
async fn what_is_available_is_what_can_be_booked() {
    let rig = Rig::new().await;
    done(&book(&rig, wish("2026-11-27T09:00:00+02:00")).await);
    // Friday, nine to one, an hour of it taken, and Saturday.
    let query = "{ availability(from: \"2026-11-27T00:00:00+02:00\", to: \"2026-11-29T00:00:00+02:00\", durationMinutes: 120) { start end } }";
    let free = rig.ask(query, Value::Null).await;
    let starts: Vec<&str> =
        free["availability"].as_array().unwrap().iter().map(|slot| slot["start"].as_str().unwrap()).collect();
    assert_eq!(
        starts,
        ["2026-11-27T10:00:00+02:00", "2026-11-27T10:30:00+02:00", "2026-11-27T11:00:00+02:00"]
    );
}

#[tokio::test]
async fn the_calendar_as_it_was() {
    let rig = Rig::new().await;
    let booked = done(&book(&rig, wish(AT)).await)["meeting"].clone();
    let before = rig.clock.now().to_string();
    let id = booked["id"].clone();
    let moved = "2026-11-25T10:00:00+02:00";
    done(&reschedule(&rig, json!({ "id": id, "start": moved })).await);
    let query = "query($id: ID!, $at: DateTime!) {
      meeting(id: $id, asOf: $at) { start }
      meetings(from: \"2026-11-22T00:00:00+02:00\", to: \"2026-12-06T00:00:00+02:00\", asOf: $at) { start } }";
    let then = rig.ask(query, json!({ "id": id, "at": before })).await;
    assert_eq!(then, json!({ "meeting": { "start": AT }, "meetings": [{ "start": AT }] }));
    assert_eq!(starts(&rig).await, [(moved.to_owned(), "BOOKED".to_owned())]);
}
