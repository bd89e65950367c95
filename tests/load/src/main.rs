//! Hundreds of callers at once, against the release binary: how late its sound is, what is lost, and what a call costs. And how soon
//! hundreds of commits a second are seen.
//!
//! # Knows
//! Twilio's side of a call ([`caller`]), providers that note when they are asked and when they answer ([`town`]), and what the server is
//! measured beside ([`echo`]).
//! # Must not know
//! The code it measures: everything is seen from outside, or read from `/metrics` and `/proc`.
//! # Contract
//! A run whose own frames were late by more than 5 ms at p99 says so: its figures are the tool's, not the server's.

mod beat;
mod caller;
mod echo;
mod figures;
mod host;
mod line;
mod machine;
mod playback;
mod process;
mod run;
mod samples;
mod stamped;
mod town;
mod visible;

use std::time::Duration;

use clap::Parser;

use run::{Pauses, Plan};

/// As many as are asked of two cores.
const MANY: u32 = 300;

/// Calls held against `AGENTLOCATOR_BIN`, and a table of what was measured.
#[derive(Parser)]
struct Arguments {
    /// Which: `many`, `echo` (what it is measured beside), `steady`, `turns`, `prompt`, or all of them; `machine` what the machine
    /// itself allows, `visible` commits instead of calls.
    #[arg(default_value = "all")]
    plan: String,
    /// So many calls instead of the plan's.
    #[arg(long)]
    calls: Option<u32>,
    /// So many seconds of talk instead of the plan's.
    #[arg(long)]
    seconds: Option<u64>,
}

fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    match arguments.plan.as_str() {
        "visible" => visible::run(),
        echo::server::PLAN => echo::server::serve(),
        _ => measure(&arguments),
    }
}

#[tokio::main(flavor = "current_thread")]
async fn measure(arguments: &Arguments) -> anyhow::Result<()> {
    let minute = Duration::from_mins(1);
    // Providers as they are on a good day: Google's final 600 ms after the last word, a first token after 350 ms.
    let real = Pauses { end_of_utterance: 600, first_token: 350, token: 15, sentence: 150 };
    // The end of an utterance is a decision, not a delay: 200 ms of silence.
    let none = Pauses { end_of_utterance: 200, first_token: 0, token: 0, sentence: 0 };
    let plans = [
        Plan { name: "steady", calls: 50, talk: minute * 5, pauses: real },
        Plan { name: "turns", calls: 200, talk: minute, pauses: real },
        Plan { name: "prompt", calls: 20, talk: minute, pauses: none },
        Plan { name: "many", calls: MANY, talk: minute, pauses: real },
    ];
    let wanted = |plan: &str| arguments.plan == "all" || arguments.plan == plan;
    anyhow::ensure!(
        wanted("echo") || wanted("machine") || plans.iter().any(|plan| wanted(plan.name)),
        "no plan {}: many, echo, steady, turns, prompt, machine, visible or all",
        arguments.plan
    );
    let mut runs = Vec::new();
    let talk = arguments.seconds.map(Duration::from_secs);
    for mut plan in plans.into_iter().filter(|plan| wanted(plan.name)) {
        plan.calls = arguments.calls.unwrap_or(plan.calls);
        plan.talk = talk.unwrap_or(plan.talk);
        let figures = run::run(&plan).await?;
        figures.print();
        runs.push(figures);
    }
    if wanted("echo") {
        let calls = arguments.calls.unwrap_or(MANY);
        let beside = runs.last().filter(|run| run.calls == calls);
        echo::run(calls, talk.unwrap_or(minute)).await?.print(calls, beside);
    }
    if wanted("machine") {
        machine::run()?;
    }
    // The plan whose providers take no time is too short to fill the caches.
    runs.retain(|run| run.calls >= 50);
    figures::print_memory_of_a_call(&runs);
    Ok(())
}
