use anyhow::Context as _;
use domain::{hebrew::time, values::time_zone};
use jiff::{Timestamp, Zoned};

use super::Out;
use crate::system::SystemClock;

/// How the agent understands Hebrew.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// What a time said in Hebrew means.
    Time(Time),
}

/// A time to understand.
#[derive(Debug, clap::Args)]
pub(super) struct Time {
    /// As it was said: "מחר בארבע וחצי".
    text: String,
    /// The present, RFC 3339; by default the clock's.
    #[arg(long)]
    now: Option<String>,
}

pub(super) fn run(Command::Time(ask): &Command, out: Out) -> anyhow::Result<()> {
    let now: Timestamp = match &ask.now {
        Some(text) => text.parse().context("--now: expected an instant such as 2026-11-20T10:00+02:00")?,
        None => domain::ports::Clock::now(&SystemClock),
    };
    let now: Zoned = now.to_zoned(time_zone());
    let understood = time::understand(&ask.text, &now);
    Ok(out.result(&understood, || format!("{understood:?}"))?)
}
