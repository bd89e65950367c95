use std::collections::BTreeMap;

use async_graphql::{Context, Object};
use projections::CallFilter;

use crate::error::Fault;
use crate::model::{Call, CallGauges, LiveCall};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

/// The most calls shown at once.
const MOST: i32 = 100;

#[derive(Default)]
pub(crate) struct LiveQuery;

#[Object]
impl LiveQuery {
    /// The business's calls that are not over, on every server of the installation, the newest first, 100 at most. Those the server
    /// that was asked holds come with what it measures of them.
    #[graphql(complexity = "20 * child_complexity + 1")]
    async fn live_calls(&self, ctx: &Context<'_>) -> Result<Vec<LiveCall>, Fault> {
        let session = Session::of(ctx)?;
        let services = Services::of(ctx);
        let filter = CallFilter { live: Some(true), ..CallFilter::default() };
        let rows = services.reader().calls(&session.scope, &filter, &page(Some(MOST), None)?, None).await?;
        let held = services.live.of(session.business()).into_iter();
        let mut held: BTreeMap<_, _> = held.map(|live| (live.call.clone(), live)).collect();
        let shown = rows.items.into_iter().map(|(_, row)| LiveCall {
            sid: row.sid.to_string(),
            gauges: held.remove(&row.sid).map(CallGauges::from),
            call: Call::now(row),
        });
        Ok(shown.collect())
    }
}
