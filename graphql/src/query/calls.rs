use async_graphql::{Context, ID, InputObject, Object};
use domain::call::PromptUsed;
use domain::ids::LeadId;
use projections::CallFilter as Filter;

use crate::error::Fault;
use crate::loader::{CallAt, CallBySid, load};
use crate::model::{Call, CallDirection, CallStatus, Channel, Connection, DateTime};
use crate::page::page;
use crate::services::Services;
use crate::session::Session;

/// A version of a channel's prompt.
#[derive(InputObject)]
pub(crate) struct PromptVersionInput {
    /// Of which channel.
    channel: Channel,
    /// Which, counted from 1.
    version: i32,
}

impl PromptVersionInput {
    /// Below 1 there is none, as there is no version 0.
    fn read(self) -> PromptUsed {
        PromptUsed { channel: self.channel.into(), version: u32::try_from(self.version).unwrap_or(0) }
    }
}

/// Which calls are wanted. Every condition that is given must hold.
#[derive(InputObject, Default)]
pub(crate) struct CallFilter {
    /// One of these statuses.
    status: Option<Vec<CallStatus>>,
    /// True: not over yet; false: over.
    live: Option<bool>,
    /// Who dialled.
    direction: Option<CallDirection>,
    /// About this lead.
    lead_id: Option<ID>,
    /// In which this version of a prompt spoke.
    prompt_version: Option<PromptVersionInput>,
    /// Started at or after.
    from: Option<DateTime>,
    /// Started before.
    to: Option<DateTime>,
    /// A number in any spelling, or a part of one.
    search: Option<String>,
}

impl CallFilter {
    fn read(self) -> Result<Filter, Fault> {
        let lead = self.lead_id.map(|id| id.parse::<LeadId>()).transpose().map_err(|_| {
            Fault::BadArgument { argument: "filter.leadId", remedy: "expected the id of a lead".to_owned() }
        })?;
        Ok(Filter {
            status: self.status.into_iter().flatten().map(Into::into).collect(),
            live: self.live,
            direction: self.direction.map(Into::into),
            lead,
            prompt: self.prompt_version.map(PromptVersionInput::read),
            from: self.from.map(|at| at.0),
            to: self.to.map(|at| at.0),
            search: self.search,
        })
    }
}

#[derive(Default)]
pub(crate) struct CallQuery;

#[Object]
impl CallQuery {
    /// The business's calls, the newest first.
    #[graphql(complexity = "crate::page::weight(first, child_complexity)")]
    async fn calls(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100.")] first: Option<i32>,
        #[graphql(desc = "After this cursor.")] after: Option<String>,
        #[graphql(desc = "Which of them.")] filter: Option<CallFilter>,
        #[graphql(desc = "As the list was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Connection<Call>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let page = page(first, after.as_deref())?;
        let filter = filter.unwrap_or_default().read()?;
        let at = as_of.map(|at| at.0);
        let rows = Services::of(ctx).reader().calls(scope, &filter, &page, at).await?;
        Ok(Connection::of(rows, page.after.is_some(), |row| Call::seen(row, at)))
    }

    /// One call; null when the business has none of that name.
    async fn call(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Twilio's identity of it.")] call_sid: ID,
        #[graphql(desc = "As it was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Option<Call>, Fault> {
        Session::of(ctx)?;
        let Ok(sid) = call_sid.parse() else { return Ok(None) };
        Ok(match as_of {
            None => load(ctx, CallBySid(sid)).await?.map(Call::now),
            Some(DateTime(at)) => {
                load(ctx, CallAt(sid, at)).await?.map(|call| Call::seen(call.call, Some(at)))
            }
        })
    }
}
