//! A call while it is held: seen, measured, and ended by a person.

use std::time::Duration;

use acceptance::{Dashboard, Engine, Server, Setup, wait};
use serde_json::{Value, json};

use crate::replay::connect;

const SOON: Duration = Duration::from_secs(20);
const LIVE: &str =
    "{ liveCalls { callSid gauges { floor hearing { mode frames dropped } speaking { frames } } } }";
const END: &str =
    "mutation($sid: ID!) { endCall(input: { callSid: $sid }) { call { callSid } userErrors { code } } }";

#[tokio::test]
async fn a_person_sees_a_live_call_and_ends_it() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let mut phone = connect(&server, 21).await?;
    phone.listen("the agent speaks", SOON, |noticed| noticed.heard_ms >= 1_200).await?;
    let call = phone.line().call.clone();
    let dashboard = Dashboard::of_owner(&server).await?;
    let seen = dashboard.ask(LIVE, Value::Null).await?;
    let calls = seen["liveCalls"].as_array().cloned().unwrap_or_default();
    let held = calls.iter().find(|held| held["callSid"] == call.as_str());
    let gauges = held.map(|held| held["gauges"].clone()).unwrap_or_default();
    assert_eq!(gauges["hearing"]["mode"], "NORMAL", "{seen:#}");
    assert_eq!(gauges["hearing"]["dropped"], 0, "{seen:#}");
    assert!(gauges["hearing"]["frames"].as_u64() > Some(0), "{seen:#}");

    let ended = dashboard.ask(END, json!({ "sid": call })).await?;
    assert_eq!(ended["endCall"]["userErrors"], json!([]), "{ended:#}");
    let noticed = phone.listen("the server closes", SOON * 2, |noticed| noticed.closed.is_some()).await?;
    assert_eq!(noticed.closed, Some(Some(1000)), "{noticed:?}");
    wait::until("the call is closed", SOON, async || {
        let query = "query($sid: ID!) { call(callSid: $sid) { endReason } }";
        let reason = dashboard.ask(query, json!({ "sid": call })).await?["call"]["endReason"].take();
        Ok(if reason == "PERSON_ENDED" { Ok(()) } else { Err(reason) })
    })
    .await?;
    let again = dashboard.ask(END, json!({ "sid": call })).await?;
    assert_eq!(again["endCall"]["userErrors"][0]["code"], "CONFLICT", "{again:#}");
    server.stop().await
}
