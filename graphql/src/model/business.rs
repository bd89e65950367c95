//! The agency.

use async_graphql::{ID, SimpleObject};
use domain::business::WeeklyHours;
use projections::BusinessRow;

use super::lead_settings::{self, CustomField, LeadStage, LeadView};
use super::{AgentVoice, AgentsSee, DateTime};

/// An agency, and how it wants to be represented.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct Business {
    /// Its identity.
    id: ID,
    /// Its name, as said on the phone.
    name: String,
    /// The AI agent's name.
    agent_name: String,
    /// The voice it speaks with; null: the installation's own.
    voice: Option<AgentVoice>,
    /// What is said first; `{business}`, `{agent}` and `{recording_notice}` are replaced as it is spoken.
    greeting: String,
    /// The numbers that are dialled to reach it.
    numbers: Vec<String>,
    /// How long a meeting is, in minutes.
    meeting_minutes: u16,
    /// Days a recording is kept.
    recording_days: u16,
    /// Who is called when a caller asks for a person; null: nobody, the caller is called back.
    transfer_number: Option<String>,
    /// Which leads its agents see, with all that hangs on them.
    agents_see: AgentsSee,
    /// When meetings may be: seven days, Sunday first.
    hours: Vec<DayHours>,
    /// Whether whoever runs the installation has closed it for the time being.
    suspended: bool,
    /// When it was opened.
    opened_at: DateTime,
    /// The statuses of its leads, in the order of the board.
    lead_stages: Vec<LeadStage>,
    /// Its own fields of leads, in the order of the form.
    lead_fields: Vec<CustomField>,
    /// Lists of leads people come back to.
    lead_views: Vec<LeadView>,
}

/// The open hours of one day of the week.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct DayHours {
    /// 0 is Sunday, 6 Saturday.
    weekday: u8,
    /// Its open stretches, in order; none: closed.
    open: Vec<OpenHours>,
}

/// One open stretch, in civil time of Israel.
#[derive(SimpleObject, Debug, Clone)]
pub(crate) struct OpenHours {
    /// Opening, as in `09:00`.
    from: String,
    /// Closing, as in `18:00`.
    to: String,
}

impl From<BusinessRow> for Business {
    fn from(row: BusinessRow) -> Self {
        let settings = row.settings;
        let (lead_stages, lead_fields, lead_views) = lead_settings::shown(settings.leads);
        Self {
            id: row.id.to_string().into(),
            name: settings.name,
            agent_name: settings.agent_name,
            voice: settings.voice.map(AgentVoice::from),
            greeting: settings.greeting,
            numbers: row.numbers.iter().map(ToString::to_string).collect(),
            meeting_minutes: settings.meeting_minutes,
            recording_days: settings.recording_days,
            transfer_number: settings.transfer_number.as_ref().map(ToString::to_string),
            agents_see: settings.agents_see.into(),
            hours: week(&settings.hours),
            suspended: row.suspended,
            opened_at: row.opened_at.into(),
            lead_stages,
            lead_fields,
            lead_views,
        }
    }
}

fn week(hours: &WeeklyHours) -> Vec<DayHours> {
    let stretch = |open: &domain::business::OpenHours| OpenHours {
        from: open.from.strftime("%H:%M").to_string(),
        to: open.to.strftime("%H:%M").to_string(),
    };
    (0..)
        .zip(&hours.0)
        .map(|(weekday, open)| DayHours { weekday, open: open.iter().map(stretch).collect() })
        .collect()
}
