use domain::{
    StreamId,
    business::Settings,
    ids::{BusinessId, UserId},
    user::{Role, User, UserCommand},
    values::PhoneNumber,
};
use eventlog::{CommandError, LogError};

use super::{AGENT_EMAIL, KEY, NUMBER, OWNER_EMAIL, history};
use crate::{
    agency::{self, AgencyError},
    app::App,
    auth::password::{hash_password, verify_password},
    cause::Cause,
    config::{Config, Secret},
    secrets,
};

/// How the demo's owner signs in.
#[derive(Debug, Clone)]
pub struct Login {
    /// The address.
    pub email: &'static str,
    /// The password.
    pub password: Secret,
}

/// The demo business could not be set up.
#[derive(Debug, thiserror::Error)]
pub enum SeedError {
    /// The log did not answer.
    #[error(transparent)]
    Log(#[from] LogError),
    /// The agency could not be opened.
    #[error(transparent)]
    Agency(#[from] AgencyError),
    /// The password could not be kept or hashed.
    #[error("the password cannot be kept: {0}")]
    Password(#[from] std::io::Error),
    /// A command was refused: the demo's own data is wrong.
    #[error("{what}: {why}")]
    Refused {
        /// Which part of the demo.
        what: &'static str,
        /// The refusal.
        why: String,
    },
}

impl SeedError {
    pub(super) fn of<R: std::error::Error>(what: &'static str) -> impl FnOnce(CommandError<R>) -> Self {
        move |error| match error {
            CommandError::Log(error) => Self::Log(error),
            CommandError::Refused(refusal) => Self::Refused { what, why: refusal.to_string() },
            CommandError::Conflict | CommandError::OtherTenant => {
                Self::Refused { what, why: error.to_string() }
            }
        }
    }
}

/// Sets up whatever of the demo is missing, and tells how to sign in.
pub async fn seed(app: &App, config: &Config) -> Result<Login, SeedError> {
    let business = BusinessId::named(KEY);
    let settings = Settings::usual("הדמו נדל״ן");
    agency::open(&app.bus, business, settings, agency::DEFAULT_PROMPT).await?;
    let number: PhoneNumber = parsed(NUMBER)?;
    if agency::claim(&app.bus, business, &number).await? != business {
        return Err(AgencyError::NumberTaken.into());
    }
    let password = match &config.demo.password {
        Some(password) => password.clone(),
        None => secrets::keep(&config.storage.data_dir, "demo_password", 9, app.entropy.as_ref())?,
    };
    user(app, business, OWNER_EMAIL, "מנהלת הדמו", Role::Owner, &password).await?;
    user(app, business, AGENT_EMAIL, "סוכן הדמו", Role::Agent, &password).await?;
    history::seed(app, business).await?;
    Ok(Login { email: OWNER_EMAIL, password })
}

async fn user(
    app: &App,
    business: BusinessId,
    email: &str,
    name: &str,
    role: Role,
    password: &Secret,
) -> Result<(), SeedError> {
    let id = app.bus.in_use(UserId::of_email(email)).await?;
    let stream = StreamId::user(id);
    let cause = Cause::system(format!("demo:user:{id}")).within(business);
    let hashed = || async {
        let hash = hash_password(password.clone(), app.entropy.as_ref()).await;
        hash.ok_or_else(|| SeedError::Password(std::io::ErrorKind::OutOfMemory.into()))
    };
    match app.bus.state::<User>(&stream).await? {
        User::Registered(account) if account.business != business => {
            tracing::warn!(email, "the demo's address is another business's: its password is not the demo's");
            Ok(())
        }
        User::Unknown | User::Invited(_) | User::Gone => {
            let command = UserCommand::Register {
                email: email.to_owned(),
                name: name.to_owned(),
                business,
                role,
                password: hashed().await?,
            };
            let outcome = app.bus.execute::<User>(&stream, command, &cause.of("RegisterUser")).await;
            outcome.map(drop).map_err(SeedError::of("user"))
        }
        User::Registered(account) => {
            if verify_password(password.clone(), Some(account.password)).await {
                return Ok(());
            }
            // DEMO_PASSWORD was set or changed since: the password that is printed must be the one that works.
            let command = UserCommand::ChangePassword { password: hashed().await?, keep: None };
            let context = cause.part(&app.entropy.uuid().to_string(), "ChangePassword");
            let outcome = app.bus.execute::<User>(&stream, command, &context).await;
            outcome.map(drop).map_err(SeedError::of("user"))
        }
    }
}

pub(super) fn parsed<T: std::str::FromStr>(text: &'static str) -> Result<T, SeedError>
where
    T::Err: std::fmt::Display,
{
    text.parse().map_err(|error: T::Err| SeedError::Refused { what: text, why: error.to_string() })
}

#[cfg(test)]
mod tests {
    use domain::{
        StreamId,
        ids::{BusinessId, LeadId},
        lead::Lead,
    };

    use super::*;
    use crate::testing::Bench;

    #[tokio::test]
    async fn seeding_again_changes_nothing() {
        let bench = Bench::new().await;
        let first = bench.demo().await;
        // The reactors finish what the first seeding set off.
        let mut before = 0;
        while before != bench.events().await {
            before = bench.events().await;
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
        }
        let again = bench.demo().await;
        assert_eq!(bench.events().await, before);
        assert_eq!(first.password, again.password);
        let business = BusinessId::named(KEY);
        let lead = LeadId::derive(business, &"+972525550122".parse().unwrap());
        let Lead::Known(lead) = bench.state(&StreamId::lead(lead)).await else { panic!("no lead") };
        assert_eq!(lead.status.as_str(), "MEETING_SET");
    }
}
