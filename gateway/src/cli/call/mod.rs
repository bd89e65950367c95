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
    },
}

pub(super) async fn run(command: Command, out: Out) -> anyhow::Result<()> {
    match command {
        Command::Replay { call_sid, outputs } => replay::run(&call_sid, outputs, out).await,
    }
}
