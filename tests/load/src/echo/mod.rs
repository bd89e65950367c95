//! What the server is measured beside: an echo on axum with the same voice detector, in a process of its own, and the same line to it.

mod caller;
pub(crate) mod server;

use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use anyhow::Context as _;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
    task::JoinSet,
};

use crate::{
    figures::{Figures, line, print_means, three},
    process::Usage,
    run,
    samples::Samples,
};

/// What became of it.
#[derive(Debug, Default)]
pub(crate) struct Echoed {
    /// From a frame's going out to its coming back, by the kernel's stamp.
    back: Samples,
    /// How late our own frames were.
    own: Samples,
    cores: f64,
    /// Processors the host took away.
    taken: f64,
    /// Resident, in kB: before any call, and with all of them.
    memory: [f64; 2],
}

/// Holds so many lines for so long.
pub(crate) async fn run(calls: u32, talk: Duration) -> anyhow::Result<Echoed> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(server::PLAN)
        .stdout(Stdio::piped())
        .kill_on_drop(true)
        .spawn()?;
    let authority = address(&mut child).await.context("the echo does not say where it listens")?;
    let process = child.id().context("the echo has ended")?;
    let idle = Usage::of(process)?;
    let (all_in, voice) = (run::all_in(calls), Arc::new(run::voice()));
    let mut lines: JoinSet<_> = (0..calls)
        .map(|number| caller::talk(authority.clone(), voice.clone(), number, all_in..all_in + talk))
        .collect();
    tokio::time::sleep_until(all_in).await;
    let began = Usage::of(process)?;
    tokio::time::sleep_until(all_in + talk).await;
    let ended = Usage::of(process)?;
    let mut echoed = Echoed {
        cores: ended.cores(&began),
        taken: ended.taken(&began),
        memory: [idle.memory, ended.memory],
        ..Echoed::default()
    };
    while let Some(line) = lines.join_next().await {
        let (back, own) = line??;
        echoed.back.extend(&back);
        echoed.own.extend(&own);
    }
    child.kill().await?;
    Ok(echoed)
}

/// What it says first.
async fn address(child: &mut Child) -> anyhow::Result<String> {
    let mut said = BufReader::new(child.stdout.take().context("no output")?).lines();
    tokio::time::timeout(Duration::from_secs(10), said.next_line()).await??.context("nothing")
}

impl Echoed {
    /// The table, and what the server's figures with as many calls are to these.
    #[expect(clippy::print_stdout, reason = "what the tool is for")]
    pub(crate) fn print(&self, calls: u32, server: Option<&Figures>) {
        println!("echo: {calls} calls at once to a bare echo on axum with the same voice detector");
        line("sound back, p50 / p99 / most", &three(&self.back), "ms");
        line("its process, cores", &format!("{:.2}", self.cores), "");
        print_means(self.memory, &self.own, self.taken);
        if let Some(server) = server {
            let [p99, most] = [990, 1_000].map(|part| server.lateness.ms(part) / self.back.ms(part));
            let cores = server.cores / self.cores;
            line("ours to it: p99 / most / cores", &format!("{p99:.2} / {most:.2} / {cores:.2}"), "times");
        }
    }
}
