//! A person is forgotten, by whoever may.

use domain::ids::BusinessId;
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const ERASE: &str = "mutation($input: EraseLeadInput!) { eraseLead(input: $input) {
  lead { name notes { text } } userErrors { field code message } } }";
const CREATE: &str = "mutation($input: CreateLeadInput!) { createLead(input: $input) {
  lead { id } userErrors { field message code } } }";
const MERGE: &str =
    "mutation($input: MergeLeadsInput!) { mergeLeads(input: $input) { userErrors { field message code } } }";
const SPLIT: &str =
    "mutation($input: SplitLeadInput!) { splitLead(input: $input) { userErrors { field message code } } }";
const UPDATE: &str =
    "mutation($input: UpdateLeadInput!) { updateLead(input: $input) { lead { name } userErrors { code } } }";
const NOTE: &str = "mutation($input: AddLeadNoteInput!) { addLeadNote(input: $input) { lead { name } userErrors { code } } }";

#[tokio::test]
async fn who_is_forgotten_has_no_name_and_a_repeat_is_harmless() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    rig.settle().await;
    rig.ask(UPDATE, json!({ "input": { "id": id, "name": "יוסי לוי" } })).await;
    rig.ask(NOTE, json!({ "input": { "id": id, "text": "מעדיף קומה גבוהה" } })).await;
    for _ in 0..2 {
        let answer = rig.ask(ERASE, json!({ "input": { "id": id } })).await;
        let lead = &done(&answer["eraseLead"])["lead"];
        assert_eq!(lead, &json!({ "name": null, "notes": [{ "text": "[erased]" }] }));
    }
}

#[tokio::test]
async fn who_is_written_down_again_after_they_were_forgotten_is_new() {
    let rig = Rig::new().await;
    let create = "mutation($input: CreateLeadInput!) { createLead(input: $input) {
      lead { id phone name tags status notes { text } } userErrors { field message code } } }";
    let change = json!({ "addTags": ["סודי"], "status": "MEETING_SET" });
    let first = json!({ "phone": "0525550160", "name": "נועם נהרי", "change": change });
    let made = rig.ask(create, json!({ "input": first })).await;
    let id = done(&made["createLead"])["lead"]["id"].clone();
    rig.ask(NOTE, json!({ "input": { "id": id, "text": "מעדיף קומה גבוהה" } })).await;
    done(&rig.ask(ERASE, json!({ "input": { "id": id } })).await["eraseLead"]);
    let past = "query($id: ID!) { lead(id: $id) { phone name tags } leadTags { name }
      history(entity: LEAD, id: $id) { edges { node { payload changes { oldValue newValue } } } } }";
    let forgotten = rig.ask(past, json!({ "id": id })).await.to_string();
    assert!(!forgotten.contains("סודי"), "{forgotten}");

    rig.clock.set("2026-11-22T12:00:00+02:00");
    let again = rig.ask(create, json!({ "input": { "phone": "0525550160", "name": "נועה" } })).await;
    let fresh = json!({ "id": id, "phone": "+972525550160", "name": "נועה", "tags": [], "status": "NEW", "notes": [] });
    assert_eq!(done(&again["createLead"])["lead"], fresh);
    let found = "{ leads(first: 10, filter: { search: \"0525550160\" }) { edges { node { id name } } } }";
    let found = rig.ask(found, Value::Null).await;
    assert_eq!(found["leads"]["edges"], json!([{ "node": { "id": id, "name": "נועה" } }]));
    // A rebuild tells the same, and so does the log.
    let rebuild =
        "mutation { rebuildProjection(input: { name: \"leads\" }) { userErrors { field message code } } }";
    let rebuilt = rig.ask_as(Rig::session(rig.business, Role::PlatformAdmin), rebuild, Value::Null).await;
    done(&rebuilt["rebuildProjection"]);
    let now = "query($id: ID!, $at: DateTime) { lead(id: $id, asOf: $at) { id phone name tags status notes { text } } }";
    for at in [Value::Null, json!("2026-11-22T12:00:01+02:00")] {
        assert_eq!(rig.ask(now, json!({ "id": id, "at": at })).await["lead"], fresh);
    }
}

#[tokio::test]
async fn nothing_of_who_is_forgotten_stays_with_whom_they_were_taken_for() {
    let rig = Rig::new().await;
    let create = async |input: Value| {
        let made = rig.ask(CREATE, json!({ "input": input })).await;
        done(&made["createLead"])["lead"]["id"].clone()
    };
    let kept = create(json!({ "phone": "0525550160" })).await;
    let other = create(json!({ "phone": "0525550161", "name": "נועם נהרי" })).await;
    done(&rig.ask(MERGE, json!({ "input": { "keep": kept, "merge": other } })).await["mergeLeads"]);
    rig.clock.set("2026-11-22T10:05:00+02:00");
    done(&rig.ask(SPLIT, json!({ "input": { "id": other } })).await["splitLead"]);
    let past = "query($id: ID!, $at: DateTime!) { history(entity: LEAD, id: $id) { edges { node { payload
      changes { oldValue newValue } } } } lead(id: $id, asOf: $at) { name phones } }";
    let which = json!({ "id": kept, "at": "2026-11-22T10:02:00+02:00" });
    let tells = async || {
        let told = rig.ask(past, which.clone()).await.to_string();
        ["נועם נהרי", "+972525550161"].map(|what| told.contains(what))
    };
    assert_eq!(tells().await, [true; 2]);
    done(&rig.ask(ERASE, json!({ "input": { "id": other } })).await["eraseLead"]);
    assert_eq!(tells().await, [false; 2]);
    let own = rig.ask("query($id: ID!) { lead(id: $id) { phone } }", json!({ "id": kept })).await;
    assert_eq!(own["lead"]["phone"], "+972525550160", "who was not forgotten");
}

#[tokio::test]
async fn who_erased_whom_and_when_is_told_once_and_nothing_of_the_person() {
    let rig = Rig::new().await;
    let made = rig.ask(CREATE, json!({ "input": { "phone": "0525550162", "name": "נועם נהרי" } })).await;
    let id = done(&made["createLead"])["lead"]["id"].clone();
    rig.clock.set("2026-11-22T12:00:00+02:00");
    for _ in 0..2 {
        done(&rig.ask(ERASE, json!({ "input": { "id": id } })).await["eraseLead"]);
    }
    let query = "query($id: ID!) {
      audit(first: 9, kinds: [PERSON_ERASED]) { edges { node { kind name note businessId at actor { kind name } } } }
      history(entity: LEAD, id: $id, first: 9) { edges { node { eventType command payload changes { newValue } at actor { kind name } } } } }";
    let mut told = rig.ask(query, json!({ "id": id })).await;
    let owner = json!({ "kind": "USER", "name": "דנה כהן" });
    let entry = json!({ "kind": "PERSON_ERASED", "name": id, "note": null, "businessId": rig.business.to_string(), "actor": owner });
    let newest = json!({ "eventType": "Forgotten", "command": "EraseLead", "payload": "{\"type\":\"Forgotten\"}",
        "changes": [], "actor": owner });
    assert_eq!(told["audit"]["edges"].as_array().map(Vec::len), Some(1), "{told:#}");
    for (where_, expected) in [("audit", entry), ("history", newest)] {
        let node = told[where_]["edges"][0]["node"].as_object_mut().unwrap();
        let at = node.remove("at").unwrap();
        assert!(at.as_str().unwrap().starts_with("2026-11-22T12:00:0"), "{at}");
        assert_eq!(Value::Object(node.clone()), expected);
    }
    assert!(!told.to_string().contains("נהרי") && !told.to_string().contains("5550162"), "{told:#}");
}

#[tokio::test]
async fn only_an_owner_may_forget_and_only_their_own() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    rig.settle().await;
    let input = json!({ "input": { "id": id } });
    for role in [Role::PlatformAdmin, Role::Manager, Role::Agent, Role::Viewer] {
        let answer = rig.ask_as(Rig::session(rig.business, role), ERASE, input.clone()).await;
        assert_eq!(refusal(&answer["eraseLead"]), (None, "FORBIDDEN"));
    }
    let theirs = Rig::session(BusinessId::named("theirs"), Role::Owner);
    let answer = rig.ask_as(theirs, ERASE, input).await;
    assert_eq!(refusal(&answer["eraseLead"]), (Some("id"), "NOT_FOUND"));
    for id in ["2f6e7a52-3c86-4b57-9f0c-111111111111", "rubbish"] {
        let answer: Value = rig.ask(ERASE, json!({ "input": { "id": id } })).await;
        assert_eq!(refusal(&answer["eraseLead"]), (Some("id"), "NOT_FOUND"));
    }
}
