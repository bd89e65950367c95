//! Reminders: made, changed, put off, done and had back; due once; and forgotten with the person they are about.

use domain::StreamId;
use domain::ids::{LeadId, ReminderId};
use domain::ports::Clock as _;
use domain::reminder::{Reminder, ReminderCommand};
use domain::user::Role;
use futures::StreamExt as _;
use serde_json::{Value, json};

use crate::rig::{PHONE, Rig, done, refusal};

const CREATE: &str = "mutation($input: CreateReminderInput!) { createReminder(input: $input) {
  reminder { id text due repeat status unseen assignee { email } lead { phone } } userErrors { field message code } } }";
const EDIT: &str = "mutation($input: EditReminderInput!) { editReminder(input: $input) {
  reminder { text due repeat assignee { email } } userErrors { field message code } } }";
const SNOOZE: &str = "mutation($input: SnoozeReminderInput!) { snoozeReminder(input: $input) {
  reminder { due status unseen } userErrors { field message code } } }";
const COMPLETE: &str = "mutation($input: CompleteReminderInput!) { completeReminder(input: $input) {
  reminder { due status doneAt } userErrors { field message code } } }";
const REOPEN: &str = "mutation($input: ReminderInput!) { reopenReminder(input: $input) {
  reminder { due status doneAt } userErrors { field message code } } }";
const DELETE: &str = "mutation($input: ReminderInput!) { deleteReminder(input: $input) {
  reminder { status } userErrors { field message code } } }";
const SEEN: &str = "mutation($input: MarkRemindersSeenInput!) { markRemindersSeen(input: $input) {
  reminders { unseen } userErrors { field message code } } }";
const LIST: &str =
    "query($filter: ReminderFilter, $order: ReminderOrder, $asOf: DateTime, $first: Int, $after: String) {
  reminders(filter: $filter, order: $order, asOf: $asOf, first: $first, after: $after) {
    totalCount pageInfo { hasNextPage endCursor } edges { node { text } } } }";

async fn make(rig: &Rig, text: &str, due: &str, more: Value) -> Value {
    let mut input = json!({ "text": text, "due": due });
    input.as_object_mut().unwrap().extend(more.as_object().cloned().unwrap_or_default());
    let answer = rig.ask(CREATE, json!({ "input": input })).await;
    done(&answer["createReminder"])["reminder"].clone()
}

async fn texts(rig: &Rig, filter: Value) -> Vec<String> {
    let list = rig.ask(LIST, json!({ "filter": filter })).await;
    let edges = list["reminders"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["text"].as_str().unwrap().to_owned()).collect()
}

/// As the reactor does when the time has come.
async fn come_due(rig: &Rig, reminder: &Value) {
    let id: ReminderId = reminder["id"].as_str().unwrap().parse().unwrap();
    let due = reminder["due"].as_str().unwrap().parse().unwrap();
    let command = ReminderCommand::ComeDue { due, now: rig.clock.now() };
    rig.tell::<Reminder>(rig.business, &StreamId::reminder(id), command, "RemindersComeDue").await;
    rig.settle().await;
}

#[tokio::test]
async fn a_reminder_goes_through_its_life() {
    let rig = Rig::new().await;
    let lead = rig.lead_of(rig.business, PHONE, Vec::new()).await;
    rig.settle().await;
    let made = make(&rig, "להתקשר", "2026-11-22T12:00:00+02:00", json!({ "leadId": lead.to_string() })).await;
    assert_eq!(made["assignee"]["email"], "owner@example.com");
    assert_eq!((&made["lead"]["phone"], &made["status"]), (&json!(PHONE), &json!("OPEN")));
    let id = made["id"].clone();

    let edit = json!({ "input": { "id": id, "text": "לשלוח הצעה", "repeat": "WEEKLY" } });
    let edited = rig.ask(EDIT, edit).await["editReminder"].take();
    assert_eq!(done(&edited)["reminder"]["repeat"], "WEEKLY");
    let snooze = json!({ "input": { "id": id, "until": "2026-11-22T13:30:00+02:00" } });
    let snoozed = rig.ask(SNOOZE, snooze).await["snoozeReminder"].take();
    assert_eq!(done(&snoozed)["reminder"]["due"], "2026-11-22T13:30:00+02:00");

    // One that repeats comes back at its own hour, and the same tick from another screen is the same tick.
    for _ in 0..2 {
        let tick = json!({ "input": { "id": id, "due": "2026-11-22T13:30:00+02:00" } });
        let ticked = rig.ask(COMPLETE, tick).await["completeReminder"].take();
        assert_eq!(done(&ticked)["reminder"]["due"], "2026-11-29T12:00:00+02:00");
        assert_eq!(ticked["reminder"]["status"], "OPEN");
        assert!(ticked["reminder"]["doneAt"].is_string());
    }
    let back = rig.ask(REOPEN, json!({ "input": { "id": id } })).await["reopenReminder"].take();
    assert_eq!(done(&back)["reminder"]["due"], "2026-11-22T13:30:00+02:00");
    assert_eq!(back["reminder"]["doneAt"], Value::Null);

    let gone = rig.ask(DELETE, json!({ "input": { "id": id } })).await["deleteReminder"].take();
    assert_eq!(done(&gone)["reminder"]["status"], "CANCELLED");
    assert!(texts(&rig, json!({})).await.is_empty());
    done(&rig.ask(REOPEN, json!({ "input": { "id": id } })).await["reopenReminder"]);
    assert_eq!(texts(&rig, json!({ "leadId": lead.to_string() })).await, ["לשלוח הצעה"]);
    let of_lead = rig
        .ask("query($id: ID!) { lead(id: $id) { reminders { text } } }", json!({ "id": lead.to_string() }))
        .await;
    assert_eq!(of_lead["lead"]["reminders"], json!([{ "text": "לשלוח הצעה" }]));
    let told = rig
        .ask("query($id: ID!) { history(entity: REMINDER, id: $id) { totalCount } }", json!({ "id": id }))
        .await;
    assert_eq!(told["history"]["totalCount"], 8);
}

#[tokio::test]
async fn the_same_key_makes_one_reminder() {
    let rig = Rig::new().await;
    let key = json!({ "idempotencyKey": "once" });
    let first = make(&rig, "להתקשר", "2026-11-22T12:00:00+02:00", key.clone()).await;
    let again = make(&rig, "להתקשר", "2026-11-22T12:00:00+02:00", key).await;
    assert_eq!(first["id"], again["id"]);
    assert_eq!(texts(&rig, json!({})).await.len(), 1);
}

#[tokio::test]
async fn what_cannot_be_is_told_at_its_field() {
    let rig = Rig::new().await;
    let create =
        async |input: Value| rig.ask(CREATE, json!({ "input": input })).await["createReminder"].take();
    let (past, later) = ("2026-11-22T08:00:00+02:00", "2026-11-22T12:00:00+02:00");
    assert_eq!(refusal(&create(json!({ "text": "x", "due": past })).await), (Some("due"), "IN_THE_PAST"));
    assert_eq!(refusal(&create(json!({ "text": " ", "due": later })).await), (Some("text"), "INVALID"));
    let nobody = json!({ "text": "x", "due": later, "leadId": "b7e3f0f4-0000-5000-8000-000000000000" });
    assert_eq!(refusal(&create(nobody).await), (Some("leadId"), "NOT_FOUND"));
    let stranger = json!({ "text": "x", "due": later, "assigneeId": "b7e3f0f4-0000-5000-8000-000000000000" });
    assert_eq!(refusal(&create(stranger).await), (Some("assigneeId"), "NOT_FOUND"));

    let made = make(&rig, "להתקשר", later, json!({})).await;
    let snooze = json!({ "input": { "id": made["id"], "until": past } });
    assert_eq!(refusal(&rig.ask(SNOOZE, snooze).await["snoozeReminder"]), (Some("until"), "IN_THE_PAST"));
    done(&rig.ask(COMPLETE, json!({ "input": { "id": made["id"] } })).await["completeReminder"]);
    let snooze = json!({ "input": { "id": made["id"], "until": "2026-11-23T08:00:00+02:00" } });
    assert_eq!(refusal(&rig.ask(SNOOZE, snooze).await["snoozeReminder"]), (Some("id"), "INVALID"));
    let viewer = Rig::session(rig.business, Role::Viewer);
    let input = json!({ "input": { "text": "x", "due": later } });
    assert_eq!(refusal(&rig.ask_as(viewer, CREATE, input).await["createReminder"]), (None, "FORBIDDEN"));
}

#[tokio::test]
async fn lists_are_filtered_ordered_paged_and_can_be_read_as_of_the_past() {
    let rig = Rig::new().await;
    let noa = rig.register("noa@example.com", "נועה לוי", rig.business, Role::Agent).await;
    rig.settle().await;
    let third = make(&rig, "שלישי", "2026-11-24T12:00:00+02:00", json!({})).await;
    make(&rig, "שני", "2026-11-23T12:00:00+02:00", json!({ "assigneeId": noa.to_string() })).await;
    make(&rig, "ראשון", "2026-11-22T12:00:00+02:00", json!({})).await;
    assert_eq!(texts(&rig, json!({})).await, ["ראשון", "שני", "שלישי"]);
    assert_eq!(texts(&rig, json!({ "assigneeId": noa.to_string() })).await, ["שני"]);
    assert_eq!(
        texts(&rig, json!({ "from": "2026-11-23T00:00:00+02:00", "to": "2026-11-24T00:00:00+02:00" })).await,
        ["שני"]
    );

    let then = rig.clock.now().to_string();
    done(&rig.ask(COMPLETE, json!({ "input": { "id": third["id"] } })).await["completeReminder"]);
    assert_eq!(texts(&rig, json!({ "done": true })).await, ["שלישי"]);
    assert_eq!(texts(&rig, json!({ "done": false })).await, ["ראשון", "שני"]);
    let past = rig.ask(LIST, json!({ "filter": { "done": false }, "asOf": then })).await;
    assert_eq!(past["reminders"]["totalCount"], 3);

    let page = rig.ask(LIST, json!({ "first": 2 })).await["reminders"].take();
    assert_eq!(page["pageInfo"]["hasNextPage"], true);
    let rest = rig.ask(LIST, json!({ "first": 2, "after": page["pageInfo"]["endCursor"] })).await;
    assert_eq!(rest["reminders"]["edges"], json!([{ "node": { "text": "שלישי" } }]));
}

#[tokio::test]
async fn what_comes_due_is_told_to_the_one_it_is_for_until_they_have_seen_it() {
    let rig = Rig::new().await;
    let noa = rig.register("noa@example.com", "נועה לוי", rig.business, Role::Agent).await;
    rig.settle().await;
    let listen = |email| {
        let query = "subscription { reminderDue { id text unseen } }";
        let session = Rig::session_of(rig.business, email, Role::Agent);
        rig.schema.execute_stream(async_graphql::Request::new(query).data(session)).boxed()
    };
    let (mut owners, mut noas) = (listen("owner@example.com"), listen("noa@example.com"));
    let due = "2026-11-22T12:00:00+02:00";
    let hers = make(&rig, "של נועה", due, json!({ "assigneeId": noa.to_string() })).await;
    let his = make(&rig, "של הבעלים", due, json!({})).await;
    // Both listen from their first poll on, which comes after their reminders are made and before they are due.
    let happens = async {
        rig.clock.set("2026-11-22T12:00:00+02:00");
        tokio::task::yield_now().await;
        come_due(&rig, &hers).await;
        come_due(&rig, &his).await;
        std::future::pending::<()>().await;
    };
    let heard = tokio::select! {
        heard = async { tokio::join!(owners.next(), noas.next()) } => heard,
        () = happens => unreachable!(),
    };
    let text = |response: Option<async_graphql::Response>| {
        response.unwrap().data.into_json().unwrap()["reminderDue"]["text"].clone()
    };
    assert_eq!((text(heard.0), text(heard.1)), (json!("של הבעלים"), json!("של נועה")));

    assert_eq!(texts(&rig, json!({ "unseen": true })).await.len(), 2);
    let both = json!({ "input": { "ids": [hers["id"], his["id"]] } });
    let seen = rig.ask(SEEN, both).await["markRemindersSeen"].take();
    assert_eq!(done(&seen)["reminders"], json!([{ "unseen": true }, { "unseen": false }]));
    assert_eq!(texts(&rig, json!({ "unseen": true })).await, ["של נועה"]);
}

#[tokio::test]
async fn who_is_erased_is_forgotten_in_reminders_too() {
    let rig = Rig::new().await;
    let lead: LeadId = rig.lead_of(rig.business, PHONE, Vec::new()).await;
    rig.settle().await;
    let made =
        make(&rig, "סוד של הלקוח", "2026-11-22T12:00:00+02:00", json!({ "leadId": lead.to_string() })).await;
    let input = json!({ "input": { "id": made["id"], "text": "סוד אחר של הלקוח" } });
    done(&rig.ask(EDIT, input).await["editReminder"]);
    let all =
        "query($id: ID!, $lead: ID!) { reminder(id: $id) { text } lead(id: $lead) { reminders { text } }
      history(entity: REMINDER, id: $id) { edges { node { changes { oldValue newValue } } } } }";
    let which = json!({ "id": made["id"], "lead": lead.to_string() });
    assert!(rig.ask(all, which.clone()).await.to_string().contains("סוד"));
    let erase = "mutation($input: EraseLeadInput!) { eraseLead(input: $input) { userErrors { field message code } } }";
    done(&rig.ask(erase, json!({ "input": { "id": lead.to_string() } })).await["eraseLead"]);
    let after = rig.ask(all, which).await;
    assert!(!after.to_string().contains("סוד"), "{after:#}");
    assert_eq!(after["reminder"]["text"], "[erased]");
    // It goes on: who is reminded can still tick it off.
    done(&rig.ask(COMPLETE, json!({ "input": { "id": made["id"] } })).await["completeReminder"]);
}
