//! A person is forgotten, by whoever may.

use domain::ids::BusinessId;
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const ERASE: &str = "mutation($input: EraseLeadInput!) { eraseLead(input: $input) {
  lead { name notes { text } } userErrors { field code message } } }";
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
