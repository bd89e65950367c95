//! The world around the server fails: the disk is full, the database turns read-only, the node at work dies. It is said, reads go
//! on, and it recovers by itself.

use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, identity,
    server::NUMBER,
    twilio::{
        Line, Twilio,
        webhooks::{Answer, VOICE},
    },
    wait,
};
use anyhow::Context as _;
use serde_json::json;

const SOON: Duration = Duration::from_secs(20);
/// The write-ahead log has some room of its own on a full disk; it lasts for fewer calls than this.
const MOST: u32 = 5_000;

async fn ring(twilio: &Twilio, number: u32) -> anyhow::Result<Answer> {
    let line = Line::new("faults", number, &identity::caller(20_000 + number), NUMBER);
    twilio.post(VOICE, &line.incoming()).await
}

/// The call of that number, on the dashboard.
async fn seen(dashboard: &Dashboard, number: u32) -> anyhow::Result<bool> {
    let sid = Line::new("faults", number, &identity::caller(20_000 + number), NUMBER).call;
    let answer =
        dashboard.ask("query($sid: ID!) { call(callSid: $sid) { status } }", json!({ "sid": sid })).await?;
    Ok(answer["call"].is_object())
}

/// Takes all the space there is.
fn fill(filler: &Path) -> anyhow::Result<()> {
    let mut file = fs::File::create(filler)?;
    for size in [1 << 20, 4_096] {
        while file.write_all(&vec![0_u8; size]).is_ok() {}
    }
    Ok(())
}

#[tokio::test]
async fn a_full_disk_is_said_and_recovered_from() -> anyhow::Result<()> {
    let setup = Setup::on_a_small_disk()?;
    let server = Server::start(&setup).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    let filler = server.inside(setup.small_disk().context("it has one")?)?.join("filler");
    fill(&filler)?;
    let mut number = 0;
    let refused = loop {
        number += 1;
        let answer = ring(&twilio, number).await?;
        if answer.status != 200 {
            break answer;
        }
        anyhow::ensure!(number < MOST, "a full disk takes {number} calls");
    };
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(
        refused.problem()?["detail"].as_str().is_some_and(|text| text.contains("disk is full")),
        "{refused:?}"
    );
    assert!(!seen(&dashboard, number).await?, "refused, and yet there");
    let calls = dashboard.ask("{ calls(first: 1) { totalCount } }", json!({})).await?;
    assert!(calls["calls"]["totalCount"].as_u64().is_some_and(|count| count > 0), "reads go on: {calls}");
    fs::remove_file(filler)?;
    recovers(&twilio, &dashboard, number).await.with_context(|| server.logged())?;
    server.stop().await
}

/// Twilio tries again, and the call is there.
async fn recovers(twilio: &Twilio, dashboard: &Dashboard, number: u32) -> anyhow::Result<()> {
    wait::until("the webhook is taken", SOON, async || {
        let answer = ring(twilio, number).await?;
        Ok(if answer.status == 200 { Ok(()) } else { Err(answer) })
    })
    .await?;
    wait::until("the call is seen", SOON, async || {
        Ok(if seen(dashboard, number).await? { Ok(()) } else { Err(number) })
    })
    .await
}

#[tokio::test]
async fn a_database_that_turns_read_only_is_said_and_recovered_from() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Postgres)?;
    let server = Server::start(&setup).await?;
    let (twilio, dashboard) = (Twilio::of(&server), Dashboard::of_owner(&server).await?);
    // As a server that became a standby's follower would.
    let admin = sqlx::PgPool::connect(&setup.cluster().context("PostgreSQL")?.url("postgres")).await?;
    set_read_only(&admin, true).await?;
    let refused = wait::until("a webhook is refused", SOON, async || {
        let answer = ring(&twilio, 1).await?;
        Ok(if answer.status == 200 { Err(answer) } else { Ok(answer) })
    })
    .await?;
    assert_eq!(refused.status, 503, "{refused:?}");
    assert!(
        refused.problem()?["detail"].as_str().is_some_and(|text| text.contains("read-only")),
        "{refused:?}"
    );
    let calls = dashboard.ask("{ calls(first: 1) { totalCount } }", json!({})).await?;
    assert!(calls["calls"]["totalCount"].as_u64().is_some_and(|count| count > 0), "reads go on: {calls}");
    set_read_only(&admin, false).await?;
    recovers(&twilio, &dashboard, 2).await?;
    server.stop().await
}

async fn set_read_only(admin: &sqlx::PgPool, on: bool) -> anyhow::Result<()> {
    let mut session = admin.acquire().await?;
    sqlx::query("SET default_transaction_read_only = off").execute(&mut *session).await?;
    sqlx::query(&format!("ALTER SYSTEM SET default_transaction_read_only = {on}"))
        .execute(&mut *session)
        .await?;
    sqlx::query("SELECT pg_reload_conf()").execute(&mut *session).await?;
    Ok(())
}

#[tokio::test]
async fn another_node_takes_over_from_one_that_dies() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Postgres)?;
    // The first holds every read model; it dies without giving any back.
    let (first, second) = (Server::start(&setup).await?, Server::start(&setup).await?);
    let (twilio, dashboard) = (Twilio::of(&second), Dashboard::of_owner(&second).await?);
    assert_eq!(ring(&twilio, 1).await?.status, 200);
    wait::until("the first node's work is seen by the second", SOON, async || {
        Ok(if seen(&dashboard, 1).await? { Ok(()) } else { Err(()) })
    })
    .await?;
    first.kill().await?;
    assert_eq!(ring(&twilio, 2).await?.status, 200);
    wait::until("the second took over", SOON, async || {
        Ok(if seen(&dashboard, 2).await? { Ok(()) } else { Err(()) })
    })
    .await?;
    second.stop().await
}
