//! The business: what it is, and how it wants to be represented. The projections: how they are.

use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const UPDATE: &str = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) {
  business { name agentName meetingMinutes recordingDays transferNumber hours { weekday open { from to } } } userErrors { field message code } } }";

async fn update(rig: &Rig, input: Value) -> Value {
    rig.ask(UPDATE, json!({ "input": input })).await["updateBusinessSettings"].take()
}

#[tokio::test]
async fn the_viewer_is_told_who_they_are_and_where() {
    let rig = Rig::new().await;
    rig.claim_number().await;
    rig.settle().await;
    let query = "{ viewer { role user { email name role } business { name numbers hours { weekday } } } }";
    let viewer = &rig.ask(query, Value::Null).await["viewer"];
    assert_eq!(viewer["user"], json!({ "email": "owner@example.com", "name": "דנה כהן", "role": "OWNER" }));
    assert_eq!(viewer["business"]["numbers"], json!(["+97235550100"]));
    assert_eq!(viewer["business"]["hours"].as_array().unwrap().len(), 7);
}

#[tokio::test]
async fn settings_that_are_not_given_stay_as_they_are() {
    let rig = Rig::new().await;
    let input = json!({ "agentName": "נועה", "hours": [{ "weekday": 5, "open": [{ "from": "08:30", "to": "11:00" }] }], "idempotencyKey": "s1" });
    for _ in 0..2 {
        let payload = update(&rig, input.clone()).await;
        let business = &done(&payload)["business"];
        assert_eq!((&business["name"], &business["agentName"]), (&json!("נדל״ן הכרמל"), &json!("נועה")));
        assert_eq!(
            business["hours"][5],
            json!({ "weekday": 5, "open": [{ "from": "08:30", "to": "11:00" }] })
        );
        assert_eq!(
            business["hours"][0],
            json!({ "weekday": 0, "open": [{ "from": "09:00", "to": "18:00" }] })
        );
    }
}

#[tokio::test]
async fn who_takes_calls_is_set_and_taken_away() {
    let rig = Rig::new().await;
    for (input, number) in [
        (json!({ "transferNumber": "03-555-0101" }), json!("+97235550101")),
        (json!({ "recordingDays": 3 }), json!("+97235550101")),
        (json!({ "transferNumber": null }), Value::Null),
    ] {
        assert_eq!(done(&update(&rig, input.clone()).await)["business"]["transferNumber"], number, "{input}");
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_field() {
    let rig = Rig::new().await;
    let open = |from: &str, to: &str| json!([{ "weekday": 0, "open": [{ "from": from, "to": to }] }]);
    for (input, field) in [
        (json!({ "name": " " }), "name"),
        (json!({ "agentName": "" }), "agentName"),
        (json!({ "greeting": "שלום" }), "greeting"),
        (json!({ "meetingMinutes": 5 }), "meetingMinutes"),
        (json!({ "meetingMinutes": -5 }), "meetingMinutes"),
        (json!({ "recordingDays": 0 }), "recordingDays"),
        (json!({ "transferNumber": "extension five" }), "transferNumber"),
        (json!({ "hours": open("18:00", "09:00") }), "hours"),
        (json!({ "hours": open("nine", "ten") }), "hours"),
        (json!({ "hours": [{ "weekday": 7, "open": [] }] }), "hours"),
    ] {
        assert_eq!(refusal(&update(&rig, input.clone()).await), (Some(field), "INVALID"), "{input}");
    }
}

const REBUILD: &str = "mutation($input: RebuildProjectionInput!) { rebuildProjection(input: $input) {
  projection { name generation state } userErrors { field message code } } }";

#[tokio::test]
async fn an_owner_rebuilds_a_projection_and_nobody_less() {
    let rig = Rig::new().await;
    let calls = json!({ "input": { "name": "calls" } });
    let payload = rig.ask(REBUILD, calls.clone()).await["rebuildProjection"].take();
    assert_eq!(done(&payload)["projection"]["name"], "calls");
    for role in [Role::Manager, Role::Agent, Role::Viewer] {
        let session = Rig::session(rig.business, role);
        let payload = rig.ask_as(session, REBUILD, calls.clone()).await["rebuildProjection"].take();
        assert_eq!(refusal(&payload), (None, "FORBIDDEN"));
    }
    let unknown = rig.ask(REBUILD, json!({ "input": { "name": "nothing" } })).await;
    assert_eq!(refusal(&unknown["rebuildProjection"]), (Some("name"), "NOT_FOUND"));
}

#[tokio::test]
async fn the_projections_say_how_they_are() {
    let rig = Rig::new().await;
    let query = "{ projections { name position lag state generation version error } }";
    let rows = rig.ask(query, Value::Null).await;
    let rows = rows["projections"].as_array().unwrap();
    let names: Vec<&str> = rows.iter().map(|row| row["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        ["calls", "leads", "meetings", "businesses", "prompts", "users", "reminders", "history"]
    );
    assert!(rows.iter().all(|row| row["state"] == "RUNNING" && row["error"].is_null()), "{rows:#?}");
}
