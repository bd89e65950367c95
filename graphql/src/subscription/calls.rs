use async_graphql::{Context, ID, Subscription};
use domain::ids::CallSid;
use futures::Stream;
use projections::{BusinessScope, CallFilter, Entity, Page, Reader};

use super::feed::{Interest, feed};
use crate::error::Fault;
use crate::model::Call;
use crate::services::Services;
use crate::session::Session;

/// The most live calls told to a listener that joins or fell behind.
const MOST_LIVE: u32 = 200;

struct Calls {
    reader: Reader,
    scope: BusinessScope,
    only: Option<CallSid>,
}

impl Interest for Calls {
    type Key = CallSid;
    type Item = Call;

    fn key(&self, entity: &Entity) -> Option<CallSid> {
        match entity {
            Entity::Call(sid) => self.only.as_ref().is_none_or(|only| only == sid).then(|| sid.clone()),
            Entity::Lead(_)
            | Entity::Meeting(_)
            | Entity::Prompt(_)
            | Entity::Business(_)
            | Entity::User(_)
            | Entity::Reminder(_) => None,
        }
    }

    async fn read(&self, sids: &[CallSid]) -> Result<Vec<Call>, Fault> {
        Ok(self.reader.calls_by_sid(&self.scope, sids).await?.into_iter().map(Call::now).collect())
    }

    async fn live(&self) -> Result<Vec<CallSid>, Fault> {
        if let Some(only) = &self.only {
            return Ok(vec![only.clone()]);
        }
        let filter = CallFilter { live: Some(true), ..CallFilter::default() };
        let page = self.reader.calls(&self.scope, &filter, &Page::first(MOST_LIVE), None).await?;
        Ok(page.items.into_iter().map(|(_, row)| row.sid).collect())
    }
}

#[derive(Default)]
pub(crate) struct CallSubscription;

#[Subscription]
impl CallSubscription {
    /// The business's calls as they change, or one of them: its status, what is said, what comes of it. Begins with what is live (or
    /// the call that is named), so that nothing falls between a query and this.
    async fn call_updated(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Only this call.")] call_sid: Option<ID>,
    ) -> Result<impl Stream<Item = Result<Call, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let only = call_sid.map(|sid| sid.parse::<CallSid>()).transpose();
        let only = only
            .map_err(|expected| Fault::BadArgument { argument: "callSid", remedy: expected.to_string() })?;
        // Listening begins before looking: what changes in between is told twice rather than not at all.
        let changes = services.projections.changes();
        let calls = Calls { reader: services.reader(), scope: session.scope, only };
        let first = calls.live().await?;
        Ok(feed(calls, session.business(), changes, first))
    }
}
