//! Calls while they are held: who sees them, and who may end them.

use domain::ids::BusinessId;
use domain::user::Role;
use graphql::live::{Floor, Flow, FlowMode, LiveCall};
use serde_json::{Value, json};

use crate::rig::{CALL, PHONE, Rig, done, refusal, sid};

const LIVE: &str = "{ liveCalls { callSid call { status fromNumber }
  gauges { since floor hearing { mode queue frames dropped } speaking { mode queue } lineGaps interruptions } } }";
const END: &str = "mutation($input: EndCallInput!) { endCall(input: $input) {
  call { callSid } userErrors { field code message } } }";

/// Call 1 is held here; call 2 rings.
async fn one_held() -> Rig {
    let rig = Rig::new().await;
    for n in [1, 2] {
        rig.ring(rig.business, &sid(n), PHONE).await;
    }
    let hearing = Flow { mode: FlowMode::Drain, queue: 120, frames: 900, dropped: 7 };
    let speaking = Flow { mode: FlowMode::Idle, queue: 0, frames: 300, dropped: 0 };
    let since = "2026-11-22T08:00:01Z".parse().unwrap();
    let floor = Floor::Caller;
    let live = LiveCall { call: sid(1), since, floor, hearing, speaking, line_gaps: 2, interruptions: 1 };
    rig.live.hold(rig.business, live);
    rig.settle().await;
    rig
}

fn input(sid: &str) -> Value {
    json!({ "input": { "callSid": sid } })
}

#[tokio::test]
async fn live_calls_come_with_what_is_measured_of_them_here() {
    let rig = one_held().await;
    let answer = rig.ask(LIVE, Value::Null).await;
    let calls = answer["liveCalls"].as_array().unwrap();
    let held = calls.iter().find(|call| call["callSid"] == CALL).unwrap();
    assert_eq!(held["call"]["fromNumber"], PHONE);
    let gauges = json!({
        "since": "2026-11-22T10:00:01+02:00", "floor": "CALLER",
        "hearing": { "mode": "DRAIN", "queue": 120, "frames": 900, "dropped": 7 },
        "speaking": { "mode": "IDLE", "queue": 0 }, "lineGaps": 2, "interruptions": 1,
    });
    assert_eq!(held["gauges"], gauges);
    let elsewhere = calls.iter().find(|call| call["callSid"] == sid(2).as_str()).unwrap();
    assert_eq!((calls.len(), &elsewhere["gauges"]), (2, &Value::Null));
}

#[tokio::test]
async fn others_see_none_of_it_and_cannot_end_it() {
    let rig = one_held().await;
    let theirs = || Rig::session(BusinessId::named("theirs"), Role::Owner);
    assert_eq!(rig.ask_as(theirs(), LIVE, Value::Null).await["liveCalls"], json!([]));
    let answer = rig.ask_as(theirs(), END, input(CALL)).await;
    assert_eq!(refusal(&answer["endCall"]), (Some("callSid"), "NOT_FOUND"));
    let viewer = Rig::session(rig.business, Role::Viewer);
    let answer = rig.ask_as(viewer, END, input(CALL)).await;
    assert_eq!(refusal(&answer["endCall"]), (None, "FORBIDDEN"));
    assert_eq!(rig.live.hung_up(), []);
}

#[tokio::test]
async fn a_person_ends_a_call() {
    let rig = one_held().await;
    let agent = Rig::session(rig.business, Role::Agent);
    let answer = rig.ask_as(agent, END, input(CALL)).await;
    assert_eq!(done(&answer["endCall"])["call"]["callSid"], CALL);
    assert_eq!(rig.live.hung_up(), [sid(1)]);
}

#[tokio::test]
async fn a_call_that_is_not_held_here_is_not_ended() {
    let rig = one_held().await;
    let answer = rig.ask(END, input(sid(2).as_str())).await;
    assert_eq!(refusal(&answer["endCall"]), (Some("callSid"), "CONFLICT"));
    for nobody in [sid(9).as_str(), "rubbish"] {
        let answer = rig.ask(END, input(nobody)).await;
        assert_eq!(refusal(&answer["endCall"]), (Some("callSid"), "NOT_FOUND"));
    }
    assert_eq!(rig.live.hung_up(), []);
}

const TRANSFER: &str = "mutation($input: TransferCallInput!) { transferCall(input: $input) {
  call { callSid } userErrors { field code message } } }";
const TOLD: &str = "query($id: ID!) { history(entity: CALL, id: $id, first: 3) { edges { node {
  eventType actor { kind name } changes { field newValue } } } } }";

async fn transfer_to(rig: &Rig, number: &str) {
    let set = "mutation($input: UpdateBusinessSettingsInput!) { updateBusinessSettings(input: $input) {
      userErrors { field message code } } }";
    let input = json!({ "input": { "transferNumber": number } });
    done(&rig.ask(set, input).await["updateBusinessSettings"]);
}

#[tokio::test]
async fn a_person_takes_a_call_over_and_it_is_known_who() {
    let rig = one_held().await;
    let answer = rig.ask(TRANSFER, input(CALL)).await;
    assert_eq!(refusal(&answer["transferCall"]), (Some("callSid"), "INVALID"), "nobody to call");
    transfer_to(&rig, "+97235550100").await;
    let answer = rig.ask(TRANSFER, input(CALL)).await;
    assert_eq!(refusal(&answer["transferCall"]), (Some("callSid"), "INVALID"), "it would come back to us");
    assert_eq!(rig.live.handed_over(), []);

    transfer_to(&rig, "+972525550177").await;
    for _ in 0..2 {
        done(&rig.ask(TRANSFER, input(CALL)).await["transferCall"]);
    }
    assert_eq!(rig.live.handed_over(), [sid(1), sid(1)]);
    let told = rig.ask(TOLD, json!({ "id": CALL })).await;
    let last = &told["history"]["edges"][0]["node"];
    assert_eq!(last["eventType"], "TransferRequested");
    assert_eq!(last["actor"], json!({ "kind": "USER", "name": "דנה כהן" }));
    assert_eq!(last["changes"][0]["newValue"], "+972525550177");
    let answer = rig.ask(TRANSFER, input(sid(2).as_str())).await;
    assert_eq!(refusal(&answer["transferCall"]), (Some("callSid"), "CONFLICT"));
}

#[tokio::test]
async fn who_ended_a_call_is_known() {
    let rig = one_held().await;
    done(&rig.ask(END, input(CALL)).await["endCall"]);
    let told = rig.ask(TOLD, json!({ "id": CALL })).await;
    let last = &told["history"]["edges"][0]["node"];
    assert_eq!((&last["eventType"], &last["actor"]["kind"]), (&json!("EndRequested"), &json!("USER")));
}
