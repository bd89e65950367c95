use async_graphql::{Context, Subscription};
use domain::ids::LeadId;
use futures::Stream;
use projections::{BusinessScope, Entity, LeadFilter, LeadOrder, Page, Reader};

use super::feed::{Interest, feed};
use crate::error::Fault;
use crate::model::Lead;
use crate::services::Services;
use crate::session::Session;

/// How many of the newest leads are told to a listener that fell behind.
const MOST_MISSED: u32 = 100;

struct Leads {
    reader: Reader,
    scope: BusinessScope,
}

impl Interest for Leads {
    type Key = LeadId;
    type Item = Lead;

    fn key(&self, entity: &Entity) -> Option<LeadId> {
        match entity {
            Entity::Lead(id) => Some(*id),
            Entity::Call(_)
            | Entity::Meeting(_)
            | Entity::Prompt(_)
            | Entity::Business(_)
            | Entity::User(_)
            | Entity::Reminder(_) => None,
        }
    }

    async fn read(&self, ids: &[LeadId]) -> Result<Vec<Lead>, Fault> {
        let leads = self.reader.leads_by_id(&self.scope, ids).await?;
        Ok(leads.into_iter().map(|(_, row)| Lead::now(row)).collect())
    }

    async fn live(&self) -> Result<Vec<LeadId>, Fault> {
        let filter = LeadFilter::default();
        let page = self
            .reader
            .leads(&self.scope, &filter, LeadOrder::Updated, &Page::first(MOST_MISSED), None)
            .await?;
        Ok(page.items.into_iter().map(|(_, row)| row.id).collect())
    }
}

#[derive(Default)]
pub(crate) struct LeadSubscription;

#[Subscription]
impl LeadSubscription {
    /// The business's leads as they change.
    #[expect(clippy::unused_async, reason = "the macro wants a future")]
    async fn lead_updated(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<Lead, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let leads = Leads { reader: services.reader(), scope: session.scope };
        Ok(feed(leads, session.business(), services.projections.changes(), Vec::new()))
    }
}
