use std::collections::HashMap;

use domain::business::Settings;
use domain::ids::BusinessId;
use domain::values::PhoneNumber;
use sea_query::{Condition, Expr, ExprTrait as _, Order};

use super::BusinessRow;
use super::table::{StoredBusiness, StoredNumber};
use crate::db::Sees;
use crate::reader::{Sort, among, columns_of, within};
use crate::table::Record as _;
use crate::{BusinessScope, Page, Paged, Projections, ReadError, Reader};

const NEWEST: Sort = Sort::greatest("opened_at", "id");

impl Reader {
    /// The scope's business, with its numbers.
    pub async fn business(&self, scope: &BusinessScope) -> Result<Option<BusinessRow>, ReadError> {
        let own = Condition::all().add(Expr::col("id").eq(scope.business().to_string()));
        let found: Vec<StoredBusiness> = self.fetch_where(scope.sees(), own).await?;
        let Some(business) = found.into_iter().next() else { return Ok(None) };
        let numbers: Vec<StoredNumber> = self.fetch_where(scope.sees(), within(scope)).await?;
        let mut numbers: Vec<PhoneNumber> = numbers.into_iter().map(|row| row.number).collect();
        numbers.sort();
        Ok(Some(whole(business, numbers)))
    }

    /// The businesses of the installation, the newest first; none for those who do not manage the platform.
    pub async fn businesses(
        &self,
        scope: &BusinessScope,
        page: &Page,
    ) -> Result<Paged<BusinessRow>, ReadError> {
        let Some(all) = scope.sees_everything() else {
            return Ok(Paged { items: Vec::new(), total: 0, has_next: false });
        };
        let found: Paged<StoredBusiness> =
            self.page_of(all, "businesses", Condition::all(), &NEWEST, page).await?;
        let ids: Vec<BusinessId> = found.items.iter().map(|(_, business)| business.id).collect();
        let of_these = Condition::all().add(among("business", &ids));
        let mut numbers: HashMap<BusinessId, Vec<PhoneNumber>> = HashMap::new();
        for StoredNumber { number, business } in self.fetch_where(all, of_these).await? {
            numbers.entry(business).or_default().push(number);
        }
        let mut with_numbers = |business: StoredBusiness| {
            let mut numbers = numbers.remove(&business.id).unwrap_or_default();
            numbers.sort();
            whole(business, numbers)
        };
        let items = found.items.into_iter().map(|(cursor, held)| (cursor, with_numbers(held))).collect();
        Ok(Paged { items, total: found.total, has_next: found.has_next })
    }
}

impl Projections {
    /// The businesses that take calls, all of the installation, `most` after one of them in the order of their identities. For what
    /// a process does for all of them by itself; whatever somebody asks for goes by a [`Reader`] and a scope.
    pub async fn that_take_calls(
        &self,
        after: Option<BusinessId>,
        most: u64,
    ) -> Result<Vec<(BusinessId, Settings)>, ReadError> {
        let mut statement = columns_of::<StoredBusiness>();
        statement.from(StoredBusiness::TABLE.name).and_where(Expr::col("suspended").eq(0));
        statement.order_by("id", Order::Asc).limit(most);
        if let Some(after) = after {
            statement.and_where(Expr::col("id").gt(after.to_string()));
        }
        let found: Vec<StoredBusiness> = self.reader().fetch(Sees::Everything, &statement).await?;
        Ok(found.into_iter().map(|business| (business.id, business.settings)).collect())
    }
}

fn whole(business: StoredBusiness, numbers: Vec<PhoneNumber>) -> BusinessRow {
    let StoredBusiness { id, settings, opened_at, suspended } = business;
    BusinessRow { id, settings, numbers, opened_at, suspended }
}
