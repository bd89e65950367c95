//! What happened, event by event.

use serde_json::{Value, json};

use crate::rig::{CALL, Rig};

#[tokio::test]
async fn a_history_is_paged_the_newest_first_and_names_the_cause() {
    let rig = Rig::new().await;
    rig.talk().await;
    rig.hang_up().await;
    rig.settle().await;
    let query = "query($id: ID!, $after: String) { history(entity: CALL, id: $id, first: 3, after: $after) {
      totalCount pageInfo { hasNextPage endCursor }
      edges { node { id eventType command commandId correlationId actor { kind name } payload changes { field newValue } } } } }";
    let (mut after, mut events) = (Value::Null, Vec::new());
    loop {
        let page = &rig.ask(query, json!({ "id": CALL, "after": after })).await["history"];
        events.extend(page["edges"].as_array().unwrap().iter().map(|edge| edge["node"].clone()));
        if page["pageInfo"]["hasNextPage"] == false {
            assert_eq!(page["totalCount"], events.len());
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let first = events.last().unwrap();
    assert_eq!(
        (&first["eventType"], &first["command"]),
        (&json!("LineIdentified"), &json!("ReceiveIncoming"))
    );
    assert_eq!(first["actor"], json!({ "kind": "SYSTEM", "name": null }));
    let places: Vec<u64> =
        events.iter().map(|event| event["id"].as_str().unwrap().parse().unwrap()).collect();
    assert!(places.is_sorted_by(|newer, older| newer > older), "{places:?}");
    assert!(
        events.iter().all(|event| serde_json::from_str::<Value>(event["payload"].as_str().unwrap()).is_ok())
    );
}

#[tokio::test]
async fn a_status_change_says_from_what_to_what() {
    let rig = Rig::new().await;
    let id = rig.talk().await.to_string();
    let change =
        "mutation($id: ID!) { setLeadStatus(input: { id: $id, status: OFFER }) { userErrors { code } } }";
    rig.ask(change, json!({ "id": id })).await;
    let query = "query($id: ID!) { history(entity: LEAD, id: $id, first: 1) { edges { node { changes { field oldValue newValue } } } } }";
    let newest = rig.ask(query, json!({ "id": id })).await;
    let changes = &newest["history"]["edges"][0]["node"]["changes"];
    assert_eq!(changes, &json!([{ "field": "status", "oldValue": "NEW", "newValue": "OFFER" }]));
}
