use anyhow::bail;
use eventlog::{EventLog, LetterId};
use serde_json::json;

use super::{Out, existing_log};

/// The reactors: how far each has come, and the events they gave up on.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Where each reactor is.
    List,
    /// The events reactors gave up on, the newest first.
    DeadLetters {
        /// Of one reactor only.
        #[arg(long)]
        reactor: Option<String>,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: u32,
    },
    /// Have a dead letter tried again; a running server does so within a second or so.
    Retry {
        /// Its id, as `dead-letters` shows it: reactor:position.
        id: LetterId,
    },
    /// Forget a dead letter: somebody saw to it by hand.
    Dismiss {
        /// Its id, as `dead-letters` shows it: reactor:position.
        id: LetterId,
    },
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    let log = existing_log().await?;
    match command {
        Command::List => list(&log, out).await,
        Command::DeadLetters { reactor, limit } => dead_letters(&log, reactor.as_deref(), limit, out).await,
        Command::Retry { id } => {
            let done = log.retry_dead_letter(&id.reactor, id.position).await?;
            settled(done, &id, "retried", "is tried again", out)
        }
        Command::Dismiss { id } => {
            let done = log.dismiss_dead_letter(&id.reactor, id.position).await?;
            settled(done, &id, "dismissed", "is forgotten", out)
        }
    }
}

async fn list(log: &EventLog, out: Out) -> anyhow::Result<()> {
    let tip = log.tip().await?;
    for status in log.reactors().await? {
        let lag = tip.as_u64().saturating_sub(status.position.as_u64());
        let shown = json!({
            "name": status.name, "position": status.position, "lag": lag, "running": status.running,
            "dead_letters": status.dead_letters, "deferred": status.deferred,
        });
        out.result(&shown, || {
            let state = if status.running { "RUNNING" } else { "STOPPED" };
            format!(
                "{:<12} {state:<8} at {:>8}  lag {lag}  dead letters {}  waiting {}",
                status.name, status.position, status.dead_letters, status.deferred
            )
        })?;
    }
    Ok(())
}

async fn dead_letters(log: &EventLog, reactor: Option<&str>, limit: u32, out: Out) -> anyhow::Result<()> {
    for letter in log.dead_letters(reactor, limit).await? {
        let id = letter.id().to_string();
        let shown = json!({
            "id": id, "reactor": letter.reactor, "position": letter.position, "stream": letter.stream,
            "event_type": letter.event_type, "attempts": letter.attempts, "error": letter.error,
            "failed_at": letter.failed_at, "retrying": letter.retry,
        });
        out.result(&shown, || {
            let retrying = if letter.retry { "  (is tried again)" } else { "" };
            format!(
                "{id:<20} {}  {} {}  tried {}: {}{retrying}",
                letter.failed_at, letter.event_type, letter.stream, letter.attempts, letter.error
            )
        })?;
    }
    Ok(())
}

fn settled(done: bool, id: &LetterId, word: &str, text: &str, out: Out) -> anyhow::Result<()> {
    if !done {
        bail!("there is no dead letter {id}; `agentlocator reactors dead-letters` lists them");
    }
    out.result(&json!({ "id": id.to_string(), word: true }), || format!("{id} {text}"))?;
    Ok(())
}
