use async_graphql::{Context, ID, Object};
use jiff::{SignedDuration, Timestamp};

use crate::error::Fault;
use crate::model::{DateTime, Meeting};
use crate::services::Services;
use crate::session::Session;

/// The longest stretch of meetings given at once: a year and a day.
const LONGEST_DAYS: i64 = 367;

#[derive(Default)]
pub(crate) struct MeetingQuery;

#[Object]
impl MeetingQuery {
    /// The meetings of a stretch of time, in order; called off ones too.
    #[graphql(complexity = "50 * child_complexity + 1")]
    async fn meetings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "From this instant on.")] from: DateTime,
        #[graphql(desc = "Until this instant, up to a year later.")] to: DateTime,
        #[graphql(desc = "As the calendar was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Vec<Meeting>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        stretch(from.0, to.0, LONGEST_DAYS)?;
        let at = as_of.map(|at| at.0);
        let rows = Services::of(ctx).reader().meetings(scope, from.0, to.0, at).await?;
        Ok(rows.into_iter().map(|row| Meeting::seen(row, at)).collect())
    }

    /// One meeting; null when the business has none of that id.
    async fn meeting(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] id: ID,
        #[graphql(desc = "As it was at this instant.")] as_of: Option<DateTime>,
    ) -> Result<Option<Meeting>, Fault> {
        let scope = &Session::of(ctx)?.scope;
        let Ok(id) = id.parse() else { return Ok(None) };
        let at = as_of.map(|at| at.0);
        Ok(Services::of(ctx).reader().meeting(scope, id, at).await?.map(|row| Meeting::seen(row, at)))
    }
}

/// Refuses a stretch that is empty or too long.
pub(super) fn stretch(from: Timestamp, to: Timestamp, most_days: i64) -> Result<(), Fault> {
    let refuse = |remedy| Err(Fault::BadArgument { argument: "to", remedy });
    if to <= from {
        return refuse("expected an instant after `from`".to_owned());
    }
    if to.duration_since(from) > SignedDuration::from_hours(24 * most_days) {
        return refuse(format!("expected at most {most_days} days after `from`"));
    }
    Ok(())
}
