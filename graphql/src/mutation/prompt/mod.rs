//! What people do to prompts.

mod activate;
mod publish;

use async_graphql::{Context, Object, SimpleObject};
use domain::StreamId;
use domain::prompt::{PROMPT, Prompt, PromptCommand, PromptRefusal};
use domain::template::TemplateFault;
use domain::values::Channel;
use eventlog::CommandError;
use projections::ReadModel;

use self::activate::ActivatePromptVersionInput;
use self::publish::PublishPromptVersionInput;
use super::run::Run;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::PromptVersion;

/// What became of a version of a prompt.
#[derive(SimpleObject, Debug)]
pub(crate) struct PromptVersionPayload {
    /// The version as it stands; null when nothing was done.
    prompt_version: Option<PromptVersion>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for PromptVersionPayload {
    fn from(error: UserError) -> Self {
        Self { prompt_version: None, user_errors: vec![error] }
    }
}

/// What a command on a prompt came to.
enum Outcome {
    Saved,
    BadText,
    BadTemplate(TemplateFault),
    NoVersion { last: u32 },
    Conflict,
}

#[derive(Default)]
pub(crate) struct PromptMutation;

#[Object]
impl PromptMutation {
    /// Adds a version of a channel's prompt. It does not speak until it is activated.
    async fn publish_prompt_version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "For which channel, and the text.")] input: PublishPromptVersionInput,
    ) -> Result<PromptVersionPayload, Fault> {
        publish::publish_prompt_version(ctx, input).await
    }

    /// Lets a version speak from the next conversation on; an older one too (a roll-back).
    async fn activate_prompt_version(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which channel, and which version.")] input: ActivatePromptVersionInput,
    ) -> Result<PromptVersionPayload, Fault> {
        activate::activate_prompt_version(ctx, input).await
    }
}

/// Has a prompt decide, and waits for the read models of the payload.
async fn decide(
    run: &Run<'_>,
    channel: Channel,
    command: PromptCommand,
    name: &'static str,
) -> Result<Outcome, Fault> {
    let stream = StreamId::prompt(run.business(), channel);
    match run.execute::<Prompt>(&stream, command, &run.context(name, None)).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Prompts, ReadModel::History]).await;
            Ok(Outcome::Saved)
        }
        Err(CommandError::Refused(PromptRefusal::BadText)) => Ok(Outcome::BadText),
        Err(CommandError::Refused(PromptRefusal::BadTemplate(fault))) => Ok(Outcome::BadTemplate(fault)),
        Err(CommandError::Refused(PromptRefusal::UnknownVersion { last })) => Ok(Outcome::NoVersion { last }),
        // The stream's name holds the business: another tenant's cannot be named.
        Err(CommandError::Conflict | CommandError::OtherTenant) => Ok(Outcome::Conflict),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// The payload of an outcome about one version.
async fn payload(
    run: &Run<'_>,
    outcome: Outcome,
    channel: Channel,
    version: u32,
) -> Result<PromptVersionPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved => {
            let rows = run.services.reader().prompt_versions(&run.session.scope, channel).await?;
            let row = rows.into_iter().find(|row| row.version == version);
            PromptVersionPayload { prompt_version: row.map(PromptVersion::from), user_errors: Vec::new() }
        }
        Outcome::BadText => UserError::invalid("text", hebrew::remedy("promptText")).into(),
        Outcome::BadTemplate(fault) => UserError::invalid("text", &hebrew::template(&fault, PROMPT)).into(),
        Outcome::NoVersion { last } => UserError::not_found("version", &hebrew::no_version(last)).into(),
        Outcome::Conflict => UserError::conflict().into(),
    })
}
