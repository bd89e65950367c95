//! What those who run the installation do: `createBusiness`, `assignNumber`, `suspendBusiness`, `resumeBusiness`, `enterBusiness`,
//! `leaveBusiness`

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::business::{Business as State, BusinessCommand, BusinessRefusal, GREETING, Settings};
use domain::ids::{BusinessId, UserId};
use domain::number::{Number, NumberCommand, NumberRefusal};
use domain::user::{Role, SessionCommand, User, UserCommand};
use domain::values::PhoneNumber;
use domain::{Decider as _, StreamId};
use eventlog::CommandError;
use projections::ReadModel;

use super::run::Run;
use super::user::refused;
use crate::credentials::NotOpened;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;

/// A business to open.
#[derive(InputObject)]
pub(crate) struct CreateBusinessInput {
    /// Its name, as said on the phone, 1 to 120 characters.
    name: String,
    /// Where its owner is asked to join.
    owner_email: String,
    /// What its owner is called, 1 to 120 characters.
    owner_name: String,
    /// A repeat with the same key is the same business.
    idempotency_key: Option<String>,
}

/// A number to be dialled to reach a business.
#[derive(InputObject)]
pub(crate) struct AssignNumberInput {
    /// Which business.
    id: ID,
    /// The number, in any spelling.
    number: String,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A business, and why something is done to it.
#[derive(InputObject)]
pub(crate) struct BusinessReasonInput {
    /// Which.
    id: ID,
    /// Why, for the history its owner reads, 1 to 500 characters.
    reason: String,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// A business.
#[derive(InputObject)]
pub(crate) struct BusinessInput {
    /// Which.
    id: ID,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// An end to support.
#[derive(InputObject)]
pub(crate) struct LeaveBusinessInput {
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// What became of a business.
#[derive(SimpleObject, Debug)]
pub(crate) struct PlatformPayload {
    /// The business it was done to; null when nothing was done.
    business_id: Option<ID>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for PlatformPayload {
    fn from(error: UserError) -> Self {
        Self { business_id: None, user_errors: vec![error] }
    }
}

fn done(business: BusinessId) -> PlatformPayload {
    PlatformPayload { business_id: Some(business.to_string().into()), user_errors: Vec::new() }
}

#[derive(Default)]
pub(crate) struct PlatformMutation;

#[Object]
impl PlatformMutation {
    /// Opens a business with the usual settings and a first prompt, and asks its owner to join by mail.
    async fn create_business(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Its name, and its owner.")] input: CreateBusinessInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let business = BusinessId::named(&run.command_id);
        // Before anybody is asked to join: what cannot be a business must not take its owner's address.
        let open = BusinessCommand::Open { settings: Settings::usual(&input.name) };
        if let Err(refusal) = State::default().decide(&open) {
            return Ok(no(&refusal).into());
        }
        let id = run.services.bus.in_use(UserId::of_email(&input.owner_email)).await?;
        let invite = UserCommand::Invite {
            email: input.owner_email,
            name: input.owner_name,
            business,
            role: Role::Owner,
            grant: run.services.credentials.invitation(id),
        };
        // The owner first: an address that is taken must not leave a business behind that nobody can enter.
        let context = within(&run, business, "InviteUser");
        let invited = match run.execute::<User>(&StreamId::user(id), invite, &context).await {
            Ok(committed) => committed,
            Err(CommandError::Refused(refusal)) => return Ok(owner(refused(&refusal)).into()),
            Err(CommandError::Conflict | CommandError::OtherTenant) => {
                return Ok(UserError::conflict().into());
            }
            Err(CommandError::Log(error)) => return Err(error.into()),
        };
        match run.services.credentials.open_business(business, &input.name).await {
            Ok(()) => {
                run.settle(&invited, &[ReadModel::Users]).await;
                run.catch_up(&[ReadModel::Businesses]).await?;
                Ok(done(business))
            }
            Err(NotOpened::Refused(refusal)) => Ok(no(&refusal).into()),
            Err(NotOpened::Busy) => Ok(UserError::conflict().into()),
            Err(NotOpened::Log(error)) => Err(error.into()),
        }
    }

    /// Gives a business a number: whoever dials it reaches that business. `TAKEN` when another business has it.
    async fn assign_number(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which business, and which number.")] input: AssignNumberInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let Ok(number) = input.number.parse::<PhoneNumber>() else {
            return Ok(UserError::invalid("number", hebrew::remedy("phone")).into());
        };
        assign(&run, &input.id, &number).await
    }

    /// Closes a business for the time being: nobody of it signs in or goes on, and its calls are not answered.
    async fn suspend_business(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: BusinessReasonInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let command = BusinessCommand::Suspend { reason: input.reason };
        decide(&run, &input.id, command, "SuspendBusiness").await
    }

    /// Opens it again.
    async fn resume_business(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which.")] input: BusinessInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        decide(&run, &input.id, BusinessCommand::Resume, "ResumeBusiness").await
    }

    /// Has this session see a business as its owner does, for support. Its history says who did, and why.
    async fn enter_business(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which, and why.")] input: BusinessReasonInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let command = BusinessCommand::EnterForSupport { reason: input.reason };
        let entered = decide(&run, &input.id, command, "EnterBusiness").await?;
        let Some(business) = entered.business_id.as_ref().and_then(|id| id.parse().ok()) else {
            return Ok(entered);
        };
        let session = run.session.id;
        look_at(&run, SessionCommand::Enter { session, business }, business, "EnterBusiness").await
    }

    /// Has this session see its own business again.
    async fn leave_business(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Nothing but the key.")] input: LeaveBusinessInput,
    ) -> Result<PlatformPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let command = SessionCommand::Leave { session: run.session.id };
        look_at(&run, command, run.business(), "LeaveBusiness").await
    }
}

/// The circumstances of a command on another business than the session's.
fn within(run: &Run<'_>, business: BusinessId, name: &'static str) -> eventlog::Context {
    eventlog::Context { business: Some(business), ..run.context(name, None) }
}

async fn assign(run: &Run<'_>, id: &str, number: &PhoneNumber) -> Result<PlatformPayload, Fault> {
    let unknown = || UserError::not_found("id", hebrew::NO_BUSINESS);
    let Ok(business) = id.parse::<BusinessId>() else { return Ok(unknown().into()) };
    if run.services.bus.state::<State>(&StreamId::business(business)).await?.settings().is_none() {
        return Ok(unknown().into());
    }
    let claim = NumberCommand::Claim { business };
    let context = within(run, business, "AssignNumber");
    match run.execute::<Number>(&StreamId::number(number), claim, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Businesses, ReadModel::History]).await;
            Ok(done(business))
        }
        Err(CommandError::Refused(NumberRefusal::Taken { .. }) | CommandError::OtherTenant) => {
            Ok(UserError::of("number", UserErrorCode::Taken, hebrew::NUMBER_TAKEN).into())
        }
        Err(CommandError::Conflict) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

async fn decide(
    run: &Run<'_>,
    id: &str,
    command: BusinessCommand,
    name: &'static str,
) -> Result<PlatformPayload, Fault> {
    let unknown = || UserError::not_found("id", hebrew::NO_BUSINESS);
    let Ok(business) = id.parse::<BusinessId>() else { return Ok(unknown().into()) };
    let context = within(run, business, name);
    match run.execute::<State>(&StreamId::business(business), command, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Businesses, ReadModel::History]).await;
            Ok(done(business))
        }
        Err(CommandError::Refused(refusal)) => Ok(no(&refusal).into()),
        Err(CommandError::OtherTenant) => Ok(unknown().into()),
        Err(CommandError::Conflict) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// Turns the session to a business, or back.
async fn look_at(
    run: &Run<'_>,
    command: SessionCommand,
    business: BusinessId,
    name: &'static str,
) -> Result<PlatformPayload, Fault> {
    let stream = StreamId::user(run.session.user());
    let home = run.services.bus.state::<User>(&stream).await?.business();
    let context = eventlog::Context { business: home, ..run.context(name, None) };
    // The business's own event, when there is one, has the bare key.
    let context = eventlog::Context { command_id: format!("{}:session", context.command_id), ..context };
    match run.execute::<User>(&stream, UserCommand::Session(command), &context).await {
        Ok(_) => Ok(done(business)),
        Err(CommandError::Refused(refusal)) => Ok(refused(&refusal).into()),
        Err(CommandError::Conflict | CommandError::OtherTenant) => Ok(UserError::conflict().into()),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// A business's "no", for the person who asked.
fn no(refusal: &BusinessRefusal) -> UserError {
    match refusal {
        BusinessRefusal::Unknown => UserError::not_found("id", hebrew::NO_BUSINESS),
        // A business is opened with the usual greeting: it is well.
        BusinessRefusal::BadGreeting(fault) => {
            UserError::invalid("greeting", &hebrew::template(fault, GREETING))
        }
        BusinessRefusal::Invalid { field: "reason", remedy: _ } => {
            UserError::invalid("reason", hebrew::REASON_WANTED)
        }
        BusinessRefusal::Invalid { field, remedy: _ } => UserError::invalid(field, hebrew::remedy(field)),
    }
}

/// The same error, where this input has the field.
fn owner(error: UserError) -> UserError {
    let field = match error.field.as_deref() {
        Some("email") => Some("ownerEmail".to_owned()),
        Some("name") => Some("ownerName".to_owned()),
        _ => error.field,
    };
    UserError { field, ..error }
}
