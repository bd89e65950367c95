use async_graphql::{Context, Object};

use super::meetings::stretch;
use crate::error::Fault;
use crate::model::{DateTime, Statistics};
use crate::services::Services;
use crate::session::Session;

/// The longest stretch counted at once: every call of it is looked at.
const LONGEST_DAYS: i64 = 92;

#[derive(Default)]
pub(crate) struct StatisticsQuery;

#[Object]
impl StatisticsQuery {
    /// The incoming calls that began in a stretch of time, counted: when they came, what became of them, how long callers waited.
    #[graphql(complexity = "24 * child_complexity + 500")]
    async fn statistics(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this instant on.")] from: DateTime,
        #[graphql(desc = "Until this instant, up to 92 days later.")] to: DateTime,
    ) -> Result<Statistics, Fault> {
        let scope = &Session::of(ctx)?.scope;
        stretch(from.0, to.0, LONGEST_DAYS)?;
        Ok(Services::of(ctx).reader().call_statistics(scope, from.0, to.0).await?.into())
    }
}
