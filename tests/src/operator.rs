//! The binary's other commands, as an operator or a script runs them.

use std::process::Stdio;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use tokio::process::Command;

use crate::setup::{Setup, binary};

/// What a command left.
#[derive(Debug, Clone)]
pub struct Ran {
    /// Whether it ended well.
    pub success: bool,
    /// Its standard output.
    pub stdout: String,
    /// Its standard error.
    pub stderr: String,
}

impl Ran {
    /// Its output as one JSON value.
    pub fn json(&self) -> anyhow::Result<Value> {
        anyhow::ensure!(self.success, "it failed: {}", self.stderr);
        serde_json::from_str(&self.stdout).with_context(|| format!("not JSON: {}", self.stdout))
    }

    /// Its output as one JSON value a line.
    pub fn json_lines(&self) -> anyhow::Result<Vec<Value>> {
        anyhow::ensure!(self.success, "it failed: {}", self.stderr);
        self.stdout.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
    }
}

/// Runs `agentlocator` with these arguments in a setup's environment.
pub async fn run(setup: &Setup, arguments: &[&str]) -> anyhow::Result<Ran> {
    run_within(setup, arguments, Duration::from_mins(1)).await
}

/// The same with a time of its own to end in.
pub async fn run_within(setup: &Setup, arguments: &[&str], within: Duration) -> anyhow::Result<Ran> {
    let mut command = Command::new(binary()?);
    command.args(arguments).env_clear().envs(setup.environment()).current_dir(setup.home());
    command.stdin(Stdio::null()).kill_on_drop(true);
    let output = tokio::time::timeout(within, command.output())
        .await
        .with_context(|| format!("agentlocator {} does not end within {within:?}", arguments.join(" ")))??;
    Ok(Ran {
        success: output.status.success(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    })
}
