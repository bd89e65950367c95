//! What people do with leads beyond a single field: change many, merge, split, take back.

use domain::ids::UserId;
use domain::user::Role;
use serde_json::{Value, json};

use crate::rig::{PHONE, Rig, done, refusal};

const CREATE: &str = "mutation($input: CreateLeadInput!) { createLead(input: $input) {
  lead { id phone name status source tags customFields { key value } } operation userErrors { field message code } } }";
const CHANGE: &str = "mutation($input: ChangeLeadsInput!) { changeLeads(input: $input) { operation
  leads { id status stage { name color } assignee { name } tags customFields { key value } }
  userErrors { field message code } } }";
const MERGE: &str = "mutation($input: MergeLeadsInput!) { mergeLeads(input: $input) { operation
  lead { id name phones merged { id phone } calls { callSid } notes { text } } userErrors { field message code } } }";
const SPLIT: &str = "mutation($input: SplitLeadInput!) { splitLead(input: $input) {
  lead { id name phones merged { id } } userErrors { field message code } } }";
const UNDO: &str = "mutation($input: UndoLeadOperationInput!) { undoLeadOperation(input: $input) {
  operation changed pending kept { leadId fields } userErrors { field message code } } }";
const SETTINGS: &str = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) {
  business { leadStages { status name color } leadFields { key name kind options } } userErrors { field message code } } }";
const LIST: &str = "query($filter: LeadFilter, $order: LeadOrder) { leads(filter: $filter, order: $order) {
  totalCount edges { node { id name status tags } } } }";

async fn create(rig: &Rig, phone: &str, name: &str) -> String {
    let answer = rig.ask(CREATE, json!({ "input": { "phone": phone, "name": name } })).await;
    done(&answer["createLead"])["lead"]["id"].as_str().unwrap().to_owned()
}

async fn undo(rig: &Rig, operation: &Value) -> Value {
    rig.ask(UNDO, json!({ "input": { "operation": operation } })).await["undoLeadOperation"].clone()
}

async fn names(rig: &Rig, filter: Value) -> Vec<String> {
    let list = rig.ask(LIST, json!({ "filter": filter, "order": "NAME" })).await;
    let edges = list["leads"]["edges"].as_array().unwrap();
    edges.iter().map(|edge| edge["node"]["name"].as_str().unwrap().to_owned()).collect()
}

/// Fields and a status of the business's own.
async fn furnish(rig: &Rig) {
    let input = json!({
        "leadFields": [
            { "key": "floor", "name": "קומה", "kind": "NUMBER" },
            { "key": "side", "name": "כיוון", "kind": "CHOICE", "options": ["צפון", "דרום"] }
        ],
        "leadStages": [
            { "status": "NEW", "name": "חדש", "color": "AMBER" },
            { "status": "CALL_BACK", "name": "לחזור אליו", "color": "ORANGE" },
            { "status": "MEETING_SET", "name": "נקבעה פגישה", "color": "PURPLE" }
        ]
    });
    done(&rig.ask(SETTINGS, json!({ "input": input })).await["updateBusinessSettings"]);
}

#[tokio::test]
async fn somebody_who_did_not_call_is_written_down_once() {
    let rig = Rig::new().await;
    let input = json!({ "phone": "052-555-0150", "name": "אורי", "change": { "addTags": ["יריד"] } });
    for _ in 0..2 {
        let answer = rig.ask(CREATE, json!({ "input": input })).await;
        let lead = &done(&answer["createLead"])["lead"];
        assert_eq!((&lead["phone"], &lead["source"]), (&json!("+972525550150"), &json!("MANUAL")));
        assert_eq!(lead["tags"], json!(["יריד"]));
    }
    assert_eq!(names(&rig, json!({})).await, ["אורי"]);
    let answer = rig.ask(CREATE, json!({ "input": { "phone": "12" } })).await;
    assert_eq!(refusal(&answer["createLead"]), (Some("phone"), "INVALID"));
}

#[tokio::test]
async fn many_leads_change_as_one_and_change_back_as_one() {
    let rig = Rig::new().await;
    furnish(&rig).await;
    let ids = [create(&rig, "0525550151", "אורי").await, create(&rig, "0525550152", "בתיה").await];
    let owner = UserId::of_email("owner@example.com").to_string();
    let change = json!({ "status": "CALL_BACK", "assigneeId": owner, "addTags": ["חם"],
        "custom": [{ "key": "floor", "value": "3" }, { "key": "side", "value": "צפון" }] });
    let input = json!({ "ids": ids, "change": change, "idempotencyKey": "bulk-1" });
    let answer = rig.ask(CHANGE, json!({ "input": input })).await;
    let payload = done(&answer["changeLeads"]);
    for lead in payload["leads"].as_array().unwrap() {
        assert_eq!(lead["stage"], json!({ "name": "לחזור אליו", "color": "ORANGE" }));
        assert_eq!(lead["assignee"]["name"], "דנה כהן");
        let fields = json!([{ "key": "floor", "value": "3" }, { "key": "side", "value": "צפון" }]);
        assert_eq!(lead["customFields"], fields);
    }
    assert_eq!(names(&rig, json!({ "assigneeId": owner, "tags": ["חם"] })).await, ["אורי", "בתיה"]);
    assert_eq!(names(&rig, json!({ "unassigned": true })).await, [""; 0]);

    // One of them is somebody's work by now.
    let later = json!({ "ids": [ids[0]], "change": { "status": "MEETING_SET" } });
    done(&rig.ask(CHANGE, json!({ "input": later })).await["changeLeads"]);
    let undone = undo(&rig, &payload["operation"]).await;
    assert_eq!(undone["kept"], json!([{ "leadId": ids[0], "fields": ["status"] }]));
    assert_eq!((done(&undone)["changed"].as_u64(), &undone["pending"]), (Some(2), &json!(false)));
    let list = rig.ask(LIST, json!({ "order": "NAME" })).await;
    let statuses: Vec<_> =
        list["leads"]["edges"].as_array().unwrap().iter().map(|edge| &edge["node"]["status"]).collect();
    assert_eq!(statuses, ["MEETING_SET", "NEW"]);
    assert_eq!(names(&rig, json!({ "tags": ["חם"] })).await, [""; 0]);

    // And an undo is an operation like any other.
    done(&undo(&rig, &undone["operation"]).await);
    assert_eq!(names(&rig, json!({ "tags": ["חם"] })).await, ["אורי", "בתיה"]);
}

#[tokio::test]
async fn what_cannot_be_changed_is_named_and_stops_nobody_else() {
    let rig = Rig::new().await;
    furnish(&rig).await;
    let id = create(&rig, "0525550151", "אורי").await;
    let nobody = "2f6e7a52-3c86-4b57-9f0c-111111111111";
    for (change, field, code) in [
        (json!({ "status": "OFFER" }), "status", "INVALID"),
        (json!({ "assigneeId": nobody }), "assigneeId", "NOT_FOUND"),
        (json!({ "addTags": ["א,ב"] }), "addTags", "INVALID"),
        (json!({ "custom": [{ "key": "roof", "value": "1" }] }), "custom", "NOT_FOUND"),
        (json!({ "custom": [{ "key": "floor", "value": "שלוש" }] }), "custom.floor", "INVALID"),
        (json!({ "custom": [{ "key": "side", "value": "מזרח" }] }), "custom.side", "INVALID"),
    ] {
        let answer = rig.ask(CHANGE, json!({ "input": { "ids": [id], "change": change } })).await;
        assert_eq!(refusal(&answer["changeLeads"]), (Some(field), code));
    }
    let input = json!({ "ids": [id, nobody], "change": { "addTags": ["חם"] } });
    let answer = rig.ask(CHANGE, json!({ "input": input })).await;
    assert_eq!(refusal(&answer["changeLeads"]), (Some("ids"), "NOT_FOUND"));
    assert_eq!(answer["changeLeads"]["leads"][0]["tags"], json!(["חם"]));
    let viewer = Rig::session(rig.business, Role::Viewer);
    let answer = rig.ask_as(viewer, CHANGE, json!({ "input": { "ids": [id], "change": {} } })).await;
    assert_eq!(refusal(&answer["changeLeads"]), (None, "FORBIDDEN"));
}

#[tokio::test]
async fn a_status_with_leads_in_it_stays() {
    let rig = Rig::new().await;
    furnish(&rig).await;
    let id = create(&rig, "0525550151", "אורי").await;
    let input = json!({ "ids": [id], "change": { "status": "CALL_BACK" } });
    done(&rig.ask(CHANGE, json!({ "input": input })).await["changeLeads"]);
    let without = json!({ "leadStages": [
        { "status": "NEW", "name": "חדש", "color": "AMBER" },
        { "status": "MEETING_SET", "name": "נקבעה פגישה", "color": "PURPLE" }
    ] });
    let answer = rig.ask(SETTINGS, json!({ "input": without })).await;
    assert_eq!(refusal(&answer["updateBusinessSettings"]), (Some("leadStages"), "INVALID"));
}

#[tokio::test]
async fn two_leads_become_one_and_two_again() {
    let rig = Rig::new().await;
    let caller = rig.talk().await.to_string();
    let other = create(&rig, "0525550160", "יוסי לוי").await;
    let merge = json!({ "input": { "keep": other, "merge": caller, "idempotencyKey": "m1" } });
    let answer = rig.ask(MERGE, merge.clone()).await;
    let lead = &done(&answer["mergeLeads"])["lead"];
    assert_eq!((&lead["id"], &lead["name"]), (&json!(other), &json!("יוסי לוי")));
    assert_eq!(lead["phones"], json!(["+972525550160", PHONE]));
    assert_eq!(lead["merged"], json!([{ "id": caller, "phone": PHONE }]));
    assert_eq!(lead["calls"].as_array().unwrap().len(), 1, "the call of the one that was taken in");
    assert_eq!(done(&rig.ask(MERGE, merge).await["mergeLeads"])["lead"]["id"], json!(other), "a repeat");

    // Whoever asks for the one that was merged is answered by the other; a call by its number is about the other.
    let asked = rig.ask("query($id: ID!) { lead(id: $id) { id } }", json!({ "id": caller })).await;
    assert_eq!(asked["lead"]["id"], json!(other));
    let call = "{ calls { edges { node { lead { id } } } } }";
    assert_eq!(rig.ask(call, Value::Null).await["calls"]["edges"][0]["node"]["lead"]["id"], json!(other));
    assert_eq!(names(&rig, json!({ "search": "052-555-0123" })).await, ["יוסי לוי"]);

    let answer = rig.ask(SPLIT, json!({ "input": { "id": caller } })).await;
    let lead = &done(&answer["splitLead"])["lead"];
    assert_eq!((&lead["phones"], &lead["merged"]), (&json!(["+972525550160"]), &json!([])));
    let asked = rig.ask("query($id: ID!) { lead(id: $id) { id phone } }", json!({ "id": caller })).await;
    assert_eq!(asked["lead"], json!({ "id": caller, "phone": PHONE }));
}

#[tokio::test]
async fn whoever_was_merged_twice_is_answered_for_in_the_past_as_now() {
    let rig = Rig::new().await;
    let [one, two, three] = [("0525550171", "אורי"), ("0525550172", "בתיה"), ("0525550173", "גד")];
    let [one, two, three] = [
        create(&rig, one.0, one.1).await,
        create(&rig, two.0, two.1).await,
        create(&rig, three.0, three.1).await,
    ];
    for (keep, merge) in [(&two, &one), (&three, &two)] {
        done(&rig.ask(MERGE, json!({ "input": { "keep": keep, "merge": merge } })).await["mergeLeads"]);
    }
    let ask =
        "query($id: ID!, $at: DateTime!) { now: lead(id: $id) { id } then: lead(id: $id, asOf: $at) { id } }";
    let asked = rig.ask(ask, json!({ "id": one, "at": "2026-11-22T10:01:00+02:00" })).await;
    assert_eq!(asked, json!({ "now": { "id": three }, "then": { "id": three } }));
}

#[tokio::test]
async fn a_merge_is_undone_like_any_operation() {
    let rig = Rig::new().await;
    let (one, two) = (create(&rig, "0525550161", "אורי").await, create(&rig, "0525550162", "בתיה").await);
    let answer = rig.ask(MERGE, json!({ "input": { "keep": one, "merge": two } })).await;
    let operation = &done(&answer["mergeLeads"])["operation"];
    assert_eq!(names(&rig, json!({})).await, ["אורי"]);
    assert_eq!(done(&undo(&rig, operation).await)["kept"], json!([]));
    assert_eq!(names(&rig, json!({})).await, ["אורי", "בתיה"]);
    let nothing = undo(&rig, &json!("api:nothing")).await;
    assert_eq!(refusal(&nothing), (Some("operation"), "NOT_FOUND"));
}

#[tokio::test]
async fn nobody_is_merged_with_themselves_or_a_stranger() {
    let rig = Rig::new().await;
    let one = create(&rig, "0525550161", "אורי").await;
    let answer = rig.ask(MERGE, json!({ "input": { "keep": one, "merge": one } })).await;
    assert_eq!(refusal(&answer["mergeLeads"]), (Some("merge"), "INVALID"));
    let elsewhere = domain::ids::BusinessId::named("elsewhere");
    rig.open_business(elsewhere, "אחרים").await;
    let theirs = rig.lead_of(elsewhere, "+972525550163", Vec::new()).await;
    rig.settle().await;
    let answer = rig.ask(MERGE, json!({ "input": { "keep": one, "merge": theirs.to_string() } })).await;
    assert_eq!(refusal(&answer["mergeLeads"]), (Some("merge"), "NOT_FOUND"));
}
