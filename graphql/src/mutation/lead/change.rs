//! `changeLeads`: one thing or several, of one lead or of many, as one operation.

use async_graphql::{Context, ID, InputObject};
use domain::StreamId;
use domain::business::{Business, LeadSettings};
use domain::ids::LeadId;
use domain::lead::{CustomFact, FieldKey, LeadChange, LeadCommand, Tag};
use eventlog::CommandError;
use futures::{StreamExt as _, TryStreamExt as _, stream};
use projections::ReadModel;

use super::LeadsPayload;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::LeadStatus;
use crate::mutation::run::Run;

/// Leads of one change: more are asked for in several.
const MOST: usize = 1_000;
/// Leads that change at the same time: the log commits them together.
pub(super) const AT_ONCE: usize = 64;

/// What changes, and of which leads. What is not given stays as it is.
#[derive(InputObject)]
pub(crate) struct ChangeLeadsInput {
    /// Which leads, 1 to 1,000.
    ids: Vec<ID>,
    /// What changes.
    change: LeadChangeInput,
    /// A repeat with the same key is the same operation.
    idempotency_key: Option<String>,
}

/// What changes of a lead. What is not given stays as it is.
#[derive(InputObject, Default)]
pub(crate) struct LeadChangeInput {
    /// Where to: one of the business's statuses.
    status: Option<LeadStatus>,
    /// Whose from then on: a user's id.
    assignee_id: Option<ID>,
    /// True: nobody's from then on.
    unassign: Option<bool>,
    /// Tags to put on, each 1 to 40 characters without commas.
    add_tags: Option<Vec<String>>,
    /// Tags to take off.
    remove_tags: Option<Vec<String>>,
    /// The business's own fields that change.
    custom: Option<Vec<CustomFieldInput>>,
}

/// A new value of a field of the business's own.
#[derive(InputObject)]
pub(crate) struct CustomFieldInput {
    /// The field's key.
    key: String,
    /// The value as people type it: `3.5`, `24/11/2026`, `כן`; null or empty: nothing.
    value: Option<String>,
}

pub(super) async fn change_leads(ctx: &Context<'_>, input: ChangeLeadsInput) -> Result<LeadsPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let ids: Result<Vec<LeadId>, _> = input.ids.iter().map(|id| id.parse::<LeadId>()).collect();
    let ids = match ids {
        Ok(ids) if (1..=MOST).contains(&ids.len()) => ids,
        Ok(_) => return Ok(UserError::invalid("ids", hebrew::remedy("ids")).into()),
        Err(_) => return Ok(UserError::not_found("ids", hebrew::NO_LEAD).into()),
    };
    match input.change.read(&run).await? {
        Ok(change) => change_all(&run, &ids, &change).await,
        Err(refused) => Ok(refused.into()),
    }
}

/// Changes them all; those that are not there, or cannot change so, are named and stop nobody else.
async fn change_all(run: &Run<'_>, ids: &[LeadId], change: &LeadChange) -> Result<LeadsPayload, Fault> {
    let hidden = run.out_of_sight(ids).await?;
    let hidden = &hidden;
    let one = |id: LeadId| async move {
        if hidden.contains(&id) {
            return Ok(Err(UserError::not_found("ids", hebrew::NO_LEAD)));
        }
        let command = LeadCommand::Change(Box::new(change.clone()));
        let context = run.part("ChangeLeads", id);
        match run.execute::<domain::lead::Lead>(&StreamId::lead(id), command, &context).await {
            Ok(committed) => Ok(Ok((id, committed.position()))),
            Err(CommandError::Refused(refusal)) => Ok(Err(super::refused(&refusal))),
            Err(CommandError::OtherTenant) => Ok(Err(UserError::not_found("ids", hebrew::NO_LEAD))),
            Err(CommandError::Conflict) => Ok(Err(UserError::conflict())),
            Err(CommandError::Log(error)) => Err(Fault::from(error)),
        }
    };
    let outcomes: Vec<Result<_, UserError>> =
        stream::iter(ids.to_vec()).map(one).buffered(AT_ONCE).try_collect().await?;
    let (mut changed, mut user_errors, mut last) = (Vec::new(), Vec::new(), None);
    for outcome in outcomes {
        match outcome {
            Ok((id, position)) => {
                changed.push(id);
                last = last.max(Some(position));
            }
            Err(error) if !user_errors.contains(&error) => user_errors.push(error),
            // The same is wrong with many of them: it is said once.
            Err(_) => {}
        }
    }
    if let Some(position) = last {
        run.reach(position, &[ReadModel::Leads, ReadModel::History]).await;
    }
    LeadsPayload::of(run, &changed, user_errors).await
}

impl LeadChangeInput {
    /// The change as the domain knows it, or which part of it cannot be in this business.
    pub(super) async fn read(self, run: &Run<'_>) -> Result<Result<LeadChange, UserError>, Fault> {
        let state = run.services.bus.state::<Business>(&StreamId::business(run.business())).await?;
        let settings = &state.settings().ok_or(Fault::NoBusiness)?.leads;
        let assignee = match (self.assignee_id.as_ref(), self.unassign) {
            (_, Some(true)) => Some(None),
            (None, _) => None,
            (Some(id), _) => {
                let users = run.services.reader().colleagues(&run.session.scope).await?;
                match users.into_iter().find(|user| user.id.to_string() == id.as_str()) {
                    Some(user) => Some(Some(user.id)),
                    None => return Ok(Err(UserError::not_found("assigneeId", hebrew::NO_AGENT))),
                }
            }
        };
        Ok(self.within(settings).map(|change| LeadChange { assignee, ..change }))
    }

    fn within(self, settings: &LeadSettings) -> Result<LeadChange, UserError> {
        let status = self.status.map(|status| known_status(settings, status.0)).transpose()?;
        let tags = |words: Option<Vec<String>>, field| {
            let tags = words.into_iter().flatten().map(|word| word.parse::<Tag>());
            tags.collect::<Result<_, _>>().map_err(|_| UserError::invalid(field, hebrew::remedy("tags")))
        };
        let mut change = LeadChange {
            status,
            add_tags: tags(self.add_tags, "addTags")?,
            remove_tags: tags(self.remove_tags, "removeTags")?,
            ..LeadChange::default()
        };
        for input in self.custom.into_iter().flatten() {
            match input.read(settings)? {
                Ok(fact) => change.custom.push(fact),
                Err(emptied) => change.cleared_custom.push(emptied),
            }
        }
        Ok(change)
    }
}

impl CustomFieldInput {
    /// The value, or the field to empty.
    fn read(self, settings: &LeadSettings) -> Result<Result<CustomFact, FieldKey>, UserError> {
        let field = settings
            .field(&self.key)
            .ok_or_else(|| UserError::not_found("custom", hebrew::NO_CUSTOM_FIELD))?;
        let Some(typed) = self.value.filter(|value| !value.trim().is_empty()) else {
            return Ok(Err(field.key.clone()));
        };
        match field.kind.read(&typed) {
            Ok(value) => Ok(Ok(CustomFact { field: field.key.clone(), value })),
            Err(_) => Err(UserError::invalid(
                &format!("custom.{}", field.key),
                &format!("{}: {}", field.name, hebrew::custom(&field.kind)),
            )),
        }
    }
}

/// The status, when the business has it.
pub(super) fn known_status(
    settings: &LeadSettings,
    key: domain::lead::LeadStatus,
) -> Result<domain::lead::LeadStatus, UserError> {
    if settings.status(&key).is_some() {
        return Ok(key);
    }
    let names: Vec<&str> = settings.statuses.iter().map(|status| status.key.as_str()).collect();
    Err(UserError::invalid("status", &format!("אין לעסק סטטוס כזה. הסטטוסים: {}", names.join(", "))))
}
