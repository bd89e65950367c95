//! What people do to their own account: `changePassword`, `beginSecondFactor`, `enableSecondFactor`, `disableSecondFactor`

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::StreamId;
use domain::user::{Account, FactorCommand, SecondFactor, User as State, UserCommand, check_password};
use eventlog::CommandError;
use projections::ReadModel;

use super::run::Run;
use super::user::refused;
use crate::credentials::Checked;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::User;

/// A password to choose.
#[derive(InputObject)]
pub(crate) struct ChangePasswordInput {
    /// The one that is used now.
    current: String,
    /// The one that is to be used: 8 to 128 characters, hard to guess.
    new: String,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A secret to make.
#[derive(InputObject)]
pub(crate) struct BeginSecondFactorInput {
    /// A repeat with the same key is the same secret.
    idempotency_key: Option<String>,
}

/// A secret to confirm.
#[derive(InputObject)]
pub(crate) struct EnableSecondFactorInput {
    /// A code of it, from the phone's app.
    code: String,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A second factor to give up.
#[derive(InputObject)]
pub(crate) struct DisableSecondFactorInput {
    /// The password, since whoever finds an open screen must not do this.
    password: String,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of the account.
#[derive(SimpleObject, Debug)]
pub(crate) struct AccountPayload {
    /// The account as it stands; null when nothing was done.
    user: Option<User>,
    /// For the phone's app: an `otpauth://` address to show as a QR code, while a second factor is being set up.
    codes_uri: Option<String>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for AccountPayload {
    fn from(error: UserError) -> Self {
        Self { user: None, codes_uri: None, user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(crate) struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Chooses a new password. Every other session of the account ends.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The old and the new.")] input: ChangePasswordInput,
    ) -> Result<AccountPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        if let Err(refused) = proven(&run, &account, input.current, "current").await {
            return Ok(refused.into());
        }
        if let Err(why) = check_password(&input.new, &account.email) {
            return Ok(UserError::invalid("new", hebrew::weak_password(why)).into());
        }
        let Some(password) = run.services.credentials.hash(input.new).await else {
            return Ok(UserError::conflict().into());
        };
        let command = UserCommand::ChangePassword { password, keep: Some(run.session.id) };
        decide(&run, &account, command, "ChangePassword").await
    }

    /// Makes a secret for codes from a phone's app. It is asked for once a code of it has been entered.
    async fn begin_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Nothing but the key.")] input: BeginSecondFactorInput,
    ) -> Result<AccountPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        let nonce = run.services.credentials.nonce();
        let command = UserCommand::SecondFactor(FactorCommand::Begin { nonce });
        decide(&run, &account, command, "BeginSecondFactor").await
    }

    /// Asks for a code at every sign-in from here on.
    async fn enable_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "A code.")] input: EnableSecondFactorInput,
    ) -> Result<AccountPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        let step = match &account.second_factor {
            SecondFactor::Off => None,
            SecondFactor::Begun { nonce } | SecondFactor::On { nonce, step: _ } => {
                run.services.credentials.code_step(run.session.user(), nonce, &input.code)
            }
        };
        let Some(step) = step else { return Ok(UserError::invalid("code", hebrew::WRONG_CODE).into()) };
        let command = UserCommand::SecondFactor(FactorCommand::Enable { step });
        decide(&run, &account, command, "EnableSecondFactor").await
    }

    /// Asks for no more codes.
    async fn disable_second_factor(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The password.")] input: DisableSecondFactorInput,
    ) -> Result<AccountPayload, Fault> {
        let (run, account) = match begin(ctx, input.idempotency_key.as_deref()).await? {
            Ok(begun) => begun,
            Err(refused) => return Ok(refused.into()),
        };
        if let Err(refused) = proven(&run, &account, input.password, "password").await {
            return Ok(refused.into());
        }
        let command = UserCommand::SecondFactor(FactorCommand::Disable);
        decide(&run, &account, command, "DisableSecondFactor").await
    }
}

/// The account of whoever asks.
pub(super) async fn begin<'a>(
    ctx: &'a Context<'_>,
    key: Option<&str>,
) -> Result<Result<(Run<'a>, Account), UserError>, Fault> {
    let run = match Run::start(ctx, key)? {
        Ok(run) => run,
        Err(refused) => return Ok(Err(refused)),
    };
    let held = run.services.bus.state::<State>(&StreamId::user(run.session.user())).await?;
    let account = held.active().ok_or(Fault::Unauthenticated)?.clone();
    Ok(Ok((run, account)))
}

/// Whether the person knows their password; what they are told when not.
async fn proven(run: &Run<'_>, account: &Account, password: String, field: &str) -> Result<(), UserError> {
    let held = account.password.clone();
    match run.services.credentials.verify(run.session.user(), password, held).await {
        Checked::Right => Ok(()),
        Checked::Wrong => Err(UserError::of(field, UserErrorCode::WrongPassword, hebrew::WRONG_PASSWORD)),
        Checked::Wait { seconds } => {
            Err(UserError::of(field, UserErrorCode::TooMany, hebrew::too_many(seconds)))
        }
    }
}

async fn decide(
    run: &Run<'_>,
    account: &Account,
    command: UserCommand,
    name: &'static str,
) -> Result<AccountPayload, Fault> {
    let id = run.session.user();
    let stream = StreamId::user(id);
    // One's account is of the business one works for, whatever one looks at.
    let context = eventlog::Context { business: Some(account.business), ..run.context(name, None) };
    match run.execute::<State>(&stream, command, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Users, ReadModel::History]).await;
            let held = run.services.bus.state::<State>(&stream).await?;
            let account = held.active().ok_or(Fault::Unauthenticated)?;
            let codes_uri = match &account.second_factor {
                SecondFactor::Begun { nonce } => {
                    run.services.credentials.codes_uri(id, &account.email, nonce)
                }
                SecondFactor::Off | SecondFactor::On { .. } => None,
            };
            Ok(AccountPayload {
                user: Some(User::of_account(id, account)),
                codes_uri,
                user_errors: Vec::new(),
            })
        }
        Err(CommandError::Refused(refusal)) => Ok(refused(&refusal).into()),
        Err(CommandError::Conflict | CommandError::OtherTenant) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}
