//! The binary `agentlocator`.

use std::process::ExitCode;

use clap::Parser as _;
use gateway::{cli::Cli, precedence::give_way};
use tracing_subscriber::EnvFilter;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let cli = Cli::parse();
    log(cli.json());
    small_pages();
    let mut runtime = tokio::runtime::Builder::new_multi_thread();
    if cli.serves() {
        runtime.on_thread_start(give_way);
    }
    let outcome = runtime
        .enable_all()
        .build()
        .map_err(anyhow::Error::from)
        .and_then(|runtime| runtime.block_on(cli.run()));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            fail(&error);
            ExitCode::FAILURE
        }
    }
}

/// Has the kernel give memory in pages of 4 kB, though the allocator asks for 2 MB: what calls hold is small and comes and goes, and
/// hundreds of them keep most of each large page empty.
fn small_pages() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::thread::disable_transparent_huge_pages(true) {
        tracing::debug!(%error, "transparent huge pages stay");
    }
}

/// Logs go to standard error; `RUST_LOG` chooses what, JSON for machines.
fn log(json: bool) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("warn,gateway=info,media=info,eventlog=info,projections=info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    if json { builder.json().init() } else { builder.init() }
}

/// One line that says why.
#[expect(clippy::print_stderr, reason = "the last word of a failed command")]
fn fail(error: &anyhow::Error) {
    let mut reason = String::new();
    for cause in error.chain().map(ToString::to_string) {
        // Many an error has told its cause already.
        if !reason.contains(&cause) {
            let gap = if reason.is_empty() { "" } else { ": " };
            reason = format!("{reason}{gap}{cause}");
        }
    }
    let reason = reason.replace('\n', " ");
    eprintln!("agentlocator: {reason}");
}
