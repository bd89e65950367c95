//! `undoLeadOperation`: an edit, a bulk change, an import or a merge taken back as one.

use std::time::Duration;

use async_graphql::{Context, ID, InputObject, SimpleObject};
use domain::ids::LeadId;
use domain::lead::undo::{Attribute, Reversal, plan};
use domain::lead::{Lead, LeadCommand, LeadRefusal};
use domain::{Decider as _, Event, Metadata, StreamId};
use eventlog::{CommandBus, CommandError, LogError, Position};
use futures::{StreamExt as _, stream};
use projections::ReadModel;

use super::change::AT_ONCE;
use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::limits::LONGEST;
use crate::mutation::run::{self, Run};

/// Leads of one operation: as many as an import may have.
const MOST: u64 = 50_000;
/// The longest the answer waits for a large undo; it goes on by itself.
const PATIENCE: Duration = Duration::from_secs(4);
// With the read models waited for before and after, the answer comes before the request is given up: "it goes on" is no failure.
const _: () = assert!(PATIENCE.as_secs() + 2 * run::PATIENCE.as_secs() < LONGEST.as_secs());
/// Leads whose kept parts are named one by one.
const MOST_KEPT: usize = 100;

/// What to take back.
#[derive(InputObject)]
pub(crate) struct UndoLeadOperationInput {
    /// The operation, as the payload that made it named it.
    operation: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of an undo.
#[derive(SimpleObject, Debug, Default)]
pub(crate) struct UndoPayload {
    /// The undo itself as an operation, which can be undone; null when nothing was done.
    operation: Option<ID>,
    /// How many leads were put back, wholly or in part.
    changed: usize,
    /// What could not be put back; at most 100 leads are named.
    kept: Vec<UndoKept>,
    /// True: so many leads that it goes on after this answer.
    pending: bool,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

/// What stays of an operation that was undone.
#[derive(SimpleObject, Debug)]
pub(crate) struct UndoKept {
    /// Of which lead.
    lead_id: ID,
    /// What: a field as `history` names it, `tags`, `custom`, `note`, `lead` (it stays in the list) or `merge`.
    fields: Vec<String>,
}

impl From<UserError> for UndoPayload {
    fn from(error: UserError) -> Self {
        Self { user_errors: vec![error], ..Self::default() }
    }
}

/// What undoing came to for one lead.
pub(super) struct Undone {
    pub(super) position: Position,
    pub(super) changed: bool,
    pub(super) kept: Vec<Attribute>,
}

pub(super) async fn undo_lead_operation(
    ctx: &Context<'_>,
    input: UndoLeadOperationInput,
) -> Result<UndoPayload, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(refused.into()),
    };
    let operation = input.operation.to_string();
    run.catch_up(&[ReadModel::Leads]).await?;
    let leads = run.services.reader().leads_of_operation(&run.session.scope, &operation, MOST).await?;
    if leads.is_empty() {
        return Ok(UserError::not_found("operation", hebrew::NO_OPERATION).into());
    }
    let bus = run.services.bus.clone();
    let context = |lead| eventlog::Context {
        // It belongs to the story of what it takes back: an import that was undone is known by this.
        correlation_id: operation.clone(),
        ..run.part("UndoLeadOperation", lead)
    };
    let asks: Vec<_> = leads.into_iter().map(|lead| (lead, context(lead))).collect();
    let (done, answer) = tokio::sync::oneshot::channel();
    // On the process's tracker: neither a closed browser nor a shutdown leaves it half done without a word.
    run.services.tasks.spawn(async move {
        let outcome = all(&bus, &operation, asks).await;
        if let Err(Err(error)) = done.send(outcome) {
            tracing::error!(%error, "an undo stopped half way; asking again goes on");
        }
    });
    let Ok(Ok(outcome)) = tokio::time::timeout(PATIENCE, answer).await else {
        return Ok(UndoPayload { pending: true, ..UndoPayload::default() });
    };
    let (position, payload) = outcome?;
    run.reach(position, &[ReadModel::Leads, ReadModel::History]).await;
    Ok(UndoPayload { operation: Some(run.command_id.clone().into()), ..payload })
}

async fn all(
    bus: &CommandBus,
    operation: &str,
    asks: Vec<(LeadId, eventlog::Context)>,
) -> Result<(Position, UndoPayload), LogError> {
    let mut payload = UndoPayload::default();
    let mut last = Position::START;
    let each = |(lead, context): (LeadId, eventlog::Context)| async move {
        (lead, one(bus, lead, operation, &context).await)
    };
    let mut outcomes = stream::iter(asks).map(each).buffered(AT_ONCE);
    while let Some((lead, outcome)) = outcomes.next().await {
        let kept = match outcome {
            Ok(undone) => {
                last = last.max(undone.position);
                payload.changed += usize::from(undone.changed);
                undone.kept
            }
            Err(CommandError::Log(error)) => return Err(error),
            // Somebody is at work on it this moment, or it is nobody's to undo: it stays as it is.
            Err(CommandError::Refused(_) | CommandError::OtherTenant | CommandError::Conflict) => {
                vec![Attribute::Existence]
            }
        };
        if !kept.is_empty() && payload.kept.len() < MOST_KEPT {
            payload
                .kept
                .push(UndoKept { lead_id: lead.to_string().into(), fields: kept.iter().map(name).collect() });
        }
    }
    Ok((last, payload))
}

/// Takes an operation back for one lead, and for those it merged in.
pub(super) async fn one(
    bus: &CommandBus,
    id: LeadId,
    operation: &str,
    context: &eventlog::Context,
) -> Result<Undone, CommandError<LeadRefusal>> {
    let (lead, mut reversal) = planned(bus, id, operation).await?;
    let merged = reversal.steps.iter().any(|step| step.attribute == Attribute::MergedInto);
    if merged {
        // Its head parts from it, in one commit with it.
        reversal.steps.retain(|step| step.attribute != Attribute::MergedInto);
    }
    let parting = reversal
        .steps
        .iter()
        .find_map(|step| if let Attribute::Absorbed(other) = step.attribute { Some(other) } else { None });
    let taken_in = lead.known().is_some_and(|lead| lead.merged_into.is_some());
    if parting.is_some() && taken_in {
        // Whoever took the head in answers for the whole family: that merge has to be split first.
        reversal.steps.clear();
        reversal.kept.extend(parting.map(Attribute::Absorbed));
    }
    let kept = reversal.kept.clone();
    let stream = StreamId::lead(id);
    let reverse = LeadCommand::Reverse(reversal);
    let committed = match parting.filter(|_| !taken_in) {
        Some(other) => {
            let theirs = LeadCommand::Reverse(planned(bus, other, operation).await?.1);
            bus.execute_both::<Lead>((&stream, reverse), (&StreamId::lead(other), theirs), context).await?
        }
        None => bus.execute::<Lead>(&stream, reverse, context).await?,
    };
    let changed = matches!(committed, eventlog::Committed::Executed { .. });
    Ok(Undone { position: committed.position(), changed, kept })
}

async fn planned(bus: &CommandBus, id: LeadId, operation: &str) -> Result<(Lead, Reversal), LogError> {
    let history = bus.log().read_stream(&StreamId::lead(id), 0).await?;
    let events: Vec<_> = history
        .iter()
        .filter_map(|recorded| {
            let Event::Lead(event) = &recorded.event else { return None };
            Some((operation_of(&recorded.metadata) == operation, event))
        })
        .collect();
    let reversal = plan(events.iter().copied());
    Ok((Lead::fold(events.into_iter().map(|(_, event)| event)), reversal))
}

/// The operation an event belongs to: the command that caused it, else its own.
pub(super) fn operation_of(metadata: &Metadata) -> &str {
    metadata.causation_id.as_ref().unwrap_or(&metadata.command_id)
}

fn name(attribute: &Attribute) -> String {
    match attribute {
        Attribute::Existence => "lead",
        Attribute::Field(field) => field.as_str(),
        Attribute::Status => "status",
        Attribute::Assignee => "assignee",
        Attribute::Tag(_) => "tags",
        Attribute::Custom(_) => "custom",
        Attribute::Note(_) => "note",
        Attribute::Absorbed(_) | Attribute::MergedInto => "merge",
    }
    .to_owned()
}
