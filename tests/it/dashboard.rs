//! The dashboard in a real browser: a person signs in, watches a call come in, and works with leads.

use std::process::{Output, Stdio};
use std::time::Duration;

use acceptance::{
    Engine, Server, Setup, operator,
    setup::{PASSWORD, binary, root},
};
use anyhow::Context as _;
use tokio::process::Command;

use crate::calls::place;

/// Who calls while reminders are watched.
const CALLER: &str = "+972505561299";
/// The demo's agent.
const AGENT: &str = "agent@agentlocator.local";
/// Who runs the installation.
const ADMIN: &str = "admin@agentlocator.test";
/// A whole call in real time, or every screen in two sizes and two themes; on a machine that is busy with other tests.
const BROWSING: Duration = Duration::from_mins(8);

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_watched_live() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let calling = place(&setup, &server, "+972505561234");
    let (output, _) = tokio::try_join!(browse("dashboard.mjs", &server), calling)?;
    went_well(&output);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_in_as_far_as_they_may() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("people.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn leads_come_from_a_file_and_are_merged_and_moved() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    went_well(&browse("leads.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn five_thousand_rows_come_in_and_what_is_wrong_is_named() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("import.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn every_screen_is_fit_for_everybody() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("screens.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lead_s_past_is_looked_into_and_two_leads_are_one() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("timeline.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn meetings_are_dragged_hours_are_set_and_a_calendar_is_subscribed_to() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("calendar.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_frame_holds_by_keyboard_and_without_a_network() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    went_well(&browse("shell.mjs", &server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn prompts_are_tried_activated_and_rolled_back_and_businesses_are_run() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let admin = ["user", "add", "--business", "demo", "--email", ADMIN, "--role", "platform_admin"];
    let added = operator::run(&setup, &[&admin[..], &["--password", PASSWORD]].concat()).await?;
    anyhow::ensure!(added.success, "{}", added.stderr);
    let mut browser = browser("prompts.mjs", &server);
    // The script places calls with the binary itself.
    browser.env("AGENTLOCATOR", binary()?).env("DASHBOARD_ADMIN", ADMIN).envs(setup.environment());
    went_well(&finished(browser).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_leads_to_a_reminder_that_two_people_see() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let calling = place(&setup, &server, CALLER);
    let (output, _) = tokio::try_join!(browse("reminders.mjs", &server), calling)?;
    went_well(&output);
    Ok(())
}

/// A person with a browser, as a script says.
async fn browse(script: &str, server: &Server) -> anyhow::Result<Output> {
    finished(browser(script, server)).await
}

async fn finished(mut browser: Command) -> anyhow::Result<Output> {
    Ok(tokio::time::timeout(BROWSING, browser.output()).await.context("the browser is not done")??)
}

fn browser(script: &str, server: &Server) -> Command {
    let mut browser = Command::new("node");
    browser
        .arg(root().join("tests/browser").join(script))
        .env("DASHBOARD_URL", server.at(""))
        .env("DASHBOARD_EMAIL", server.owner().0)
        .env("DASHBOARD_PASSWORD", PASSWORD)
        .env("DASHBOARD_AGENT", AGENT)
        .env("CALLER", CALLER)
        .env("SCREENSHOTS", root().join("target/screenshots"))
        .current_dir(root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    browser
}

#[track_caller]
fn went_well(output: &Output) {
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}
