//! Leads: read, corrected, moved, annotated.

use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, done, refusal};

const LEAD: &str = "query($id: ID!, $at: DateTime) { lead(id: $id, asOf: $at) {
  id phone name status details { intent city neighborhood propertyKind rooms budget email }
  notes { text author } calls { callSid } meetings { id }
  provenance { field value oldValue actor { kind name } command call { callSid } utterance { text } startMs endMs } } }";

const UPDATE: &str = "mutation($input: UpdateLeadInput!) { updateLead(input: $input) {
  lead { name details { city rooms budget email } } userErrors { field message code } } }";

const STATUS: &str = "mutation($input: SetLeadStatusInput!) { setLeadStatus(input: $input) {
  lead { status } userErrors { field message code } } }";

const NOTE: &str = "mutation($input: AddLeadNoteInput!) { addLeadNote(input: $input) {
  lead { notes { text author } } userErrors { field message code } } }";

#[tokio::test]
async fn a_lead_is_what_the_conversation_told_and_says_where_from() {
    let rig = Rig::new().await;
    let id = rig.talk().await;
    rig.settle().await;
    let lead = &rig.ask(LEAD, json!({ "id": id.to_string() })).await["lead"];
    assert_eq!(lead["phone"], PHONE);
    assert_eq!(lead["status"], "NEW");
    assert_eq!(lead["details"]["intent"], "BUY");
    assert_eq!(lead["details"]["city"], "חיפה");
    assert_eq!(lead["details"]["rooms"], 3.5);
    assert_eq!(lead["calls"], json!([{ "callSid": CALL }]));
    let city = lead["provenance"].as_array().unwrap().iter().find(|row| row["field"] == "CITY").unwrap();
    assert_eq!(city["value"], "חיפה");
    assert_eq!(city["command"], "CaptureLead");
    assert_eq!(city["call"]["callSid"], CALL);
    assert_eq!(city["utterance"]["text"], "אני מחפש לקנות שלושה וחצי חדרים בחיפה");
    assert_eq!((&city["startMs"], &city["endMs"]), (&json!(2_000), &json!(3_500)));
}

#[tokio::test]
async fn a_correction_is_seen_at_once_and_a_repeat_of_it_is_the_same() {
    let rig = Rig::new().await;
    let id = rig.talk().await;
    let input = json!({ "id": id.to_string(), "name": "  יוסי לוי ", "budget": 2_500_000, "clear": ["CITY"], "idempotencyKey": "k1" });
    for _ in 0..2 {
        let answer = rig.ask(UPDATE, json!({ "input": input })).await;
        let lead = &done(&answer["updateLead"])["lead"];
        assert_eq!(lead["name"], "יוסי לוי");
        assert_eq!(
            lead["details"],
            json!({ "city": null, "rooms": 3.5, "budget": 2_500_000, "email": null })
        );
    }
    let history = "query($id: ID!) { history(entity: LEAD, id: $id) { edges { node { command actor { kind name } } } } }";
    let history = rig.ask(history, json!({ "id": id.to_string() })).await;
    let edges = history["history"]["edges"].as_array().unwrap();
    let updates: Vec<&Value> = edges.iter().filter(|edge| edge["node"]["command"] == "UpdateLead").collect();
    assert_eq!(updates.len(), 1);
    assert_eq!(updates[0]["node"]["actor"], json!({ "kind": "USER", "name": "דנה כהן" }));
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_field() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    for (input, field) in [
        (json!({ "id": id, "name": "" }), "name"),
        (json!({ "id": id, "email": "nobody" }), "email"),
        (json!({ "id": id, "rooms": 0.2 }), "rooms"),
        (json!({ "id": id, "budget": -1 }), "budget"),
        (json!({ "id": id, "city": "x".repeat(81) }), "city"),
        (json!({ "id": id, "city": "חיפה", "clear": ["CITY"] }), "clear"),
        (json!({ "id": id, "idempotencyKey": "" }), "idempotencyKey"),
    ] {
        let answer = rig.ask(UPDATE, json!({ "input": input })).await;
        assert_eq!(refusal(&answer["updateLead"]), (Some(field), "INVALID"));
    }
}

#[tokio::test]
async fn an_unknown_lead_is_not_found() {
    let rig = Rig::new().await;
    for id in ["2f6e7a52-3c86-4b57-9f0c-111111111111", "rubbish"] {
        assert_eq!(rig.ask(LEAD, json!({ "id": id })).await["lead"], Value::Null);
        let answer = rig.ask(UPDATE, json!({ "input": { "id": id, "name": "x" } })).await;
        assert_eq!(refusal(&answer["updateLead"]), (Some("id"), "NOT_FOUND"));
    }
}

#[tokio::test]
async fn a_status_is_a_string_or_bare_and_one_of_the_business() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    let bare = format!(
        "mutation {{ setLeadStatus(input: {{ id: \"{id}\", status: OFFER }}) {{ lead {{ status }} userErrors {{ code }} }} }}"
    );
    assert_eq!(rig.ask(&bare, Value::Null).await["setLeadStatus"]["lead"]["status"], "OFFER");
    let answer = rig.ask(STATUS, json!({ "input": { "id": id, "status": "CLOSED" } })).await;
    assert_eq!(done(&answer["setLeadStatus"])["lead"]["status"], "CLOSED");
    let answer = rig.ask(STATUS, json!({ "input": { "id": id, "status": "OUR_OWN_1" } })).await;
    assert_eq!(refusal(&answer["setLeadStatus"]), (Some("status"), "INVALID"));
    let (message, _) = rig.fault(&bare.replace("OFFER", "\"no key\"")).await;
    assert!(message.contains("expected a status key"), "{message}");
}

#[tokio::test]
async fn a_note_with_the_same_key_is_one_note() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    let input = json!({ "input": { "id": id, "text": "מעדיף קומה גבוהה", "idempotencyKey": "n1" } });
    rig.ask(NOTE, input.clone()).await;
    let answer = rig.ask(NOTE, input).await;
    let notes = &done(&answer["addLeadNote"])["lead"]["notes"];
    assert_eq!(notes, &json!([{ "text": "מעדיף קומה גבוהה", "author": "דנה כהן" }]));
    let empty = rig.ask(NOTE, json!({ "input": { "id": id, "text": "  " } })).await;
    assert_eq!(refusal(&empty["addLeadNote"]), (Some("text"), "INVALID"));
}

#[tokio::test]
async fn who_only_looks_may_not_change() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    let viewer = Rig::session(rig.business, Role::Viewer);
    let answer = rig.ask_as(viewer, STATUS, json!({ "input": { "id": id, "status": "CLOSED" } })).await;
    assert_eq!(refusal(&answer["setLeadStatus"]), (None, "FORBIDDEN"));
}

#[tokio::test]
async fn the_past_is_as_it_was() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    rig.clock.set("2026-11-23T10:00:00+02:00");
    rig.ask(STATUS, json!({ "input": { "id": id, "status": "CLOSED" } })).await;
    let then = json!({ "id": id, "at": "2026-11-22T20:00:00+02:00" });
    assert_eq!(rig.ask(LEAD, then).await["lead"]["status"], "NEW");
    assert_eq!(rig.ask(LEAD, json!({ "id": id })).await["lead"]["status"], "CLOSED");
    let before = json!({ "id": id, "at": "2026-11-01T00:00:00Z" });
    assert_eq!(rig.ask(LEAD, before).await["lead"], Value::Null);
}

#[tokio::test]
async fn an_edit_that_is_out_of_date_shows_what_somebody_else_made_of_it() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    rig.settle().await;
    let update = "mutation($input: UpdateLeadInput!) { updateLead(input: $input) {
      lead { details { city rooms } } operation userErrors { field code message } } }";
    let seen = json!({ "intent": "BUY", "city": "חיפה", "rooms": 3.5 });
    let first = json!({ "input": { "id": id, "city": "נשר", "seen": seen } });
    done(&rig.ask(update, first).await["updateLead"]);
    let second = json!({ "input": { "id": id, "city": "עכו", "rooms": 4.0, "seen": seen } });
    let late = &rig.ask(update, second).await["updateLead"];
    assert_eq!(refusal(late), (Some("city"), "CONFLICT"));
    assert_eq!((&late["lead"]["details"]["city"], &late["operation"]), (&json!("נשר"), &Value::Null));
    assert_eq!(late["lead"]["details"]["rooms"], 3.5, "nothing of the edit was done");
    // Who has seen the other's value may overwrite it.
    let seen = json!({ "intent": "BUY", "city": "נשר", "rooms": 3.5 });
    let chosen = json!({ "input": { "id": id, "city": "עכו", "rooms": 4.0, "seen": seen } });
    assert_eq!(done(&rig.ask(update, chosen).await["updateLead"])["lead"]["details"]["city"], "עכו");
}

#[tokio::test]
async fn people_see_what_the_agent_remembers() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    rig.settle().await;
    let query = "query($id: ID!) { lead(id: $id) { memory { tokens mostTokens items { kind text call { callSid } } } } }";
    let memory = rig.ask(query, json!({ "id": id })).await["lead"]["memory"].take();
    let text = format!("זה {id}");
    assert_eq!(memory["items"], json!([{ "kind": "NOTE", "text": text, "call": null }]));
    assert_eq!(memory["tokens"], text.chars().count() - 1);
}
