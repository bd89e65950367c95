//! `retryDeadLetter`, `dismissDeadLetter`

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::user::Permission;
use eventlog::{EventLog, LetterId, LogError};

use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::DeadLetter;
use crate::mutation::run::Run;
use crate::session::Session;

/// A dead letter to see to.
#[derive(InputObject)]
pub(crate) struct DeadLetterInput {
    /// Which, as in `deadLetters { id }`.
    id: ID,
    /// A repeat with the same key is the same act.
    idempotency_key: Option<String>,
}

/// What became of a dead letter.
#[derive(SimpleObject, Debug)]
pub(crate) struct DeadLetterPayload {
    /// The letter as it stands, or as it was when it was dismissed; null when nothing was done.
    dead_letter: Option<DeadLetter>,
    /// Why nothing was done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for DeadLetterPayload {
    fn from(error: UserError) -> Self {
        Self { dead_letter: None, user_errors: vec![error] }
    }
}

impl From<eventlog::DeadLetter> for DeadLetterPayload {
    fn from(letter: eventlog::DeadLetter) -> Self {
        Self { dead_letter: Some(letter.into()), user_errors: Vec::new() }
    }
}

#[derive(Default)]
pub(crate) struct DeadLetterMutation;

#[Object]
impl DeadLetterMutation {
    /// Has a dead letter tried again, within a second or so; owners and platform admins only.
    async fn retry_dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which letter.")] input: DeadLetterInput,
    ) -> Result<DeadLetterPayload, Fault> {
        let (run, letter) = match find(ctx, "retryDeadLetter", &input).await? {
            Found::There(run, letter) => (run, letter),
            Found::Done(payload) => return Ok(payload),
        };
        if !run.services.bus.log().retry_dead_letter(&letter.reactor, letter.position).await? {
            return Ok(not_found().into());
        }
        let letter = eventlog::DeadLetter { retry: true, ..letter };
        run.acts.keep("retryDeadLetter", &run.command_id, Some(letter.clone()));
        Ok(letter.into())
    }

    /// Forgets a dead letter: somebody saw to it by hand; owners and platform admins only.
    async fn dismiss_dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which letter.")] input: DeadLetterInput,
    ) -> Result<DeadLetterPayload, Fault> {
        let (run, letter) = match find(ctx, "dismissDeadLetter", &input).await? {
            Found::There(run, letter) => (run, letter),
            Found::Done(payload) => return Ok(payload),
        };
        if !run.services.bus.log().dismiss_dead_letter(&letter.reactor, letter.position).await? {
            return Ok(not_found().into());
        }
        run.acts.keep("dismissDeadLetter", &run.command_id, Some(letter.clone()));
        Ok(letter.into())
    }
}

/// The letters a person may see: those about their business, all of them for platform admins.
pub(crate) async fn letters_seen(
    log: &EventLog,
    session: &Session,
    limit: u32,
) -> Result<Vec<eventlog::DeadLetter>, LogError> {
    if session.may(Permission::ManagePlatform) {
        log.dead_letters(None, limit).await
    } else {
        log.dead_letters_of(session.business(), limit).await
    }
}

/// What is to be seen to.
enum Found<'a> {
    There(Run<'a>, eventlog::DeadLetter),
    /// The same was asked for before, or there is nothing to do it to.
    Done(DeadLetterPayload),
}

/// The letter, when it is one of those the person may see.
async fn find<'a>(
    ctx: &'a Context<'_>,
    act: &'static str,
    input: &DeadLetterInput,
) -> Result<Found<'a>, Fault> {
    let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
        Ok(run) => run,
        Err(refused) => return Ok(Found::Done(refused.into())),
    };
    if let Some(letter) = run.acts.letter(act, &run.command_id) {
        return Ok(Found::Done(letter.into()));
    }
    let gone = || Ok(Found::Done(not_found().into()));
    let Ok(id) = input.id.parse::<LetterId>() else { return gone() };
    let Some(letter) = run.services.bus.log().dead_letter(&id).await? else { return gone() };
    let everybodys = run.session.may(Permission::ManagePlatform);
    let ours = letter.business.as_deref() == Some(run.business().to_string().as_str());
    if everybodys || ours { Ok(Found::There(run, letter)) } else { gone() }
}

fn not_found() -> UserError {
    UserError::not_found("id", hebrew::NO_DEAD_LETTER)
}
