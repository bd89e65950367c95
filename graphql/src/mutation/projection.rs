//! `rebuildProjection`

use async_graphql::{Context, InputObject, Object, SimpleObject};
use projections::ReadModel;

use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::ProjectionStatus;
use crate::mutation::run::Run;

/// A projection to rebuild.
#[derive(InputObject)]
pub(crate) struct RebuildProjectionInput {
    /// Its name, as in `projections { name }`.
    name: String,
    /// A repeat with the same key is the same rebuild.
    idempotency_key: Option<String>,
}

/// What became of a rebuild.
#[derive(SimpleObject, Debug)]
pub(crate) struct ProjectionPayload {
    /// The projection, with the rebuild's progress; null when nothing was begun.
    projection: Option<ProjectionStatus>,
    /// Why it was not begun; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for ProjectionPayload {
    fn from(error: UserError) -> Self {
        Self { projection: None, user_errors: vec![error] }
    }
}

#[derive(Default)]
pub(crate) struct ProjectionMutation;

#[Object]
impl ProjectionMutation {
    /// Fills a projection anew from the log, beside the one in use; owners and platform admins only.
    async fn rebuild_projection(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which projection.")] input: RebuildProjectionInput,
    ) -> Result<ProjectionPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        if ReadModel::named(&input.name).is_none() {
            return Ok(UserError::not_found("name", hebrew::NO_PROJECTION).into());
        }
        let projections = &run.services.projections;
        if !run.acts.done("rebuildProjection", &run.command_id) {
            projections.rebuild(&input.name).await?;
            run.acts.keep("rebuildProjection", &run.command_id, None);
        }
        let status = projections.status().await?.into_iter().find(|status| status.name == input.name);
        Ok(ProjectionPayload { projection: status.map(ProjectionStatus::from), user_errors: Vec::new() })
    }
}
