use serde_json::json;

use super::Out;
use crate::{app::App, config::Config, demo, lifecycle};

/// Run the server until it is told to stop.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// With a demo business that answers on +97235550100, and its data.
    #[arg(long)]
    demo: bool,
}

pub(super) async fn run(args: Args, out: Out) -> anyhow::Result<()> {
    let mut config = Config::from_env()?;
    config.demo.enabled = args.demo;
    let running = App::start(config).await?;
    let address = running.url().to_string();
    let login = running.demo_login();
    let shown = json!({
        "address": address,
        "demo": login.map(|login| json!({
            "email": login.email, "password": login.password.expose(), "number": demo::NUMBER,
        })),
    });
    out.result(&shown, || {
        let mut text = format!("AgentLocator listens at {address}");
        if let Some(login) = login {
            text = format!(
                "{text}\n  dashboard  {address}\n  sign in    {}  password  {}\n  telephone  {}   (make demo-call, or: agentlocator demo call)",
                login.email,
                login.password.expose(),
                demo::NUMBER,
            );
        }
        text
    })?;
    lifecycle::told_to_stop().await?;
    tracing::info!("told to stop: no new calls, waiting for those under way");
    running.stop().await;
    Ok(())
}
