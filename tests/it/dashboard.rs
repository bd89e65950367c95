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

/// Signing in, a whole call in real time, and sixteen pictures.
const BROWSING: Duration = Duration::from_mins(4);

#[tokio::test(flavor = "multi_thread")]
async fn a_call_is_watched_live() -> anyhow::Result<()> {
    let setup = Setup::demo(Engine::Sqlite)?;
    let server = Server::start(&setup).await?;
    let mut browser = Command::new("node");
    browser
        .arg(root().join("tests/browser/dashboard.mjs"))
        .env("DASHBOARD_URL", server.at(""))
        .env("DASHBOARD_EMAIL", server.owner().0)
        .env("DASHBOARD_PASSWORD", PASSWORD)
        .env("SCREENSHOTS", root().join("target/screenshots"))
        .current_dir(root())
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    let watching = async {
        let output =
            tokio::time::timeout(BROWSING, browser.output()).await.context("the browser is not done")??;
        anyhow::Ok(output)
    };
    let calling = place(&setup, &server, "+972505561234");
    let (output, _) = tokio::try_join!(watching, calling)?;
    assert!(
        output.status.success(),
        "{}\n{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(())
}
