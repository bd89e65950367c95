//! The dashboard in a real browser: a person signs in, watches a call come in, and works with leads.

use std::process::{Output, Stdio};
use std::time::Duration;

use acceptance::{
    Dashboard, Engine, Server, Setup, operator,
    setup::{PASSWORD, binary, root},
    wait,
};
use anyhow::Context as _;
use jiff::{SignedDuration, Timestamp};
use push_service::{PushService, Received};
use serde_json::{Value, json};
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

#[tokio::test(flavor = "multi_thread")]
async fn what_is_due_is_heard_of_on_a_device_nobody_looks_at() -> anyhow::Result<()> {
    let service = PushService::start().await;
    let device = service.browser("a-secret-place");
    let server =
        Server::start(&Setup::demo(Engine::Sqlite)?.with("PUSH_SERVICE_URL", service.origin())).await?;
    let mut browser = browser("push.mjs", &server);
    let given = json!({ "endpoint": device.endpoint, "p256dh": device.p256dh, "auth": device.auth });
    browser.env("SUBSCRIPTION", given.to_string());
    let (output, received) = tokio::try_join!(finished(browser), reminded(&server, &service))?;
    went_well(&output);
    assert_eq!(received.message["text"], REMINDER);
    assert_eq!(received.message["path"], "/reminders");
    assert_eq!(service.wrong(), Vec::<String>::new());
    assert!(!server.logged().contains(&device.name), "the address is in no log");
    Ok(())
}

/// What the person is reminded of.
const REMINDER: &str = "לשלוח את החוזה";

/// Makes reminders that are due in a moment until the owner's device hears of one: it can only once it is allowed.
async fn reminded(server: &Server, service: &PushService) -> anyhow::Result<Received> {
    let owner = Dashboard::of_owner(server).await?;
    let create =
        "mutation($input: CreateReminderInput!) { createReminder(input: $input) { userErrors { message } } }";
    wait::until("a push message", BROWSING, async || {
        let due = (now() + SignedDuration::from_secs(2)).to_string();
        let made = owner.ask(create, json!({ "input": { "text": REMINDER, "due": due } })).await?;
        anyhow::ensure!(made["createReminder"]["userErrors"] == Value::Array(Vec::new()), "{made}");
        let heard = wait::until("this one", Duration::from_secs(5), async || {
            Ok(service.received().pop().ok_or("nothing yet"))
        });
        Ok(heard.await.map_err(|error| error.to_string()))
    })
    .await
}

#[expect(clippy::disallowed_methods, reason = "what is due in a moment is due by the server's own clock")]
fn now() -> Timestamp {
    Timestamp::now()
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
