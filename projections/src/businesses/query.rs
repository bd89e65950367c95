use domain::values::PhoneNumber;
use sea_query::{Condition, Expr, ExprTrait as _};

use super::BusinessRow;
use super::table::{StoredBusiness, StoredNumber};
use crate::reader::within;
use crate::{BusinessScope, ReadError, Reader};

impl Reader {
    /// The scope's business, with its numbers.
    pub async fn business(&self, scope: &BusinessScope) -> Result<Option<BusinessRow>, ReadError> {
        let own = Condition::all().add(Expr::col("id").eq(scope.business().to_string()));
        let found: Vec<StoredBusiness> = self.fetch_where(own).await?;
        let Some(business) = found.into_iter().next() else { return Ok(None) };
        let numbers: Vec<StoredNumber> = self.fetch_where(within(scope)).await?;
        let mut numbers: Vec<PhoneNumber> = numbers.into_iter().map(|row| row.number).collect();
        numbers.sort();
        let StoredBusiness { id, settings, opened_at } = business;
        Ok(Some(BusinessRow { id, settings, numbers, opened_at }))
    }
}
