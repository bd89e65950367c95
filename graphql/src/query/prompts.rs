use async_graphql::{Context, Object};

use crate::error::Fault;
use crate::model::{Channel, PromptVersion};
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct PromptQuery;

#[Object]
impl PromptQuery {
    /// The versions of a channel's prompt, the newest first.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn prompt_versions(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Of which channel.")] channel: Channel,
    ) -> Result<Vec<PromptVersion>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let rows = Services::of(ctx).reader().prompt_versions(scope, channel.into()).await?;
        Ok(rows.into_iter().map(PromptVersion::from).collect())
    }
}
