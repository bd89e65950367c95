use async_graphql::{Context, Object};

use crate::error::Fault;
use crate::model::ProjectionStatus;
use crate::services::Services;
use crate::session::Session;

#[derive(Default)]
pub(crate) struct ProjectionQuery;

#[Object]
impl ProjectionQuery {
    /// How the projections are doing.
    #[graphql(complexity = "7 * child_complexity + 1")]
    async fn projections(&self, ctx: &Context<'_>) -> Result<Vec<ProjectionStatus>, Fault> {
        Session::of(ctx)?;
        let status = Services::of(ctx).projections.status().await?;
        Ok(status.into_iter().map(ProjectionStatus::from).collect())
    }
}
