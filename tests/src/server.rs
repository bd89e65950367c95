//! A running `agentlocator serve`.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};
use url::Url;

use crate::setup::{PASSWORD, Setup};
use crate::wait;

/// From exec to the first answer: a cold PostgreSQL, migrations and the demo data on a busy machine.
const START: Duration = Duration::from_mins(1);
/// From SIGTERM to the end, without calls under way.
const STOP: Duration = Duration::from_secs(20);

/// The demo business's owner.
pub const OWNER: &str = "demo@agentlocator.local";
/// The number the demo business answers on.
pub const NUMBER: &str = "+97235550100";

/// The process; killed when the value goes, and its log shown when that is because a test failed.
#[derive(Debug)]
pub struct Server {
    setup: Setup,
    child: Child,
    url: Url,
    log: PathBuf,
    client: reqwest::Client,
}

/// Tells the logs of one folder's servers apart.
static STARTED: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// Starts one and waits until it is ready.
    pub async fn start(setup: &Setup) -> anyhow::Result<Self> {
        let number = STARTED.fetch_add(1, Ordering::Relaxed);
        let log = setup.home().join(format!("server-{number}.log"));
        let mut command = setup.command()?;
        command.arg("serve").arg("--json").env_clear().envs(setup.environment()).current_dir(setup.home());
        if setup.is_demo() {
            command.arg("--demo");
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(File::create(&log)?).kill_on_drop(true);
        let mut child = command.spawn().context("the binary does not start")?;
        let url = match tokio::time::timeout(START, address(&mut child)).await {
            Ok(Ok(url)) => url,
            Ok(Err(error)) => bail!("{error:#}\n{}", fs::read_to_string(&log)?),
            Err(_) => bail!("no address within {START:?}\n{}", fs::read_to_string(&log)?),
        };
        let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build()?;
        let server = Self { setup: setup.clone(), child, url, log, client };
        server.wait_until_ready().await?;
        Ok(server)
    }

    async fn wait_until_ready(&self) -> anyhow::Result<()> {
        wait::until("the server is ready", START, async || {
            Ok(match self.client.get(self.at("/readyz")).send().await {
                Ok(answer) if answer.status().is_success() => Ok(()),
                Ok(answer) => Err(answer.status().to_string()),
                Err(error) => Err(error.to_string()),
            })
        })
        .await
    }

    /// What it was started with.
    pub fn setup(&self) -> &Setup {
        &self.setup
    }

    /// A path of it, on this machine.
    pub fn at(&self, path: &str) -> String {
        format!("{}{path}", self.url.as_str().trim_end_matches('/'))
    }

    /// `host:port` of its socket.
    pub fn authority(&self) -> String {
        format!(
            "{}:{}",
            self.url.host_str().unwrap_or("127.0.0.1"),
            self.url.port_or_known_default().unwrap_or(80)
        )
    }

    /// A client with a time-out.
    pub fn client(&self) -> &reqwest::Client {
        &self.client
    }

    /// The demo owner's credentials.
    pub fn owner(&self) -> (&'static str, &'static str) {
        (OWNER, PASSWORD)
    }

    /// The process's number, while it runs.
    pub fn process(&self) -> Option<u32> {
        self.child.id()
    }

    /// A path as the process sees it: the same but on its small disk.
    pub fn inside(&self, path: &Path) -> anyhow::Result<PathBuf> {
        let id = self.child.id().context("it has ended already")?;
        Ok(Path::new("/proc").join(id.to_string()).join("root").join(path.strip_prefix("/")?))
    }

    /// What it has logged so far.
    pub fn logged(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// SIGKILL: no chance to finish anything.
    pub async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("SIGKILL")
    }

    /// SIGTERM, and waits for the orderly end.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.terminate().await?;
        self.ended().await
    }

    /// SIGTERM: it may go on for a while.
    pub async fn terminate(&self) -> anyhow::Result<()> {
        let id = self.child.id().context("it has ended already")?;
        let sent = Command::new("kill").arg("-TERM").arg(id.to_string()).status().await?;
        anyhow::ensure!(sent.success(), "SIGTERM could not be sent");
        Ok(())
    }

    /// The orderly end of one that was told to stop.
    pub async fn ended(mut self) -> anyhow::Result<()> {
        let status = tokio::time::timeout(STOP, self.child.wait()).await.context("it does not stop")??;
        anyhow::ensure!(status.success(), "it stopped with {status}\n{}", self.logged());
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if std::thread::panicking() || std::env::var_os("SHOW_LOGS").is_some() {
            show(&self.logged());
        }
    }
}

/// The tail of the log, beside the failure it explains.
#[expect(clippy::print_stderr, reason = "the test runner shows it with the failed test")]
fn show(log: &str) {
    let lines: Vec<&str> = log.lines().collect();
    eprintln!(
        "---- the server's log, last lines ----\n{}",
        lines[lines.len().saturating_sub(80)..].join("\n")
    );
}

/// The first line of `serve --json` says where it listens. The rest of its output is drained.
async fn address(child: &mut Child) -> anyhow::Result<Url> {
    let output = child.stdout.take().context("its output is piped")?;
    let mut lines = BufReader::new(output).lines();
    let line = lines.next_line().await?.context("it ended without saying where it listens")?;
    let said: Value =
        serde_json::from_str(&line).with_context(|| format!("its first line is not JSON: {line}"))?;
    let address = said["address"].as_str().with_context(|| format!("it says no address: {line}"))?;
    Ok(address.parse()?)
}
