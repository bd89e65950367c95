//! The command line. Every command prints JSON with `--json` and fails with one line that says why.
//!
//! To add a command: a file with its `Args` and `run`, and a variant of [`Command`].

mod call;
mod demo;
mod demo_call;
mod demo_printer;
mod hebrew;
mod log;
mod migrate;
mod out;
mod projections;
mod reactors;
mod serve;
mod user;

use anyhow::{Context as _, bail};
use clap::{Parser, Subcommand};
use domain::ids::BusinessId;
use eventlog::EventLog;

use crate::{compose, config::Config};

pub use out::Out;

/// AgentLocator: the CRM whose AI agent answers the phone.
#[derive(Debug, Parser)]
#[command(name = "agentlocator", version, about, propagate_version = true)]
pub struct Cli {
    /// Print JSON instead of text.
    #[arg(long, global = true)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server.
    Serve(serve::Args),
    /// Bring the database's schema up to date.
    Migrate,
    /// Users who sign in to the dashboard.
    #[command(subcommand)]
    User(user::Command),
    /// Simulated telephone calls.
    #[command(subcommand)]
    Demo(demo::Command),
    /// The read models: where they are, and making them anew.
    #[command(subcommand)]
    Projections(projections::Command),
    /// The reactors: where they are, and the events they gave up on.
    #[command(subcommand)]
    Reactors(reactors::Command),
    /// The event log itself.
    #[command(subcommand)]
    Log(log::Command),
    /// One call, looked at closely.
    #[command(subcommand)]
    Call(call::Command),
    /// How the agent understands Hebrew.
    #[command(subcommand)]
    Hebrew(hebrew::Command),
}

impl Cli {
    /// Whether standard output belongs to a program.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Whether calls are held: what else the process does gives way to them then.
    pub fn serves(&self) -> bool {
        matches!(self.command, Command::Serve(_))
    }

    /// Runs the command.
    pub async fn run(self) -> anyhow::Result<()> {
        let out = Out::new(self.json);
        match self.command {
            Command::Serve(args) => serve::run(args, out).await,
            Command::Migrate => migrate::run(out).await,
            Command::User(command) => user::run(command, out).await,
            Command::Demo(command) => demo::run(command, out).await,
            Command::Projections(command) => projections::run(command, out).await,
            Command::Reactors(command) => reactors::run(command, out).await,
            Command::Log(command) => log::run(command, out).await,
            Command::Call(command) => call::run(command, out).await,
            Command::Hebrew(command) => hebrew::run(&command, out),
        }
    }
}

/// The log the settings name, made when there is none: for what writes the first event of an installation.
async fn open_log() -> anyhow::Result<EventLog> {
    Ok(compose::open_log(&Config::from_env()?).await?)
}

/// The log the settings name, for what has something to say only of one that is there: a mistyped path is told, not made.
async fn existing_log() -> anyhow::Result<EventLog> {
    let config = Config::from_env()?;
    if let Some(file) = EventLog::missing_file(&config.storage.database_url)? {
        bail!(
            "DATABASE_URL: there is no database at {}; set it to the one the server uses, or make one with `agentlocator migrate`",
            std::path::absolute(&file).unwrap_or(file).display()
        );
    }
    Ok(compose::open_log(&config).await?)
}

/// The business a `--business` means.
fn business(text: &str) -> anyhow::Result<BusinessId> {
    match text {
        "default" => Ok(BusinessId::default_business()),
        "demo" => Ok(BusinessId::named(crate::demo::KEY)),
        id => id.parse().context("--business: expected a UUID, default or demo"),
    }
}
