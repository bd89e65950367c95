//! SIGTERM while somebody is on the line: they are not hung up on.

use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{Line, Twilio, webhooks::VOICE},
    wait,
};
use anyhow::Context as _;
use serde_json::{Value, json};

use crate::replay::connect;

const SOON: Duration = Duration::from_secs(20);

/// The call as a server started afterwards has it.
async fn afterwards(setup: &Setup, call: &str) -> anyhow::Result<Value> {
    let server = Server::start(setup).await?;
    let dashboard = Dashboard::of_owner(&server).await?;
    let query =
        "query($sid: ID!) { call(callSid: $sid) { endReason transcript { speaker text interrupted } } }";
    let seen = wait::until("the call is closed", SOON, async || {
        let mut answer = dashboard.ask(query, json!({ "sid": call })).await?;
        let call = answer["call"].take();
        Ok(if call["endReason"].is_string() { Ok(call) } else { Err(call) })
    });
    let seen = seen.await?;
    server.stop().await?;
    Ok(seen)
}

#[tokio::test]
async fn a_call_under_way_goes_on_to_its_end_and_no_new_one_begins() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?.with("CALL_DRAIN_SECONDS", "120");
    let server = Server::start(&setup).await?;
    let mut phone = connect(&server, 11).await?;
    phone.listen("the agent speaks", SOON, |noticed| noticed.heard_ms >= 200).await?;
    server.terminate().await?;
    wait::until("it is not ready for calls", SOON, async || {
        let status = server.client().get(server.at("/readyz")).send().await?.status();
        Ok(if status == 503 { Ok(()) } else { Err(status) })
    })
    .await?;
    // Who calls now hears why, and is written down.
    let late = Line::new("stream", 12, &identity::caller(312), NUMBER);
    let answer = Twilio::of(&server).deliver(VOICE, &late.incoming()).await?;
    assert!(answer.body.contains("<Say") && !answer.body.contains("<Stream"), "{}", answer.body);
    let dashboard = Dashboard::of_owner(&server).await?;
    let known =
        dashboard.ask("query($sid: ID!) { call(callSid: $sid) { fromNumber } }", json!({ "sid": late.call }));
    assert_eq!(known.await?["call"]["fromNumber"], identity::caller(312));

    phone
        .listen("the greeting to its end", SOON * 2, |noticed| {
            noticed.marks.iter().any(|m| m == "greeting_end")
        })
        .await?;
    let call = phone.line().call.clone();
    phone.hang_up(SOON).await?;
    server.ended().await?;
    let seen = afterwards(&setup, &call).await?;
    assert_eq!(seen["endReason"], "CALLER_HUNG_UP", "{seen:#}");
    assert_eq!(seen["transcript"][0]["interrupted"], false, "{seen:#}");
    Ok(())
}

#[tokio::test]
async fn at_the_limit_the_agent_says_goodbye_and_all_is_written_down() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?.with("CALL_DRAIN_SECONDS", "1");
    let server = Server::start(&setup).await?;
    let mut phone = connect(&server, 13).await?;
    phone.listen("the agent speaks", SOON, |noticed| noticed.heard_ms >= 200).await?;
    server.terminate().await?;
    let noticed = phone.listen("the server closes", SOON * 2, |noticed| noticed.closed.is_some()).await?;
    assert_eq!(noticed.closed, Some(Some(1001)), "{noticed:?}");
    server.ended().await?;
    let seen = afterwards(&setup, &phone.line().call).await?;
    assert_eq!(seen["endReason"], "SERVER_STOPPED", "{seen:#}");
    let turns = seen["transcript"].as_array().context("no transcript")?;
    let last = turns.last().context("nothing was said")?;
    assert!(last["text"].as_str().is_some_and(|text| text.contains("השיחה מסתיימת")), "{seen:#}");
    assert_eq!(last["interrupted"], false, "it was heard to its end: {seen:#}");
    Ok(())
}
