//! `publishPromptVersion`

use async_graphql::{Context, InputObject};
use domain::StreamId;
use domain::prompt::{Prompt, PromptCommand};

use super::{PromptVersionPayload, decide, payload};
use crate::error::Fault;
use crate::model::Channel;
use crate::mutation::run::Run;

/// A version to add.
#[derive(InputObject)]
pub(crate) struct PublishPromptVersionInput {
    /// For which channel.
    channel: Channel,
    /// What the agent is told to be, 1 to 20,000 characters.
    text: String,
    /// A repeat with the same key is the same version.
    idempotency_key: Option<String>,
}

pub(super) async fn publish_prompt_version(
    ctx: &Context<'_>,
    input: PublishPromptVersionInput,
) -> Result<PromptVersionPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let channel = input.channel.into();
    let command = PromptCommand::PublishVersion { text: input.text.clone() };
    let outcome = decide(&run, channel, command, "PublishPromptVersion").await?;
    let prompt = run.services.bus.state::<Prompt>(&StreamId::prompt(run.business(), channel)).await?;
    payload(&run, outcome, channel, version_of(&prompt, &input.text)).await
}

/// The version that has this text, the newest of them; 0 when none has.
fn version_of(prompt: &Prompt, text: &str) -> u32 {
    let index = prompt.versions.iter().rposition(|version| version == text);
    index.and_then(|index| u32::try_from(index + 1).ok()).unwrap_or(0)
}
