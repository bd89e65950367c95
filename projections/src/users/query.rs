use domain::ids::UserId;

use super::UserRow;
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The people of the scope's business, by name.
    pub async fn users(&self, scope: &BusinessScope) -> Result<Vec<UserRow>, ReadError> {
        let _ = (scope,);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }

    /// One of them.
    pub async fn user(&self, scope: &BusinessScope, id: UserId) -> Result<Option<UserRow>, ReadError> {
        let _ = (scope, id);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
