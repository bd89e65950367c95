//! `updateBusinessSettings`

use async_graphql::{Context, InputObject, MaybeUndefined, Object, SimpleObject};
use domain::StreamId;
use domain::business::{Amendment, Business as State, BusinessCommand, BusinessRefusal, GREETING, OpenHours};
use domain::template::TemplateFault;
use eventlog::CommandError;
use jiff::civil::Time;
use projections::ReadModel;

use super::lead_settings::{CustomFieldDefinitionInput, LeadStageInput, LeadViewInput};
use super::run::Run;
use crate::error::{Fault, UserError, UserErrorCode};
use crate::hebrew;
use crate::model::{AgentVoice, AgentsSee, Business, Holiday};

/// How the agency wants to be represented. Fields that are not given stay as they are.
#[derive(InputObject)]
pub(crate) struct UpdateBusinessSettingsInput {
    /// The agency's name, as said on the phone, 1 to 120 characters.
    name: Option<String>,
    /// The AI agent's name, 1 to 40 characters.
    agent_name: Option<String>,
    /// The voice it speaks with; null: the installation's own.
    voice: MaybeUndefined<AgentVoice>,
    /// What is said first, up to 600 characters. `{business}` and `{agent}` are replaced; `{recording_notice}` must be there.
    greeting: Option<String>,
    /// How long a meeting is, 15 to 480 minutes.
    meeting_minutes: Option<i32>,
    /// What is kept free between two meetings of one person, 0 to 120 minutes.
    buffer_minutes: Option<i32>,
    /// Holidays it works on as on any day, all of them.
    worked_holidays: Option<Vec<Holiday>>,
    /// Days a recording is kept, 1 to 365.
    recording_days: Option<i32>,
    /// Who is called when a caller asks for a person; null: nobody, the caller is called back.
    transfer_number: MaybeUndefined<String>,
    /// Which leads its agents see, at once: in open screens too.
    agents_see: Option<AgentsSee>,
    /// When meetings may be. Days that are not given stay as they are.
    hours: Option<Vec<DayHoursInput>>,
    /// The statuses of its leads, all of them, in the order of the board; `NEW` and `MEETING_SET` are always among them. One that
    /// leads stand in cannot be left out.
    lead_stages: Option<Vec<LeadStageInput>>,
    /// Its own fields of leads, all of them, in the order of the form.
    lead_fields: Option<Vec<CustomFieldDefinitionInput>>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// The lists of leads people come back to.
#[derive(InputObject)]
pub(crate) struct SaveLeadViewsInput {
    /// All of them, in the order of the menu.
    views: Vec<LeadViewInput>,
    /// A repeat with the same key is the same command.
    idempotency_key: Option<String>,
}

/// The open hours of one day of the week.
#[derive(InputObject)]
pub(crate) struct DayHoursInput {
    /// 0 is Sunday, 6 Saturday.
    weekday: i32,
    /// Its open stretches, in order and without overlap; none: closed.
    open: Vec<OpenHoursInput>,
}

/// One open stretch.
#[derive(InputObject)]
pub(crate) struct OpenHoursInput {
    /// Opening, as in `09:00`.
    from: String,
    /// Closing, as in `18:00`.
    to: String,
}

/// What became of the settings.
#[derive(SimpleObject, Debug)]
pub(crate) struct BusinessPayload {
    /// The business as it stands; null when nothing was done.
    business: Option<Business>,
    /// Why it was not done; empty when it was.
    user_errors: Vec<UserError>,
}

impl From<UserError> for BusinessPayload {
    fn from(error: UserError) -> Self {
        Self { business: None, user_errors: vec![error] }
    }
}

enum Outcome {
    Saved,
    NotFound,
    Invalid { field: &'static str },
    BadGreeting(TemplateFault),
    StatusInUse { message: String },
    TransferToItself,
    Conflict,
}

#[derive(Default)]
pub(crate) struct BusinessMutation;

#[Object]
impl BusinessMutation {
    /// Changes how the agency wants to be represented, from the next call on.
    async fn update_business_settings(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The settings to change.")] input: UpdateBusinessSettingsInput,
    ) -> Result<BusinessPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let outcome = match input.read() {
            Ok(amendment) => decide(&run, amendment).await?,
            Err(field) => Outcome::Invalid { field },
        };
        payload(&run, outcome).await
    }

    /// Saves the lists of leads people come back to, for everybody of the business.
    async fn save_lead_views(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The lists.")] input: SaveLeadViewsInput,
    ) -> Result<BusinessPayload, Fault> {
        let run = match Run::start(ctx, input.idempotency_key.as_deref())? {
            Ok(run) => run,
            Err(refused) => return Ok(refused.into()),
        };
        let views = input.views.into_iter().map(Into::into).collect();
        let amendment = Amendment { lead_views: Some(views), ..Amendment::default() };
        let outcome = decide(&run, amendment).await?;
        payload(&run, outcome).await
    }
}

/// A status that is to go while leads stand in it.
async fn abandoned(run: &Run<'_>, amendment: &Amendment) -> Result<Option<String>, Fault> {
    let Some(wanted) = &amendment.lead_statuses else { return Ok(None) };
    let state = run.services.bus.state::<State>(&StreamId::business(run.business())).await?;
    let held = state.settings().map(|settings| settings.leads.statuses.as_slice()).unwrap_or_default();
    let counts = run.services.reader().leads_by_status(&run.session.scope).await?;
    let leaving = held.iter().filter(|status| wanted.iter().all(|kept| kept.key != status.key));
    let in_use = leaving.filter_map(|status| Some((status, *counts.get(status.key.as_str())?)));
    Ok(in_use.map(|(status, leads)| hebrew::status_in_use(&status.name, leads)).next())
}

async fn decide(run: &Run<'_>, amendment: Amendment) -> Result<Outcome, Fault> {
    if let Some(Some(number)) = &amendment.transfer_number
        && run.owns(number).await?
    {
        return Ok(Outcome::TransferToItself);
    }
    if let Some(message) = abandoned(run, &amendment).await? {
        return Ok(Outcome::StatusInUse { message });
    }
    let stream = StreamId::business(run.business());
    let context = run.context("UpdateBusinessSettings", None);
    let command = BusinessCommand::AmendSettings { amendment: Box::new(amendment) };
    match run.execute::<State>(&stream, command, &context).await {
        Ok(committed) => {
            run.settle(&committed, &[ReadModel::Businesses, ReadModel::History]).await;
            Ok(Outcome::Saved)
        }
        Err(CommandError::Refused(BusinessRefusal::Unknown) | CommandError::OtherTenant) => {
            Ok(Outcome::NotFound)
        }
        Err(CommandError::Refused(BusinessRefusal::BadGreeting(fault))) => Ok(Outcome::BadGreeting(fault)),
        Err(CommandError::Refused(BusinessRefusal::Invalid { field, remedy: _ })) => {
            Ok(Outcome::Invalid { field })
        }
        Err(CommandError::Conflict) => Ok(Outcome::Conflict),
        Err(CommandError::Log(error)) => Err(error.into()),
    }
}

async fn payload(run: &Run<'_>, outcome: Outcome) -> Result<BusinessPayload, Fault> {
    Ok(match outcome {
        Outcome::Saved => {
            let row = run.services.reader().business(&run.session.scope).await?;
            BusinessPayload { business: row.map(Business::from), user_errors: Vec::new() }
        }
        Outcome::NotFound => {
            let message = hebrew::NO_BUSINESS.to_owned();
            UserError { field: None, message, code: UserErrorCode::NotFound }.into()
        }
        Outcome::Invalid { field } => UserError::invalid(field, hebrew::remedy(field)).into(),
        Outcome::BadGreeting(fault) => {
            UserError::invalid("greeting", &hebrew::template(&fault, GREETING)).into()
        }
        Outcome::StatusInUse { message } => UserError::invalid("leadStages", &message).into(),
        Outcome::TransferToItself => UserError::invalid("transferNumber", hebrew::OWN_TRANSFER).into(),
        Outcome::Conflict => UserError::conflict().into(),
    })
}

impl UpdateBusinessSettingsInput {
    /// What changes; the field that cannot be, otherwise.
    fn read(self) -> Result<Amendment, &'static str> {
        let whole = |number: Option<i32>, field| number.map(u16::try_from).transpose().map_err(|_| field);
        let mut amendment = Amendment {
            meeting_minutes: whole(self.meeting_minutes, "meetingMinutes")?,
            buffer_minutes: whole(self.buffer_minutes, "bufferMinutes")?,
            worked_holidays: self.worked_holidays.map(|all| all.into_iter().map(Into::into).collect()),
            recording_days: whole(self.recording_days, "recordingDays")?,
            transfer_number: match self.transfer_number {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(number) => Some(Some(number.parse().map_err(|_| "transferNumber")?)),
            },
            voice: match self.voice {
                MaybeUndefined::Undefined => None,
                MaybeUndefined::Null => Some(None),
                MaybeUndefined::Value(voice) => Some(Some(voice.into())),
            },
            agents_see: self.agents_see.map(Into::into),
            name: self.name,
            agent_name: self.agent_name,
            greeting: self.greeting,
            lead_statuses: self.lead_stages.map(|all| all.into_iter().map(Into::into).collect()),
            lead_fields: self
                .lead_fields
                .map(|all| all.into_iter().map(CustomFieldDefinitionInput::read).collect())
                .transpose()?,
            ..Amendment::default()
        };
        for day in self.hours.into_iter().flatten() {
            let (weekday, open) = day.read().ok_or("hours")?;
            amendment.hours[weekday] = Some(open);
        }
        Ok(amendment)
    }
}

impl DayHoursInput {
    /// Which day of the week, and when it is open; `None`: there is no such day, or hour.
    pub(super) fn read(&self) -> Option<(usize, Vec<OpenHours>)> {
        let weekday = usize::try_from(self.weekday).ok().filter(|day| *day < 7)?;
        Some((weekday, self.open.iter().map(OpenHoursInput::read).collect::<Option<_>>()?))
    }
}

impl OpenHoursInput {
    fn read(&self) -> Option<OpenHours> {
        let time = |text: &str| Time::strptime("%H:%M", text).ok();
        Some(OpenHours { from: time(&self.from)?, to: time(&self.to)? })
    }
}
