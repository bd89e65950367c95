use domain::ids::UserId;

use sea_query::{Expr, ExprTrait as _};

use super::{UserRow, UserStatus};
use crate::reader::{Sort, among, within};
use crate::{BusinessScope, Page, Paged, ReadError, Reader};

const NEWEST: Sort = Sort::greatest("registered_at", "id");

impl Reader {
    /// The people of the scope's business, the newest first.
    pub async fn users(&self, scope: &BusinessScope, page: &Page) -> Result<Paged<UserRow>, ReadError> {
        let there = within(scope).add(Expr::col("status").ne(UserStatus::Withdrawn.as_str()));
        self.page_of(scope.sees(), "users", there, &NEWEST, page).await
    }

    /// Those of them who are at work, by name: whom a lead can be given to.
    pub async fn colleagues(&self, scope: &BusinessScope) -> Result<Vec<UserRow>, ReadError> {
        let there = within(scope).add(Expr::col("status").eq(UserStatus::Active.as_str()));
        let mut users: Vec<UserRow> = self.fetch_where(scope.sees(), there).await?;
        users.sort_by(|a, b| (&a.name, a.id).cmp(&(&b.name, b.id)));
        Ok(users)
    }

    /// Those of them under these ids.
    pub async fn users_by_id(
        &self,
        scope: &BusinessScope,
        ids: &[UserId],
    ) -> Result<Vec<UserRow>, ReadError> {
        self.fetch_where(scope.sees(), within(scope).add(among("id", ids))).await
    }

    /// One of them.
    pub async fn user(&self, scope: &BusinessScope, id: UserId) -> Result<Option<UserRow>, ReadError> {
        Ok(self.fetch_where(scope.sees(), within(scope).add(among("id", &[id]))).await?.pop())
    }
}
