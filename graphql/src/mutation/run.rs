//! What every mutation does: name its command, hand it to the bus, wait until its effect can be read.

use std::time::Duration;

use async_graphql::Context;
use domain::ids::{BusinessId, LeadId};
use domain::number::Number;
use domain::values::PhoneNumber;
use domain::{Decider, StreamId};
use eventlog::{CommandError, Committed, Position};
use projections::{ReadModel, Sight};

use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::mutation::Acts;
use crate::permit;
use crate::services::Services;
use crate::session::Session;

/// The longest a mutation waits for the read models; past it the payload may be a moment old, which is better than no answer.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// The longest idempotency key: it becomes part of the command's id in the log.
const LONGEST_KEY: usize = 200;

/// One mutation on its way.
pub(crate) struct Run<'a> {
    pub(crate) services: &'a Services,
    pub(crate) acts: &'a Acts,
    pub(crate) session: &'a Session,
    pub(crate) command_id: String,
}

impl<'a> Run<'a> {
    /// Starts one, or says why not: the role, or a key that cannot be.
    pub(crate) fn start(ctx: &'a Context<'_>, key: Option<&str>) -> Result<Result<Self, UserError>, Fault> {
        let session = match permit::mutation(ctx)? {
            Ok(session) => session,
            Err(refused) => return Ok(Err(refused)),
        };
        if key.is_some_and(|key| key.is_empty() || key.len() > LONGEST_KEY) {
            return Ok(Err(UserError::invalid("idempotencyKey", hebrew::remedy("idempotencyKey"))));
        }
        let services = Services::of(ctx);
        let key = key.map_or_else(|| services.entropy.uuid().to_string(), str::to_owned);
        // A key is its client's and its mutation's: the same one of somebody else, or for something else, is no repeat.
        let command_id =
            format!("api:{}:{}:{}:{key}", session.business(), session.user(), ctx.item.node.name.node);
        Ok(Ok(Self { services, acts: ctx.data_unchecked::<Acts>(), session, command_id }))
    }

    pub(crate) fn business(&self) -> BusinessId {
        self.session.business()
    }

    /// Whether a number is dialled to reach the business itself: then it is nobody's.
    pub(crate) async fn owns(&self, number: &PhoneNumber) -> Result<bool, Fault> {
        let held = self.services.bus.state::<Number>(&StreamId::number(number)).await?;
        Ok(held.business() == Some(self.business()))
    }

    /// The circumstances of a command. `person`: whose personal data it carries.
    pub(crate) fn context(&self, command: &'static str, person: Option<LeadId>) -> eventlog::Context {
        eventlog::Context {
            business: Some(self.business()),
            command_id: self.command_id.clone(),
            command,
            causation_id: None,
            correlation_id: self.session.request_id.clone(),
            actor: self.session.actor(),
            person,
        }
    }

    /// The circumstances of one of the commands an operation on many leads is made of: the operation is their cause, so that all of
    /// them can be found, and undone, as one.
    pub(crate) fn part(&self, command: &'static str, lead: LeadId) -> eventlog::Context {
        eventlog::Context {
            command_id: format!("{}:{lead}", self.command_id),
            causation_id: Some(self.command_id.clone()),
            ..self.context(command, Some(lead))
        }
    }

    /// Those of these leads that the session does not see: for it, they are not there.
    pub(crate) async fn out_of_sight(&self, leads: &[LeadId]) -> Result<Vec<LeadId>, Fault> {
        match self.session.scope.sight() {
            Sight::All => Ok(Vec::new()),
            Sight::Own => Ok(self.services.reader().leads_not_seen(&self.session.scope, leads).await?),
        }
    }

    /// Executes one command on one stream.
    pub(crate) async fn execute<D: Decider>(
        &self,
        stream: &StreamId,
        command: D::Command,
        context: &eventlog::Context,
    ) -> Result<Committed, CommandError<D::Refusal>> {
        self.services.bus.execute::<D>(stream, command, context).await
    }

    /// Waits until the read models show what was committed.
    pub(crate) async fn settle(&self, committed: &Committed, models: &[ReadModel]) {
        self.reach(committed.position(), models).await;
    }

    /// Waits until the read models have passed a position.
    pub(crate) async fn reach(&self, position: Position, models: &[ReadModel]) {
        if !self.services.projections.wait_for(position, models, PATIENCE).await {
            tracing::warn!(%position, "a mutation answered before the read models had caught up");
        }
    }

    /// Waits until the read models have seen all there is: before a second look for what should have been there.
    pub(crate) async fn catch_up(&self, models: &[ReadModel]) -> Result<(), Fault> {
        let tip = self.services.bus.log().tip().await?;
        self.services.projections.wait_for(tip, models, PATIENCE).await;
        Ok(())
    }
}
