//! The dashboard in a real browser: a person signs in and watches a call come in.

use std::process::Stdio;
use std::time::Duration;

use acceptance::{
    Engine, Server, Setup,
    setup::{PASSWORD, root},
};
use anyhow::Context as _;
use tokio::process::Command;

use crate::calls::place;

/// The demo's agent.
const AGENT: &str = "agent@agentlocator.local";
/// Signing in, a whole call in real time, and sixteen pictures.
const BROWSING: Duration = Duration::from_mins(4);

/// A script of `tests/browser`, for the demo's people.
fn browser(script: &str, server: &Server) -> Command {
    let mut browser = Command::new("node");
    browser
        .arg(root().join("tests/browser").join(script))
        .env("DASHBOARD_URL", server.at(""))
        .env("DASHBOARD_EMAIL", server.owner().0)
        .env("DASHBOARD_PASSWORD", PASSWORD)
        .env("DASHBOARD_AGENT", AGENT)
        .env("SCREENSHOTS", root().join("target/screenshots"))
        .current_dir(root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    browser
}

fn held(output: &std::process::Output) {
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn people_come_in_as_far_as_they_may() -> anyhow::Result<()> {
    let server = Server::start(&Setup::demo(Engine::Sqlite)?).await?;
    let mut browser = browser("people.mjs", &server);
    let output =
        tokio::time::timeout(BROWSING, browser.output()).await.context("the browser is not done")??;
    held(&output);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_watched_live() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let mut browser = browser("dashboard.mjs", &server);
    let watching = async {
        let output =
            tokio::time::timeout(BROWSING, browser.output()).await.context("the browser is not done")??;
        anyhow::Ok(output)
    };
    let calling = place(&setup, &server, "+972505561234");
    let (output, _) = tokio::try_join!(watching, calling)?;
    held(&output);
    Ok(())
}
