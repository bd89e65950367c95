use std::time::Duration;

use anyhow::{Context as _, bail};
use projections::{ProjectionState, Projections};
use serde_json::json;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{Out, existing_log};

/// How often the progress of a rebuild is looked at.
const LOOK: Duration = Duration::from_millis(250);

/// The read models: where they are, and making them anew.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Where each read model is.
    List,
    /// Make a read model anew from the log, beside the live one, and swap it in.
    Rebuild {
        /// Its name, as `list` shows it.
        name: String,
    },
    /// Make read models anew in scratch tables and compare them with the live ones.
    Verify {
        /// Its name; all of them when absent.
        name: Option<String>,
    },
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    let log = existing_log().await?;
    let (tasks, stop) = (TaskTracker::new(), CancellationToken::new());
    let projections = Projections::start(log, &tasks, stop.clone()).await?;
    let outcome = match command {
        Command::List => list(&projections, out).await,
        Command::Rebuild { name } => rebuild(&projections, &name, out).await,
        Command::Verify { name } => verify(&projections, name, out).await,
    };
    stop.cancel();
    tasks.close();
    tasks.wait().await;
    outcome
}

async fn list(projections: &Projections, out: Out) -> anyhow::Result<()> {
    for status in projections.status().await? {
        let shown = json!({
            "name": status.name, "position": status.position, "lag": status.lag,
            "state": status.state.as_str(), "generation": status.generation, "error": status.error,
        });
        out.result(&shown, || {
            let error = status.error.as_ref().map(|error| format!("  {error}")).unwrap_or_default();
            format!(
                "{:<12} {:<10} at {:>8}  lag {}{error}",
                status.name,
                status.state.as_str(),
                status.position,
                status.lag
            )
        })?;
    }
    Ok(())
}

async fn rebuild(projections: &Projections, name: &str, out: Out) -> anyhow::Result<()> {
    projections.rebuild(name).await?;
    loop {
        tokio::time::sleep(LOOK).await;
        let statuses = projections.status().await?;
        let status = statuses.into_iter().find(|s| s.name == name).context("the projection vanished")?;
        match status.state {
            ProjectionState::Rebuilding => {
                if let Some(progress) = status.rebuild {
                    out.say(&format!("{} of {} events", progress.done, progress.total))?;
                }
            }
            ProjectionState::Running => {
                let shown =
                    json!({ "name": name, "generation": status.generation, "position": status.position });
                out.result(&shown, || format!("{name} is made anew, generation {}", status.generation))?;
                return Ok(());
            }
            ProjectionState::Faulted => bail!("{name}: {}", status.error.unwrap_or_default()),
        }
    }
}

async fn verify(projections: &Projections, name: Option<String>, out: Out) -> anyhow::Result<()> {
    let names = match name {
        Some(name) => vec![name],
        None => projections.status().await?.into_iter().map(|status| status.name.to_string()).collect(),
    };
    let mut different = Vec::new();
    for name in names {
        let verdict = projections.verify(&name).await?;
        let same = verdict.difference.is_none();
        let shown = json!({
            "name": name, "same": same, "rows": verdict.rows, "position": verdict.position, "hash": verdict.hash,
            "table": verdict.difference.as_ref().map(|difference| difference.table),
        });
        out.result(&shown, || {
            let word = if same { "same" } else { "DIFFERENT" };
            format!("{name:<12} {word}  {} rows at {}", verdict.rows, verdict.position)
        })?;
        if !same {
            different.push(name);
        }
    }
    if different.is_empty() { Ok(()) } else { bail!("these differ from a rebuild: {}", different.join(", ")) }
}
