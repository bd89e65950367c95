use domain::ids::UserId;

use super::UserRow;
use crate::reader::{among, within};
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The people of the scope's business, by name.
    pub async fn users(&self, scope: &BusinessScope) -> Result<Vec<UserRow>, ReadError> {
        let mut users: Vec<UserRow> = self.fetch_where(within(scope)).await?;
        users.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(users)
    }

    /// One of them.
    pub async fn user(&self, scope: &BusinessScope, id: UserId) -> Result<Option<UserRow>, ReadError> {
        Ok(self.fetch_where(within(scope).add(among("id", &[id]))).await?.pop())
    }
}
