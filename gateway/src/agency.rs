//! Whose call it is: the dialled number's business, and the default one when nobody owns the number (A4).
//!
//! # Contract
//! Read from the log itself, so that the first call after a claim finds its business. Any number of first calls at once open
//! one default business: opening, publishing and lending are each decided by one stream. A number that nobody owns is only lent
//! to the default business: its true one claims it whenever it is told to be its.

use domain::{
    StreamId,
    business::{Business, BusinessCommand, BusinessRefusal, Settings},
    ids::BusinessId,
    number::{Number, NumberCommand, NumberRefusal},
    prompt::{Prompt, PromptCommand},
    values::{Channel, Party, PhoneNumber},
};
use eventlog::{CommandBus, CommandError, Context, LogError};

use crate::cause::Cause;

/// What the default business is called until its owner names it.
const DEFAULT_NAME: &str = "סוכנות הנדל״ן";

/// What the agent on the phone is told to be, until its owner writes better.
pub const DEFAULT_PROMPT: &str = "\
את {agent}, הנציגה הקולית של {business}. את עונה לטלפון בעברית, בנימוס ובקצרה: משפט או שניים בכל תור.
המטרה: להבין מה הפונה מחפש (קנייה, שכירות, מכירה או השכרה; עיר; מספר חדרים; תקציב), לברר את שמו ולקבוע פגישה.
שאלי שאלה אחת בכל פעם. רשמי כל פרט ברגע שנאמר. הציעי רק מועדים פנויים. אל תמציאי נכסים, מחירים או הבטחות.
כשנקבעה פגישה חזרי על היום והשעה, ודאי שהם נכונים והיפרדי. אם מבקשים אדם, העבירי.";

/// Why an agency could not be found or opened.
#[derive(Debug, thiserror::Error)]
pub enum AgencyError {
    /// The log did not answer.
    #[error("{0}")]
    Log(#[from] LogError),
    /// Too many at once; a repeat will do.
    #[error("the agency is being changed by somebody else")]
    Busy,
    /// Its settings cannot be.
    #[error("{0}")]
    Settings(BusinessRefusal),
    /// The number is somebody else's.
    #[error("the number belongs to another business")]
    NumberTaken,
}

/// The business a call to this number belongs to; opens the default one when nobody has it.
pub async fn of_dialled(bus: &CommandBus, dialled: &Party) -> Result<BusinessId, AgencyError> {
    let default = BusinessId::default_business();
    let Some(number) = dialled.phone() else {
        open_default(bus).await?;
        return Ok(default);
    };
    if let Some(business) = bus.state::<Number>(&StreamId::number(number)).await?.business() {
        return Ok(business);
    }
    open_default(bus).await?;
    // Under no business: the stream would be the default one's for good.
    let cause = Cause::system(format!("lend:{default}:{number}"));
    ask_for(bus, number, NumberCommand::Lend { business: default }, &cause.of("LendNumber")).await
}

/// Opens the business an installation opens by itself.
pub async fn open_default(bus: &CommandBus) -> Result<(), AgencyError> {
    open(bus, BusinessId::default_business(), Settings::usual(DEFAULT_NAME), DEFAULT_PROMPT).await
}

/// Opens a business with a first prompt that speaks. One that is open already keeps its settings and its prompt.
pub async fn open(
    bus: &CommandBus,
    business: BusinessId,
    settings: Settings,
    prompt: &str,
) -> Result<(), AgencyError> {
    let stream = StreamId::business(business);
    let prompts = StreamId::prompt(business, Channel::Calls);
    let speaks = bus.state::<Prompt>(&prompts).await?.active.is_some();
    if speaks && bus.state::<Business>(&stream).await?.settings().is_some() {
        return Ok(());
    }
    let cause = Cause::system(format!("open:{business}")).within(business);
    bus.execute::<Business>(&stream, BusinessCommand::Open { settings }, &cause.part("open", "OpenBusiness"))
        .await
        .map_err(failed(AgencyError::Settings))?;
    if bus.state::<Prompt>(&prompts).await?.versions.is_empty() {
        let publish = PromptCommand::PublishVersion { text: prompt.to_owned() };
        let context = cause.part("publish", "PublishPromptVersion");
        bus.execute::<Prompt>(&prompts, publish, &context).await.map_err(failed(|_| AgencyError::Busy))?;
    }
    if bus.state::<Prompt>(&prompts).await?.active.is_none() {
        let context = cause.part("activate", "ActivatePromptVersion");
        let activate = PromptCommand::ActivateVersion { version: 1 };
        bus.execute::<Prompt>(&prompts, activate, &context).await.map_err(failed(|_| AgencyError::Busy))?;
    }
    Ok(())
}

/// Gives a number to a business; whose it is in the end, when somebody was faster.
pub async fn claim(
    bus: &CommandBus,
    business: BusinessId,
    number: &PhoneNumber,
) -> Result<BusinessId, AgencyError> {
    let cause = Cause::system(format!("claim:{business}:{number}")).within(business);
    ask_for(bus, number, NumberCommand::Claim { business }, &cause.of("ClaimNumber")).await
}

/// Who answers a number after this was asked.
async fn ask_for(
    bus: &CommandBus,
    number: &PhoneNumber,
    command: NumberCommand,
    context: &Context,
) -> Result<BusinessId, AgencyError> {
    let stream = StreamId::number(number);
    match bus.execute::<Number>(&stream, command, context).await {
        // The stream may be another tenant's: then the number is theirs.
        Ok(_) | Err(CommandError::OtherTenant) => {
            bus.state::<Number>(&stream).await?.business().ok_or(AgencyError::Busy)
        }
        Err(CommandError::Refused(NumberRefusal::Taken { by })) => Ok(by),
        Err(CommandError::Conflict) => Err(AgencyError::Busy),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

/// Whether somebody's number is one that is dialled to reach the business itself: then it is nobody's, and makes no lead.
pub async fn owns(bus: &CommandBus, business: BusinessId, party: &Party) -> Result<bool, LogError> {
    let Some(number) = party.phone() else { return Ok(false) };
    Ok(bus.state::<Number>(&StreamId::number(number)).await?.business() == Some(business))
}

fn failed<R>(refused: impl FnOnce(R) -> AgencyError) -> impl FnOnce(CommandError<R>) -> AgencyError {
    move |error| match error {
        CommandError::Refused(refusal) => refused(refusal),
        CommandError::Conflict | CommandError::OtherTenant => AgencyError::Busy,
        CommandError::Log(error) => AgencyError::Log(error),
    }
}
