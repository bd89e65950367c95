//! Only the log is true: without its read models the product is whole again after a rebuild, row for row.

use std::collections::BTreeMap;
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup,
    database::Database,
    identity, operator,
    server::NUMBER,
    twilio::{
        Line, Twilio,
        webhooks::{CALL_STATUS, RECORDING_STATUS, STREAM_STATUS, VOICE},
    },
    wait,
};
use serde_json::Value;

/// What a read model writes is `{name}_g{generation}`, behind a view of its name.
fn is_generation(table: &str) -> bool {
    table
        .rsplit_once("_g")
        .is_some_and(|(_, number)| !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()))
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_on_sqlite() -> anyhow::Result<()> {
    rebuild_gives_the_same_rows(Engine::Sqlite).await
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_on_postgres() -> anyhow::Result<()> {
    rebuild_gives_the_same_rows(Engine::Postgres).await
}

async fn rebuild_gives_the_same_rows(engine: Engine) -> anyhow::Result<()> {
    let setup = Setup::demo(engine)?;
    let server = Server::start(&setup).await?;
    live_a_little(&server).await?;
    let shown = everything(&server).await?;
    server.stop().await?;

    let before = views(&setup).await?;
    assert!(before.len() >= 7 && before["calls"].len() >= 10, "{:?}", before.keys());
    drop_read_models(&setup).await?;
    for name in ["businesses", "calls", "history", "leads", "meetings", "prompts", "users"] {
        let rebuilt = operator::run(&setup, &["projections", "rebuild", name, "--json"]).await?;
        assert!(rebuilt.success, "{name}: {}", rebuilt.stderr);
    }
    let after = views(&setup).await?;
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (view, rows) in &before {
        assert_eq!(rows, &after[view], "{view}");
    }

    let server = Server::start(&setup).await?;
    assert_eq!(everything(&server).await?, shown, "the dashboard shows the same");
    server.stop().await
}

#[tokio::test]
async fn a_start_without_read_models_makes_them() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let shown = everything(&server).await?;
    server.stop().await?;
    drop_read_models(&setup).await?;
    let server = Server::start(&setup).await?;
    assert_eq!(everything(&server).await?, shown);
    Ok(())
}

/// Some calls, each told differently.
async fn live_a_little(server: &Server) -> anyhow::Result<()> {
    let twilio = Twilio::of(server);
    for number in 0..8 {
        let line = Line::new("rebuild", number, &identity::caller(300 + number), NUMBER);
        twilio.deliver(VOICE, &line.incoming()).await?;
        twilio.deliver(STREAM_STATUS, &line.stream_event("stream-started")).await?;
        if number % 2 == 0 {
            twilio.deliver(CALL_STATUS, &line.status("completed", 2, Some(number * 10))).await?;
        }
        if number % 3 == 0 {
            twilio.deliver(RECORDING_STATUS, &line.recording("completed", Some(number))).await?;
        }
    }
    Ok(())
}

/// What the dashboard shows, once everything has caught up.
async fn everything(server: &Server) -> anyhow::Result<Value> {
    let dashboard = Dashboard::of_owner(server).await?;
    wait::until("read models have caught up", Duration::from_secs(30), async || {
        let answer = dashboard.ask("{ projections { name lag state error } }", Value::Null).await?;
        let models = answer["projections"].as_array().cloned().unwrap_or_default();
        let caught_up =
            models.len() >= 7 && models.iter().all(|model| model["lag"] == 0 && model["state"] == "RUNNING");
        Ok(if caught_up { Ok(()) } else { Err(answer) })
    })
    .await?;
    let mut shown = Vec::new();
    for query in SHOWN {
        shown.push(dashboard.ask(query, Value::Null).await?);
    }
    Ok(Value::Array(shown))
}

/// What the dashboard shows, a screen at a time: all of it at once is more than one question may ask.
const SHOWN: [&str; 4] = [
    "{ calls(first: 50) { totalCount edges { cursor node { callSid status startedAt endedAt durationSeconds endReason summary
        lead { id } recording { status } } } } }",
    "{ calls(first: 20) { edges { node { callSid transcript { speaker text startMs endMs } meetings { id start status } } } } }",
    "{ leads(first: 30) { totalCount edges { cursor node { id phone name status createdAt updatedAt
        details { city rooms budget } provenance { field value command } } } } }",
    "{ promptVersions(channel: CALLS) { version text active } viewer { business { name numbers } user { email } } }",
];

/// Every table of a read model, whole, by the name readers know it by: a view shows but one business's rows.
async fn views(setup: &Setup) -> anyhow::Result<BTreeMap<String, Vec<String>>> {
    let database = Database::open(setup).await?;
    let mut views = BTreeMap::new();
    for table in database.relations("table").await?.iter().filter(|table| is_generation(table)) {
        let name = table.rsplit_once("_g").map_or(table.as_str(), |(name, _)| name);
        views.insert(name.to_owned(), database.rows(table).await?);
    }
    database.close().await;
    Ok(views)
}

async fn drop_read_models(setup: &Setup) -> anyhow::Result<()> {
    let database = Database::open(setup).await?;
    for view in database.relations("view").await? {
        database.execute(&format!("DROP VIEW \"{view}\"")).await?;
    }
    let tables = database.relations("table").await?;
    let generations: Vec<&String> = tables.iter().filter(|table| is_generation(table)).collect();
    anyhow::ensure!(generations.len() >= 7, "these are all the tables: {tables:?}");
    for table in generations {
        database.execute(&format!("DROP TABLE \"{table}\"")).await?;
    }
    database.close().await;
    Ok(())
}
