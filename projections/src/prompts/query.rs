use domain::StreamId;
use domain::values::Channel;
use sea_query::{Condition, Expr, ExprTrait as _};

use super::PromptVersionRow;
use super::table::{StoredPrompt, StoredVersion};
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The versions of a channel's prompt, the newest first.
    pub async fn prompt_versions(
        &self,
        scope: &BusinessScope,
        channel: Channel,
    ) -> Result<Vec<PromptVersionRow>, ReadError> {
        // The business is part of the key.
        let stream = StreamId::prompt(scope.business(), channel);
        let own = Condition::all().add(Expr::col("prompt").eq(stream.key()));
        let prompt: Vec<StoredPrompt> = self.fetch_where(scope.sees(), own.clone()).await?;
        let active = prompt.into_iter().find_map(|prompt| prompt.active);
        let mut versions: Vec<StoredVersion> = self.fetch_where(scope.sees(), own).await?;
        versions.sort_by_key(|row| std::cmp::Reverse(row.version));
        let row = |stored: StoredVersion| PromptVersionRow {
            channel,
            version: stored.version,
            text: stored.text,
            active: active == Some(stored.version),
            published_at: stored.published_at,
            published_by: stored.published_by,
        };
        Ok(versions.into_iter().map(row).collect())
    }
}
