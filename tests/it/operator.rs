//! The command line: what operators and scripts rely on.

use acceptance::{Engine, Server, Setup, operator, operator::Ran};
use anyhow::Context as _;
use serde_json::{Value, json};

const READ_MODELS: [&str; 8] =
    ["businesses", "calls", "history", "leads", "meetings", "prompts", "reminders", "users"];

fn names(rows: &[Value]) -> Vec<&str> {
    let mut names: Vec<&str> = rows.iter().filter_map(|row| row["name"].as_str()).collect();
    names.sort_unstable();
    names
}

/// A failure is one line that says why.
fn failed(ran: &Ran, why: &str) {
    assert!(!ran.success, "it did not fail: {}", ran.stdout);
    let first = ran.stderr.lines().next().unwrap_or_default();
    assert!(first.contains(why), "{why} is not in: {}", ran.stderr);
    // What cannot be parsed is told by the parser, with a hint below.
    assert!(first.starts_with("error: ") || ran.stderr.trim() == first, "{}", ran.stderr);
}

#[tokio::test]
async fn every_command_has_help() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?;
    for command in [
        &["serve"][..],
        &["migrate"],
        &["user", "add"],
        &["demo", "call"],
        &["projections", "list"],
        &["projections", "rebuild"],
        &["projections", "verify"],
        &["log", "tail"],
        &["log", "export"],
        &["hebrew", "time"],
    ] {
        let ran = operator::run(&setup, &[command, &["--help"]].concat()).await?;
        assert!(ran.success && ran.stdout.contains("Usage:"), "{command:?}: {ran:?}");
    }
    Ok(())
}

#[tokio::test]
async fn the_log_and_its_read_models_on_sqlite() -> anyhow::Result<()> {
    log_and_read_models(Engine::Sqlite).await
}

#[tokio::test]
async fn the_log_and_its_read_models_on_postgres() -> anyhow::Result<()> {
    log_and_read_models(Engine::Postgres).await
}

async fn log_and_read_models(engine: Engine) -> anyhow::Result<()> {
    let setup = Setup::demo(engine)?;
    Server::start(&setup).await?.stop().await?;
    assert_eq!(operator::run(&setup, &["migrate", "--json"]).await?.json()?["migrated"], true);

    let listed = operator::run(&setup, &["projections", "list", "--json"]).await?.json_lines()?;
    assert_eq!(names(&listed), READ_MODELS);
    let rebuilt = operator::run(&setup, &["projections", "rebuild", "leads", "--json"]).await?.json()?;
    assert!(rebuilt["generation"].as_u64() >= Some(2), "{rebuilt}");
    let verified = operator::run(&setup, &["projections", "verify", "--json"]).await?.json_lines()?;
    assert_eq!(names(&verified), READ_MODELS);
    assert!(verified.iter().all(|row| row["same"] == true), "{verified:?}");
    failed(&operator::run(&setup, &["projections", "rebuild", "nonsense"]).await?, "nonsense");

    let events = operator::run(&setup, &["log", "export", "--json"]).await?.json_lines()?;
    let positions: Vec<u64> = events.iter().filter_map(|event| event["position"].as_u64()).collect();
    assert!(positions.len() > 50, "the demo has a past");
    assert_eq!(positions, (1..=u64::try_from(positions.len())?).collect::<Vec<_>>(), "dense, from one");
    let stream = events
        .iter()
        .filter_map(|e| e["stream"].as_str())
        .find(|s| s.starts_with("call/CA"))
        .unwrap_or_default();
    let one = operator::run(&setup, &["log", "export", "--stream", stream]).await?.json_lines()?;
    assert!(!one.is_empty() && one.iter().all(|event| event["stream"] == stream));
    failed(&operator::run(&setup, &["log", "export", "--stream", "nonsense"]).await?, "category/key");
    Ok(())
}

#[tokio::test]
async fn serving_the_demo_again_changes_nothing() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    Server::start(&setup).await?.stop().await?;
    let first = operator::run(&setup, &["log", "export"]).await?.stdout;
    Server::start(&setup).await?.stop().await?;
    let second = operator::run(&setup, &["log", "export"]).await?.stdout;
    assert_eq!(first, second);
    Ok(())
}

#[tokio::test]
async fn a_path_that_was_mistyped_is_told_and_nothing_is_made_there() -> anyhow::Result<()> {
    let home = Setup::empty(Engine::Sqlite)?;
    let file = home.home().join("elsewhere").join("crm.db");
    let setup = home.with("DATABASE_URL", &format!("sqlite://{}", file.display()));
    for command in [
        &["log", "verify"][..],
        &["log", "tail"],
        &["log", "export"],
        &["log", "erase", "--business", "demo", "--phone", "+972525550123"],
        &["projections", "list"],
        &["projections", "verify"],
        &["projections", "rebuild", "leads"],
        &["reactors", "list"],
        &["reactors", "dead-letters"],
        &["call", "replay", "CA00000000000000000000000000000001"],
    ] {
        let ran = operator::run(&setup, command).await?;
        failed(&ran, &format!("DATABASE_URL: there is no database at {}", file.display()));
        assert!(ran.stdout.is_empty() && ran.stderr.contains("agentlocator migrate"), "{command:?}: {ran:?}");
        assert_eq!(std::fs::read_dir(setup.home())?.count(), 0, "{command:?} made something");
    }
    // What lies beside a database may lie elsewhere: the database's folder is made all the same.
    let apart = setup.home().join("apart").display().to_string();
    let setup = setup.with("DATA_DIR", &apart);
    let migrated = operator::run(&setup, &["migrate"]).await?;
    assert!(migrated.success, "{}", migrated.stderr);
    assert!(operator::run(&setup, &["log", "verify"]).await?.success);
    Ok(())
}

#[tokio::test]
async fn who_is_forgotten_and_who_never_was_there_are_told_apart() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    Server::start(&setup).await?.stop().await?;
    // As of an instant: the log itself holds what is sealed.
    let events =
        operator::run(&setup, &["log", "export", "--as-of", "2100-01-01T00:00:00Z"]).await?.json_lines()?;
    let phone =
        events.iter().find_map(|event| event["payload"]["phone"].as_str()).context("a lead's phone")?;
    let erase = async |phone: &str| {
        operator::run(&setup, &["log", "erase", "--business", "demo", "--phone", phone, "--json"]).await
    };
    assert_eq!(erase(phone).await?.json()?["already"], false);
    assert_eq!(erase(phone).await?.json()?["already"], true);
    failed(&erase("+972525559999").await?, "--phone: nobody of this business has that number");
    Ok(())
}

#[tokio::test]
async fn a_user_is_added_once() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    Server::start(&setup).await?.stop().await?;
    let add =
        ["user", "add", "--business", "demo", "--email", "dana@agency.test", "--role", "agent", "--json"];
    let added = operator::run(&setup, &add).await?.json()?;
    assert!(added["password"].as_str().is_some_and(|password| password.len() >= 12), "{added}");
    failed(&operator::run(&setup, &add).await?, "has an account or an open invitation");
    let wrong = ["user", "add", "--business", "demo", "--email", "x@agency.test", "--role", "king"];
    failed(&operator::run(&setup, &wrong).await?, "--role");
    let nobody = "00000000-0000-0000-0000-000000000001";
    let nowhere = ["user", "add", "--business", nobody, "--email", "x@agency.test", "--role", "agent"];
    failed(&operator::run(&setup, &nowhere).await?, "--business");
    Ok(())
}

#[tokio::test]
async fn whoever_sets_an_installation_up_signs_in_before_anybody_calls() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?;
    let add = ["user", "add", "--business", "default", "--email", "dana@agency.test", "--role", "owner"];
    let added = operator::run(&setup, &add).await?;
    assert!(added.success, "{}", added.stderr);
    Ok(())
}

#[tokio::test]
async fn hebrew_times_are_understood() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?;
    // Friday 20 November 2026, ten in the morning in Israel.
    let now = "2026-11-20T10:00+02:00";
    let cases = [
        ("מחר בארבע וחצי", json!({ "kind": "instant", "at": "2026-11-21T16:30:00+02:00" })),
        ("ביום שלישי", json!({ "kind": "day", "date": "2026-11-24" })),
        ("ביום ראשון בעשר", json!({ "kind": "instant", "at": "2026-11-22T10:00:00+02:00" })),
        ("15/12 בשעה 10:00", json!({ "kind": "instant", "at": "2026-12-15T10:00:00+02:00" })),
        ("מחר בבוקר", json!({ "kind": "part", "date": "2026-11-21", "part": "morning" })),
        ("אולי כדאי לחשוב על זה", json!({ "kind": "none" })),
    ];
    for (text, meant) in cases {
        let understood =
            operator::run(&setup, &["hebrew", "time", text, "--now", now, "--json"]).await?.json()?;
        assert_eq!(understood, meant, "{text}");
    }
    failed(&operator::run(&setup, &["hebrew", "time", "מחר", "--now", "yesterday"]).await?, "--now");
    Ok(())
}

#[tokio::test]
async fn calling_nobody_says_so() -> anyhow::Result<()> {
    let setup = Setup::empty(Engine::Sqlite)?;
    failed(&operator::run(&setup, &["demo", "call", "--server", "http://127.0.0.1:1"]).await?, "127.0.0.1:1");
    Ok(())
}
