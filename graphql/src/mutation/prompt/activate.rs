//! `activatePromptVersion`

use async_graphql::{Context, InputObject};
use domain::prompt::PromptCommand;

use super::{Outcome, PromptVersionPayload, decide, payload};
use crate::error::Fault;
use crate::model::Channel;
use crate::mutation::run::Run;

/// A version that is to speak.
#[derive(InputObject)]
pub(crate) struct ActivatePromptVersionInput {
    /// Of which channel.
    channel: Channel,
    /// Which, counted from 1.
    version: i32,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

pub(super) async fn activate_prompt_version(
    ctx: &Context<'_>,
    input: ActivatePromptVersionInput,
) -> Result<PromptVersionPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let channel = input.channel.into();
    // No version has a number below 1: the prompt says so, and which there are.
    let version = u32::try_from(input.version).unwrap_or(0);
    let command = PromptCommand::ActivateVersion { version };
    let outcome: Outcome = decide(&run, channel, command, "ActivatePromptVersion").await?;
    payload(&run, outcome, channel, version).await
}
