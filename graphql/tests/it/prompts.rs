//! Prompts: published, activated, rolled back.

use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const PUBLISH: &str = "mutation($input: PublishPromptVersionInput!) { publishPromptVersion(input: $input) {
  promptVersion { version text active publishedBy { kind name } } userErrors { field message code } } }";

const ACTIVATE: &str =
    "mutation($input: ActivatePromptVersionInput!) { activatePromptVersion(input: $input) {
  promptVersion { version active } userErrors { field message code } } }";

async fn publish(rig: &Rig, text: &str, key: &str) -> Value {
    let input = json!({ "channel": "CALLS", "text": text, "idempotencyKey": key });
    rig.ask(PUBLISH, json!({ "input": input })).await["publishPromptVersion"].take()
}

async fn activate(rig: &Rig, version: i32) -> Value {
    let input = json!({ "channel": "CALLS", "version": version });
    rig.ask(ACTIVATE, json!({ "input": input })).await["activatePromptVersion"].take()
}

#[tokio::test]
async fn versions_are_published_activated_and_rolled_back() {
    let rig = Rig::new().await;
    let first = publish(&rig, "את לאה, נציגה אדיבה", "p1").await;
    let by = json!({ "kind": "USER", "name": "דנה כהן" });
    let version = &done(&first)["promptVersion"];
    assert_eq!(
        (&version["version"], &version["active"], &version["publishedBy"]),
        (&json!(1), &json!(false), &by)
    );
    done(&publish(&rig, "את לאה, נציגה קצרה", "p2").await);
    for version in [1, 2, 1] {
        assert_eq!(
            done(&activate(&rig, version).await)["promptVersion"],
            json!({ "version": version, "active": true })
        );
    }
    let query = "{ promptVersions(channel: CALLS) { version active } }";
    let versions = rig.ask(query, Value::Null).await;
    assert_eq!(
        versions["promptVersions"],
        json!([{ "version": 2, "active": false }, { "version": 1, "active": true }])
    );
}

#[tokio::test]
async fn the_same_key_is_the_same_version_even_after_others() {
    let rig = Rig::new().await;
    let first = publish(&rig, "א", "p1").await;
    done(&publish(&rig, "ב", "p2").await);
    assert_eq!(done(&publish(&rig, "א", "p1").await), &first);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_field() {
    let rig = Rig::new().await;
    assert_eq!(refusal(&publish(&rig, " ", "p1").await), (Some("text"), "INVALID"));
    assert_eq!(refusal(&activate(&rig, 1).await), (Some("version"), "NOT_FOUND"));
    assert_eq!(refusal(&activate(&rig, -1).await), (Some("version"), "NOT_FOUND"));
}

#[tokio::test]
async fn a_placeholder_nobody_fills_in_is_refused_with_its_place_and_remedy() {
    let rig = Rig::new().await;
    let refused = publish(&rig, "שלום\nאת {agant}", "p1").await;
    assert_eq!(refusal(&refused), (Some("text"), "INVALID"));
    assert_eq!(
        refused["userErrors"][0]["message"],
        "שורה 2, תו 4: אין שדה בשם {agant}. אפשר להשתמש ב־{business}, {agent}"
    );
}
