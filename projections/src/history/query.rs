use sea_query::{Condition, Expr, ExprTrait as _};

use super::project::subject;
use super::table::{StoredAudit, StoredEntry};
use super::{AuditKind, AuditRow, EntityType, HistoryRow};
use crate::reader::{Sort, owned, within};
use crate::{BusinessScope, Page, Paged, ReadError, Reader, sight};

const NEWEST: Sort = Sort::greatest("position", "subject");

impl Reader {
    /// The events of an entity, the newest first. `id`: see [`EntityType`].
    pub async fn history(
        &self,
        scope: &BusinessScope,
        entity: EntityType,
        id: &str,
        page: &Page,
    ) -> Result<Paged<HistoryRow>, ReadError> {
        let subject = match entity {
            // An address may work for one business after another: each has its own history of it.
            EntityType::Prompt | EntityType::User => {
                subject(entity, format_args!("{}/{id}", scope.business()))
            }
            EntityType::Call
            | EntityType::Lead
            | EntityType::Meeting
            | EntityType::Business
            | EntityType::Reminder => subject(entity, id),
        };
        if !self.in_sight(scope, entity, id).await? {
            return Ok(Paged { items: Vec::new(), total: 0, has_next: false });
        }
        let own = owned(scope, "subject", ("history_subjects", "subject"), std::slice::from_ref(&subject));
        let condition = own.add(Expr::col("subject").eq(subject.as_str()));
        let found: Paged<StoredEntry> =
            self.page_of(scope.sees(), "history", condition, &NEWEST, page).await?;
        let items = found.items.into_iter().map(|(cursor, stored)| (cursor, stored.entry)).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }

    /// The audit, the newest first: of the whole installation for those who run it, of their business for all others. Empty `kinds`:
    /// all of them.
    pub async fn audit(
        &self,
        scope: &BusinessScope,
        kinds: &[AuditKind],
        page: &Page,
    ) -> Result<Paged<AuditRow>, ReadError> {
        let (sees, mut condition) = match scope.sees_everything() {
            Some(all) => (all, Condition::all()),
            None => (scope.sees(), within(scope)),
        };
        if !kinds.is_empty() {
            condition = condition.add(Expr::col("kind").is_in(kinds.iter().map(|kind| kind.as_str())));
        }
        let found: Paged<StoredAudit> = self.page_of(sees, "audit", condition, &NEWEST, page).await?;
        let items = found.items.into_iter().map(|(cursor, stored)| (cursor, stored.entry)).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }

    async fn in_sight(&self, scope: &BusinessScope, entity: EntityType, id: &str) -> Result<bool, ReadError> {
        match sight::of_entity(scope, entity) {
            None => Ok(true),
            Some((view, key, seen)) => {
                Ok(self.count(scope.sees(), view, seen.add(Expr::col(key).eq(id))).await? > 0)
            }
        }
    }
}
