//! When people work, what holidays the business keeps, what is offered, and the address of one's own calendar.

use domain::ids::{BusinessId, UserId};
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{Rig, done, refusal};

const UPDATE: &str = "mutation($input: UpdateScheduleInput!) { updateSchedule(input: $input) {
  schedule { userId hours { weekday open { from to } } bufferMinutes } userErrors { field message code } } }";

async fn update_as(rig: &Rig, email: &str, role: Role, input: Value) -> Value {
    let session = Rig::session_of(rig.business, email, role);
    rig.ask_as(session, UPDATE, json!({ "input": input })).await["updateSchedule"].take()
}

async fn set(rig: &Rig, input: Value) {
    const SET: &str =
        "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) {
      business { bufferMinutes workedHolidays } userErrors { field message code } } }";
    done(&rig.ask(SET, json!({ "input": input })).await["updateBusinessSettings"]);
}

/// The starts of what is free on a day, as `HH:MM`.
async fn free(rig: &Rig, agent: Option<UserId>, day: &str) -> Vec<String> {
    const FREE: &str = "query($from: DateTime!, $to: DateTime!, $agent: ID) {
      availability(from: $from, to: $to, durationMinutes: 120, agentId: $agent) { start } }";
    let variables = json!({
        "from": format!("{day}T00:00:00+02:00"),
        "to": format!("{day}T23:59:00+02:00"),
        "agent": agent.map(|agent| agent.to_string()),
    });
    clock(&rig.ask(FREE, variables).await["availability"])
}

fn clock(slots: &Value) -> Vec<String> {
    slots.as_array().unwrap().iter().map(|slot| slot["start"].as_str().unwrap()[11..16].to_owned()).collect()
}

/// Tuesdays from five to nine, and no other day.
fn evenings() -> Value {
    json!([{ "weekday": 2, "open": [{ "from": "17:00", "to": "21:00" }] }])
}

#[tokio::test]
async fn hours_and_pauses_of_ones_own_decide_what_is_free() {
    let rig = Rig::new().await;
    let dana = rig.register("dana@example.com", "דנה", rig.business, Role::Agent).await;
    let payload =
        update_as(&rig, "dana@example.com", Role::Agent, json!({ "hours": evenings(), "bufferMinutes": 30 }))
            .await;
    let schedule = &done(&payload)["schedule"];
    assert_eq!((&schedule["bufferMinutes"], &schedule["userId"]), (&json!(30), &json!(dana.to_string())));
    assert_eq!(schedule["hours"][2], evenings()[0]);
    assert_eq!(free(&rig, Some(dana), "2026-11-24").await, ["17:00", "17:30", "18:00", "18:30", "19:00"]);
    assert!(free(&rig, Some(dana), "2026-11-25").await.is_empty());
    assert_eq!(free(&rig, None, "2026-11-24").await.first().unwrap(), "09:00");

    let book = format!(
        "mutation {{ bookMeeting(input: {{ agentId: \"{dana}\", start: \"2026-11-24T17:00:00+02:00\", subject: \"סיור\" }}) {{ userErrors {{ field message code }} }} }}"
    );
    done(&rig.ask(&book, Value::Null).await["bookMeeting"]);
    // An hour, and half an hour after it.
    assert_eq!(free(&rig, Some(dana), "2026-11-24").await, ["18:30", "19:00"]);
    let given_up = json!({ "hours": null, "bufferMinutes": null });
    let payload = update_as(&rig, "dana@example.com", Role::Agent, given_up).await;
    assert_eq!(
        done(&payload)["schedule"],
        json!({ "userId": dana.to_string(), "hours": null, "bufferMinutes": null })
    );
    // As in the business: nine to six, up to the meeting without a pause.
    let again = free(&rig, Some(dana), "2026-11-24").await;
    assert_eq!((again[0].as_str(), again[again.len() - 1].as_str()), ("09:00", "15:00"));
}

#[tokio::test]
async fn who_changes_settings_changes_the_hours_of_others_and_nobody_else_does() {
    let rig = Rig::new().await;
    let dana = rig.register("dana@example.com", "דנה", rig.business, Role::Agent).await;
    let stranger = rig.register("x@example.com", "זר", BusinessId::named("theirs"), Role::Agent).await;
    let input = |id: UserId| json!({ "userId": id.to_string(), "bufferMinutes": 20 });
    let owner = "owner@example.com";
    done(&update_as(&rig, owner, Role::Manager, input(dana)).await);
    let no = update_as(&rig, owner, Role::Agent, input(dana)).await;
    assert_eq!(refusal(&no), (Some("userId"), "FORBIDDEN"));
    assert_eq!(
        refusal(&update_as(&rig, owner, Role::Owner, input(stranger)).await),
        (Some("userId"), "NOT_FOUND")
    );
    assert_eq!(refusal(&update_as(&rig, owner, Role::Viewer, input(dana)).await), (None, "FORBIDDEN"));
    let seen = rig.ask(&format!("{{ schedule(userId: \"{dana}\") {{ bufferMinutes }} }}"), Value::Null).await;
    assert_eq!(seen["schedule"]["bufferMinutes"], 20);
    let unseen =
        rig.ask(&format!("{{ schedule(userId: \"{stranger}\") {{ bufferMinutes }} }}"), Value::Null).await;
    assert_eq!(unseen["schedule"], Value::Null);
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_field() {
    let rig = Rig::new().await;
    let open = |from: &str, to: &str| json!([{ "weekday": 0, "open": [{ "from": from, "to": to }] }]);
    for (input, field) in [
        (json!({ "bufferMinutes": 121 }), "bufferMinutes"),
        (json!({ "bufferMinutes": -1 }), "bufferMinutes"),
        (json!({ "hours": open("18:00", "09:00") }), "hours"),
        (json!({ "hours": open("nine", "ten") }), "hours"),
        (json!({ "hours": [{ "weekday": 7, "open": [] }] }), "hours"),
    ] {
        let payload = update_as(&rig, "owner@example.com", Role::Owner, input.clone()).await;
        assert_eq!(refusal(&payload), (Some(field), "INVALID"), "{input}");
    }
    let fault = rig.fault("{ suggestedSlots(agentId: \"nobody\") { start } }").await;
    assert_eq!(fault.1, "BAD_USER_INPUT");
}

#[tokio::test]
async fn holidays_are_closed_unless_the_business_works_on_them() {
    let rig = Rig::new().await;
    // The eve of Passover 2027, a Wednesday, and Passover.
    let query = "{ calendarDays(from: \"2027-04-20T21:00:00Z\", to: \"2027-04-22T21:00:00Z\") {
      date open { start end } holiday { holiday name eve } } }";
    let days = rig.ask(query, Value::Null).await;
    let open = json!([{ "start": "2027-04-21T09:00:00+03:00", "end": "2027-04-21T13:00:00+03:00" }]);
    assert_eq!(
        days["calendarDays"],
        json!([
            { "date": "2027-04-21", "open": open, "holiday": { "holiday": "PESACH", "name": "ערב פסח", "eve": true } },
            { "date": "2027-04-22", "open": [], "holiday": { "holiday": "PESACH", "name": "פסח", "eve": false } },
        ])
    );
    set(&rig, json!({ "workedHolidays": ["PESACH"] })).await;
    let days = rig.ask(query, Value::Null).await;
    assert_eq!(days["calendarDays"][1]["holiday"], Value::Null);
    assert_eq!(days["calendarDays"][1]["open"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn three_slots_are_suggested_that_differ() {
    let rig = Rig::new().await;
    set(&rig, json!({ "bufferMinutes": 30 })).await;
    let suggested = "query($wanted: DateTime) { suggestedSlots(wanted: $wanted) { start } }";
    let soon = rig.ask(suggested, Value::Null).await["suggestedSlots"].take();
    let starts: Vec<&str> =
        soon.as_array().unwrap().iter().map(|slot| slot["start"].as_str().unwrap()).collect();
    assert_eq!(
        starts,
        ["2026-11-22T10:30:00+02:00", "2026-11-22T12:00:00+02:00", "2026-11-23T10:00:00+02:00"]
    );
    let near = rig.ask(suggested, json!({ "wanted": "2026-11-24T16:30:00+02:00" })).await;
    assert_eq!(clock(&near["suggestedSlots"]), ["15:30", "16:30", "16:30"]);
}

#[tokio::test]
async fn the_address_of_a_calendar_is_given_out_again_and_taken_back() {
    let rig = Rig::new().await;
    let issue = "mutation { issueCalendarFeed(input: { idempotencyKey: \"f1\" }) { feed { url issuedAt } userErrors { field message code } } }";
    let first = rig.ask(issue, Value::Null).await;
    let url = done(&first["issueCalendarFeed"])["feed"]["url"].as_str().unwrap();
    assert!(url.strip_suffix(".ics").is_some(), "{url}");
    assert_eq!(rig.ask(issue, Value::Null).await, first, "a repeat");
    let shown = rig.ask("{ calendarFeed { url } }", Value::Null).await;
    assert_eq!(shown["calendarFeed"]["url"], url);
    let revoke =
        "mutation { revokeCalendarFeed(input: {}) { feed { url } userErrors { field message code } } }";
    for _ in 0..2 {
        let payload = rig.ask(revoke, Value::Null).await;
        assert_eq!(done(&payload["revokeCalendarFeed"])["feed"], Value::Null);
    }
    assert_eq!(rig.ask("{ calendarFeed { url } }", Value::Null).await["calendarFeed"], Value::Null);
}
