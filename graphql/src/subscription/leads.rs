use async_graphql::{Context, ID, SimpleObject, Subscription};
use domain::ids::LeadId;
use futures::Stream;
use projections::{BusinessScope, Entity, LeadFilter, LeadOrder, Page, Reader, Sight};

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

/// Those that are shown no more. What no key names: that some may be, unheard.
struct Gone(Leads);

/// Leads that are shown no more: what made them was undone, or they became the work of somebody whose leads one does not see.
#[derive(SimpleObject)]
struct LeadsGone {
    /// The leads.
    ids: Vec<ID>,
    /// Whether others may be gone that are not named here: what is shown is to be read again.
    others: bool,
}

impl Interest for Gone {
    type Key = Option<LeadId>;
    type Item = LeadsGone;

    fn key(&self, entity: &Entity) -> Option<Self::Key> {
        self.0.key(entity).map(Some)
    }

    async fn read(&self, keys: &[Self::Key]) -> Result<Vec<LeadsGone>, Fault> {
        let Leads { reader, scope } = &self.0;
        let ids: Vec<LeadId> = keys.iter().copied().flatten().collect();
        let mut gone = reader.leads_not_seen(scope, &ids).await?;
        let mut others = keys.contains(&None);
        if scope.sight() == Sight::Own && !gone.is_empty() {
            // Most were never in sight, and are not named to who may not see them.
            gone.clear();
            others = true;
        }
        let told = others || !gone.is_empty();
        let ids = gone.into_iter().map(|id| ID(id.to_string())).collect();
        Ok(told.then_some(LeadsGone { ids, others }).into_iter().collect())
    }

    async fn live(&self) -> Result<Vec<Self::Key>, Fault> {
        Ok(vec![None])
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

    /// The business's leads that are shown no more, some at a time. Begins with `others`, so that nothing falls between a query and
    /// this.
    #[expect(clippy::unused_async, reason = "the macro wants a future")]
    async fn leads_gone(
        &self,
        ctx: &Context<'_>,
    ) -> Result<impl Stream<Item = Result<LeadsGone, Fault>>, Fault> {
        let (services, session) = (Services::of(ctx), Session::of(ctx)?);
        let gone = Gone(Leads { reader: services.reader(), scope: session.scope });
        Ok(feed(gone, session.business(), services.projections.changes(), vec![None]))
    }
}
