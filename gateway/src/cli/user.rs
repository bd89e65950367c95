use anyhow::{Context as _, bail};
use domain::{
    StreamId,
    business::Business,
    ids::{BusinessId, UserId},
    ports::Entropy as _,
    user::{Role, User, UserCommand, check_password},
};
use eventlog::CommandBus;
use serde_json::json;

use super::{Out, business, open_log};
use crate::{
    agency, auth::password::hash_password, cause::Cause, config::Secret, secrets, system::SystemEntropy,
};

/// Users who sign in to the dashboard.
#[derive(Debug, clap::Subcommand)]
pub(super) enum Command {
    /// Add a user. The password is read from `USER_PASSWORD`, else one is made and printed.
    Add(Add),
}

/// A new user.
#[derive(Debug, clap::Args)]
pub(super) struct Add {
    /// The business's id; `default` for the one an installation opens by itself.
    #[arg(long)]
    business: String,
    /// The address they sign in with.
    #[arg(long)]
    email: String,
    /// `PLATFORM_ADMIN`, `OWNER`, `MANAGER`, `AGENT` or `VIEWER`.
    #[arg(long)]
    role: String,
    /// What the screen calls them; by default the part of the address before the `@`.
    #[arg(long)]
    name: Option<String>,
    /// Their password: at least 8 characters, hard to guess.
    #[arg(long, env = "USER_PASSWORD", hide_env_values = true)]
    password: Option<String>,
}

pub(super) async fn run(Command::Add(add): Command, out: Out) -> anyhow::Result<()> {
    let business = business(&add.business)?;
    let role = Role::ALL
        .into_iter()
        .find(|role| role.as_str().eq_ignore_ascii_case(&add.role))
        .context("--role: expected PLATFORM_ADMIN, OWNER, MANAGER, AGENT or VIEWER")?;
    if let Some(password) = &add.password {
        check_password(password, &add.email).map_err(|why| anyhow::anyhow!("--{why}"))?;
    }
    let made = add.password.is_none();
    let password = add.password.map_or_else(|| secrets::random(12, &SystemEntropy), Secret::new);

    let bus = CommandBus::new(open_log().await?);
    if business == BusinessId::default_business() {
        // Whoever sets an installation up signs in before anybody calls.
        agency::open_default(&bus).await?;
    }
    if bus.state::<Business>(&StreamId::business(business)).await?.settings().is_none() {
        bail!("--business: there is no business {business}");
    }
    let id = bus.in_use(UserId::of_email(&add.email)).await?;
    let name = add.name.unwrap_or_else(|| add.email.split('@').next().unwrap_or_default().to_owned());
    let hash =
        hash_password(password.clone(), &SystemEntropy).await.context("the password cannot be hashed")?;
    let command = UserCommand::Register { email: add.email, name, business, role, password: hash };
    let cause = Cause::system(format!("cli:{}", SystemEntropy.uuid())).within(business);
    bus.execute::<User>(&StreamId::user(id), command, &cause.of("RegisterUser")).await?;

    let shown = made.then(|| password.expose().to_owned());
    out.result(&json!({ "id": id, "role": role.as_str(), "password": shown }), || match shown {
        Some(password) => format!("user {id} added; password {password}"),
        None => format!("user {id} added"),
    })?;
    Ok(())
}
