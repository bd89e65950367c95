//! What happened with a person, of all kinds in one order.

use domain::StreamId;
use domain::call::CallCommand;
use domain::lead::{Lead, LeadChange, LeadCommand, LeadFact};
use domain::ports::Clock as _;
use domain::reminder::{Reminder, ReminderCommand};
use serde_json::{Value, json};

use crate::rig::{CALL, Rig, done, sid};

const TIMELINE: &str = "query($id: ID!, $first: Int, $after: String, $kinds: [TimelineKind!], $at: DateTime) {
  lead(id: $id, asOf: $at) { timeline(first: $first, after: $after, kinds: $kinds) { totalCount pageInfo { hasNextPage endCursor }
    edges { node { __typename
      ... on CallItem { id at call { callSid summary } }
      ... on MeetingItem { id at eventType actor { name } changes { field oldValue newValue } meeting { subject status } }
      ... on ReminderItem { id at eventType actor { name } reminder { text status } }
      ... on NoteItem { id at text actor { name } }
      ... on ChangeItem { id at eventType command changes { field oldValue newValue } } } } } } }";

async fn mutate(rig: &Rig, field: &str, input: &str, value: Value) -> Value {
    let query =
        format!("mutation($input: {input}!) {{ {field}(input: $input) {{ userErrors {{ code field }} }} }}");
    let answer = rig.ask(&query, json!({ "input": value })).await;
    done(&answer[field]).clone()
}

/// All of it, read in pages of two.
async fn all(rig: &Rig, id: &str, kinds: Value, at: Value) -> Vec<Value> {
    let (mut items, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({ "id": id, "first": 2, "after": after, "kinds": kinds, "at": at });
        let page = rig.ask(TIMELINE, variables).await["lead"]["timeline"].take();
        items.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], items.len(), "{items:#?}");
            return items;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
}

/// `NoteItem`, `ChangeItem StatusChanged` …
fn names(items: &[Value]) -> Vec<String> {
    let name = |item: &Value| {
        let event = item["eventType"].as_str().map(|event| format!(" {event}")).unwrap_or_default();
        format!("{}{event}", item["__typename"].as_str().unwrap())
    };
    items.iter().map(name).collect()
}

/// A call, then a meeting that moves to another day, a note and a status.
async fn story(rig: &Rig) -> String {
    let id = rig.talk().await.to_string();
    rig.settle().await;
    rig.clock.set("2026-11-22T11:00:00+02:00");
    let start = "2026-11-24T16:30:00+02:00";
    let booked = json!({ "leadId": id, "start": start, "subject": "ביקור בדירה" });
    mutate(rig, "bookMeeting", "BookMeetingInput", booked).await;
    rig.settle().await;
    rig.clock.set("2026-11-22T11:05:00+02:00");
    let found = rig.ask("query($id: ID!) { lead(id: $id) { meetings { id } } }", json!({ "id": id })).await;
    let meeting = &found["lead"]["meetings"][0]["id"];
    let moved = json!({ "id": meeting, "start": "2026-11-25T10:00:00+02:00" });
    mutate(rig, "rescheduleMeeting", "RescheduleMeetingInput", moved).await;
    rig.clock.set("2026-11-22T11:10:00+02:00");
    mutate(rig, "addLeadNote", "AddLeadNoteInput", json!({ "id": id, "text": "לחזור ביום ראשון" })).await;
    mutate(rig, "setLeadStatus", "SetLeadStatusInput", json!({ "id": id, "status": "OFFER" })).await;
    rig.settle().await;
    id
}

#[tokio::test]
async fn everything_is_in_one_order_the_newest_first() {
    let rig = Rig::new().await;
    let id = story(&rig).await;
    let items = all(&rig, &id, Value::Null, Value::Null).await;
    let told = names(&items);
    assert_eq!(told[..2], ["ChangeItem StatusChanged", "NoteItem"]);
    assert!(told[2].starts_with("MeetingItem Moved"), "one entry for a move over two days: {told:?}");
    assert_eq!(told[3], "MeetingItem Booked");
    assert_eq!(told[4..], ["ChangeItem DetailsChanged", "ChangeItem Created", "CallItem"]);
    assert_eq!(items[1]["text"], "לחזור ביום ראשון");
    assert_eq!(items[1]["actor"]["name"], "דנה כהן");
    let start =
        items[2]["changes"].as_array().unwrap().iter().find(|change| change["field"] == "start").unwrap();
    assert_eq!(start["oldValue"], "2026-11-24T14:30:00Z");
    assert_eq!(items[3]["meeting"], json!({ "subject": "ביקור בדירה", "status": "BOOKED" }));
    assert_eq!(items[6]["call"]["callSid"], CALL);
}

#[tokio::test]
async fn only_the_kinds_that_are_asked_for() {
    let rig = Rig::new().await;
    let id = story(&rig).await;
    let calls_and_notes = all(&rig, &id, json!(["CALL", "NOTE"]), Value::Null).await;
    assert_eq!(names(&calls_and_notes), ["NoteItem", "CallItem"]);
    let meetings = all(&rig, &id, json!(["MEETING"]), Value::Null).await;
    assert_eq!(meetings.len(), 2);
}

#[tokio::test]
async fn the_past_knows_nothing_of_what_came_after() {
    let rig = Rig::new().await;
    let id = story(&rig).await;
    let then = all(&rig, &id, Value::Null, json!("2026-11-22T11:02:00+02:00")).await;
    assert_eq!(names(&then)[0], "MeetingItem Booked");
    assert_eq!(then.len(), 4);
}

#[tokio::test]
async fn who_took_another_in_shows_both_pasts() {
    let rig = Rig::new().await;
    let id = story(&rig).await;
    let other = rig.lead_of(rig.business, "+972525550177", vec![LeadFact::City("אילת".to_owned())]).await;
    rig.ring(rig.business, &sid(7), "+972525550177").await;
    rig.on_call(&sid(7), CallCommand::AttachLead { lead: other }, "AttachLead").await;
    let tag = LeadChange { add_tags: vec!["חם".parse().unwrap()], ..LeadChange::default() };
    let tag = LeadCommand::Change(Box::new(tag));
    rig.tell::<Lead>(rig.business, &StreamId::lead(other), tag, "ChangeLeads").await;
    rig.settle().await;
    let merged = json!({ "keep": id, "merge": other.to_string() });
    mutate(&rig, "mergeLeads", "MergeLeadsInput", merged).await;
    rig.settle().await;
    let told = names(&all(&rig, &id, Value::Null, Value::Null).await);
    assert!(told.contains(&"ChangeItem TagsChanged".to_owned()), "{told:?}");
    assert_eq!(told.iter().filter(|name| *name == "CallItem").count(), 2);
    assert_eq!(told.iter().filter(|name| name.contains("Merged") || name.contains("Absorbed")).count(), 1);
}

#[tokio::test]
async fn what_becomes_of_a_reminder_is_told_in_its_place() {
    let rig = Rig::new().await;
    let id = story(&rig).await;
    rig.clock.set("2026-11-22T11:15:00+02:00");
    let wanted = json!({ "leadId": id, "text": "להתקשר", "due": "2026-11-22T11:30:00+02:00" });
    mutate(&rig, "createReminder", "CreateReminderInput", wanted).await;
    let found = rig.ask("{ reminders { edges { node { id due } } } }", Value::Null).await;
    let reminder = found["reminders"]["edges"][0]["node"]["id"].clone();
    // What it says and who has it are the reminder's own matter.
    let reworded = json!({ "id": reminder, "text": "להתקשר לפני הצהריים" });
    mutate(&rig, "editReminder", "EditReminderInput", reworded).await;
    let later = json!({ "id": reminder, "until": "2026-11-22T11:40:00+02:00" });
    mutate(&rig, "snoozeReminder", "SnoozeReminderInput", later).await;
    rig.clock.set("2026-11-22T11:40:01+02:00");
    let due = "2026-11-22T11:40:00+02:00".parse().unwrap();
    let stream = StreamId::reminder(reminder.as_str().unwrap().parse().unwrap());
    let come = ReminderCommand::ComeDue { due, now: rig.clock.now() };
    rig.tell::<Reminder>(rig.business, &stream, come, "RemindersComeDue").await;
    rig.settle().await;
    mutate(&rig, "addLeadNote", "AddLeadNoteInput", json!({ "id": id, "text": "דיברנו" })).await;
    mutate(&rig, "completeReminder", "CompleteReminderInput", json!({ "id": reminder })).await;
    rig.settle().await;

    let told = names(&all(&rig, &id, Value::Null, Value::Null).await);
    assert_eq!(
        told[..6],
        [
            "ReminderItem Completed",
            "NoteItem",
            "ReminderItem CameDue",
            "ReminderItem Snoozed",
            "ReminderItem Created",
            "ChangeItem StatusChanged",
        ]
    );
    let alone = all(&rig, &id, json!(["REMINDER"]), Value::Null).await;
    assert_eq!(alone.len(), 4);
    assert_eq!(alone[0]["reminder"], json!({ "text": "להתקשר לפני הצהריים", "status": "DONE" }));
    let then = all(&rig, &id, json!(["REMINDER"]), json!("2026-11-22T11:20:00+02:00")).await;
    assert_eq!(names(&then), ["ReminderItem Snoozed", "ReminderItem Created"]);
    assert_eq!(then[0]["reminder"]["status"], "OPEN");
    // One that was deleted was a mistake, and is told of no more.
    mutate(&rig, "deleteReminder", "ReminderInput", json!({ "id": reminder })).await;
    rig.settle().await;
    assert!(all(&rig, &id, json!(["REMINDER"]), Value::Null).await.is_empty());
}
