//! `agentlocator call …`: one call, looked at closely.

mod replay;
mod timeline;

use std::path::PathBuf;

use domain::ids::CallSid;

use super::Out;

/// One call, looked at closely.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Run the call's conversation again from its recorded inputs, and compare: it must give the same outputs, byte for byte.
    Replay {
        /// The call, CA and 32 hexadecimal digits.
        call_sid: CallSid,
        /// Write every output to this file, a line of JSON each, with its instant and digest. It holds what was said in the clear.
        #[arg(long, value_name = "FILE")]
        outputs: Option<PathBuf>,
        /// Run it under another threshold (`CALL_TURN_SILENCE_MS=250`; may be given again) as far as nothing comes out differently, and
        /// say what does first.
        #[arg(long = "set", value_name = "NAME=VALUE", value_parser = named)]
        thresholds: Vec<(String, String)>,
    },
}

fn named(text: &str) -> Result<(String, String), &'static str> {
    let (name, value) =
        text.split_once('=').ok_or("expected NAME=VALUE, such as CALL_TURN_SILENCE_MS=250")?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    match command {
        Command::Replay { call_sid, outputs, thresholds } => {
            replay::run(&call_sid, outputs, thresholds, out).await
        }
    }
}
