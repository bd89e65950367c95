use super::Out;
use super::demo_call::DemoCall;
use crate::{config::Config, secrets};

/// Simulated telephone calls.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Place a simulated phone call against the running server.
    Call(DemoCall),
}

pub(super) async fn run(Command::Call(call): Command, out: Out) -> anyhow::Result<()> {
    let config = Config::from_env()?;
    let password = match &config.demo.password {
        Some(password) => Some(password.clone()),
        None => secrets::kept(&config.storage.data_dir, "demo_password")?,
    };
    call.run(&config, password, out.is_json()).await
}
