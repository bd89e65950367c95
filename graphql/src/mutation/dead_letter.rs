//! `retryDeadLetter`, `dismissDeadLetter`

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::user::Permission;
use eventlog::{EventLog, LetterId, LogError};

use crate::error::{Fault, UserError};
use crate::hebrew;
use crate::model::DeadLetter;
use crate::permit;
use crate::services::Services;
use crate::session::Session;

/// A dead letter to see to.
#[derive(InputObject)]
pub(crate) struct DeadLetterInput {
    /// Which, as in `deadLetters { id }`.
    id: ID,
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
        let letter = match find(ctx, &input.id).await? {
            Ok(letter) => letter,
            Err(refused) => return Ok(refused.into()),
        };
        if !Services::of(ctx).bus.log().retry_dead_letter(&letter.reactor, letter.position).await? {
            return Ok(not_found().into());
        }
        Ok(eventlog::DeadLetter { retry: true, ..letter }.into())
    }

    /// Forgets a dead letter: somebody saw to it by hand; owners and platform admins only.
    async fn dismiss_dead_letter(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which letter.")] input: DeadLetterInput,
    ) -> Result<DeadLetterPayload, Fault> {
        let letter = match find(ctx, &input.id).await? {
            Ok(letter) => letter,
            Err(refused) => return Ok(refused.into()),
        };
        if !Services::of(ctx).bus.log().dismiss_dead_letter(&letter.reactor, letter.position).await? {
            return Ok(not_found().into());
        }
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

/// The letter, when it is one of those the person may see.
async fn find(ctx: &Context<'_>, id: &ID) -> Result<Result<eventlog::DeadLetter, UserError>, Fault> {
    let session = match permit::mutation(ctx)? {
        Ok(session) => session,
        Err(refused) => return Ok(Err(refused)),
    };
    let Ok(id) = id.parse::<LetterId>() else { return Ok(Err(not_found())) };
    let log = Services::of(ctx).bus.log();
    let Some(letter) = log.dead_letter(&id).await? else { return Ok(Err(not_found())) };
    let everybodys = session.may(Permission::ManagePlatform);
    let ours = letter.business.as_deref() == Some(session.business().to_string().as_str());
    Ok(if everybodys || ours { Ok(letter) } else { Err(not_found()) })
}

fn not_found() -> UserError {
    UserError::not_found("id", hebrew::NO_DEAD_LETTER)
}
