use async_graphql::{Context, Object};

use crate::error::Fault;
use crate::model::{DeadLetter, ReactorStatus};
use crate::mutation::letters_seen;
use crate::services::Services;
use crate::session::Session;

/// The most dead letters shown at once.
const MOST: i32 = 100;

#[derive(Default)]
pub(crate) struct ReactorQuery;

#[Object]
impl ReactorQuery {
    /// How the reactors are doing; owners and platform admins only.
    #[graphql(complexity = "4 * child_complexity + 1")]
    async fn reactors(&self, ctx: &Context<'_>) -> Result<Vec<ReactorStatus>, Fault> {
        let log = Services::of(ctx).bus.log();
        let tip = log.tip().await?;
        Ok(log.reactors().await?.into_iter().map(|status| ReactorStatus::of(status, tip)).collect())
    }

    /// The events reactors gave up on, the newest first: a business's own for its owner, all of them for platform admins.
    #[graphql(complexity = "first.unwrap_or(20).clamp(1, 100) as usize * child_complexity + 1")]
    async fn dead_letters(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "How many, 1 to 100; 20 when not given.")] first: Option<i32>,
    ) -> Result<Vec<DeadLetter>, Fault> {
        let session = Session::of(ctx)?;
        let first = first.unwrap_or(20);
        if !(1..=MOST).contains(&first) {
            return Err(Fault::BadArgument { argument: "first", remedy: format!("expected 1 to {MOST}") });
        }
        let limit = u32::try_from(first).unwrap_or(1);
        let letters = letters_seen(Services::of(ctx).bus.log(), session, limit).await?;
        Ok(letters.into_iter().map(DeadLetter::from).collect())
    }
}
