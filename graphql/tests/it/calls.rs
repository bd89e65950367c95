//! Calls: live and over, listed and alone.

use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, sid};

const CALL_PAGE: &str = "query($sid: ID!, $at: DateTime) { call(callSid: $sid, asOf: $at) {
  callSid direction fromNumber toNumber status startedAt endedAt durationSeconds endReason summary
  transcript { speaker text startMs endMs interrupted confidence latency { firstFrameMs } }
  lead { id } meetings { id } promptVersion { version } recording { status durationSeconds url } } }";

#[tokio::test]
async fn a_call_is_shown_with_its_transcript_its_lead_and_its_recording() {
    let rig = Rig::new().await;
    let lead = rig.talk().await;
    rig.hang_up().await;
    rig.settle().await;
    let call = &rig.ask(CALL_PAGE, json!({ "sid": CALL })).await["call"];
    assert_eq!(call["fromNumber"], PHONE);
    assert_eq!((&call["status"], &call["durationSeconds"]), (&json!("COMPLETED"), &json!(31)));
    assert_eq!(call["endReason"], "CALLER_HUNG_UP");
    assert!(call["startedAt"].as_str().unwrap().ends_with("+02:00"), "{}", call["startedAt"]);
    assert_eq!(call["lead"]["id"], lead.to_string());
    let turns = call["transcript"].as_array().unwrap();
    assert_eq!(turns.len(), 2);
    assert_eq!((&turns[0]["speaker"], &turns[1]["speaker"]), (&json!("AGENT"), &json!("CALLER")));
    assert_eq!(turns[0]["latency"], json!({ "firstFrameMs": 400 }));
    assert_eq!((&turns[1]["confidence"], &turns[1]["latency"]), (&json!(0.5), &Value::Null));
    let heard =
        json!({ "status": "COMPLETED", "durationSeconds": 30, "url": format!("/calls/{CALL}/recording") });
    assert_eq!(call["recording"], heard);
}

#[tokio::test]
async fn a_call_at_an_earlier_instant_had_not_heard_the_rest() {
    let rig = Rig::new().await;
    rig.talk().await;
    rig.clock.set("2026-11-22T10:05:00+02:00");
    rig.says(&sid(1), 1, "תודה ולהתראות").await;
    rig.hang_up().await;
    rig.settle().await;
    let then = &rig.ask(CALL_PAGE, json!({ "sid": CALL, "at": "2026-11-22T10:04:00+02:00" })).await["call"];
    assert_eq!(then["transcript"].as_array().unwrap().len(), 2);
    assert_eq!((&then["endedAt"], &then["recording"]), (&Value::Null, &Value::Null));
    let now = &rig.ask(CALL_PAGE, json!({ "sid": CALL })).await["call"];
    assert_eq!(now["transcript"].as_array().unwrap().len(), 3);
}

#[tokio::test]
async fn an_unknown_call_is_null() {
    let rig = Rig::new().await;
    for unknown in [CALL, "rubbish"] {
        assert_eq!(rig.ask(CALL_PAGE, json!({ "sid": unknown })).await["call"], Value::Null);
    }
}

#[tokio::test]
async fn pages_follow_one_another_without_gap_or_repeat() {
    let rig = Rig::new().await;
    for n in 1..=5 {
        rig.ring(rig.business, &sid(n), PHONE).await;
    }
    rig.settle().await;
    let query = "query($after: String) { calls(first: 2, after: $after) {
      totalCount edges { cursor node { callSid } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }";
    let (mut after, mut seen, mut pages) = (Value::Null, Vec::new(), 0);
    loop {
        let page = &rig.ask(query, json!({ "after": after })).await["calls"];
        pages += 1;
        assert_eq!(page["totalCount"], 5);
        assert_eq!(page["pageInfo"]["hasPreviousPage"], pages > 1);
        for edge in page["edges"].as_array().unwrap() {
            seen.push(edge["node"]["callSid"].as_str().unwrap().to_owned());
        }
        if page["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = page["pageInfo"]["endCursor"].clone();
    }
    let newest_first: Vec<String> = (1..=5).rev().map(|n| sid(n).to_string()).collect();
    assert_eq!((pages, seen), (3, newest_first));
}

#[tokio::test]
async fn a_filter_narrows_the_list_and_its_total() {
    let rig = Rig::new().await;
    rig.talk().await;
    rig.hang_up().await;
    rig.ring(rig.business, &sid(2), "+972525550199").await;
    rig.settle().await;
    let query =
        "query($filter: CallFilter) { calls(filter: $filter) { totalCount edges { node { callSid } } } }";
    for (filter, wanted) in [
        (json!({ "live": true }), sid(2)),
        (json!({ "status": ["COMPLETED"] }), sid(1)),
        (json!({ "search": "052-555-0199" }), sid(2)),
        (json!({ "promptVersion": { "channel": "CALLS", "version": 1 } }), sid(1)),
    ] {
        let page = &rig.ask(query, json!({ "filter": filter })).await["calls"];
        assert_eq!(page["totalCount"], 1, "{filter}");
        assert_eq!(page["edges"], json!([{ "node": { "callSid": wanted.to_string() } }]), "{filter}");
    }
}
