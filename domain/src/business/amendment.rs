use super::{AgentsSee, FieldDefinition, LeadView, OpenHours, Settings, StatusDefinition};
use crate::values::{PhoneNumber, Voice};

/// The settings that change; the others stay as they are when it is decided.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Amendment {
    /// The agency's name.
    pub name: Option<String>,
    /// The AI agent's name.
    pub agent_name: Option<String>,
    /// The voice it speaks with; `Some(None)`: the installation's own.
    pub voice: Option<Option<Voice>>,
    /// What is said first.
    pub greeting: Option<String>,
    /// How long a meeting is, in minutes.
    pub meeting_minutes: Option<u16>,
    /// Days a recording is kept.
    pub recording_days: Option<u16>,
    /// Who is called when a caller asks for a person; `Some(None)`: nobody.
    pub transfer_number: Option<Option<PhoneNumber>>,
    /// Which leads its agents see.
    pub agents_see: Option<AgentsSee>,
    /// The open hours of the days that change; index 0 is Sunday.
    pub hours: [Option<Vec<OpenHours>>; 7],
    /// The statuses of its leads, all of them.
    pub lead_statuses: Option<Vec<StatusDefinition>>,
    /// Its own fields of leads, all of them.
    pub lead_fields: Option<Vec<FieldDefinition>>,
    /// Its saved views of leads, all of them.
    pub lead_views: Option<Vec<LeadView>>,
}

impl Amendment {
    /// These settings with the changes laid over them.
    pub(super) fn over(&self, held: &Settings) -> Settings {
        let mut settings = held.clone();
        lay(&mut settings.name, self.name.as_ref());
        lay(&mut settings.agent_name, self.agent_name.as_ref());
        lay(&mut settings.voice, self.voice.as_ref());
        lay(&mut settings.greeting, self.greeting.as_ref());
        lay(&mut settings.meeting_minutes, self.meeting_minutes.as_ref());
        lay(&mut settings.recording_days, self.recording_days.as_ref());
        lay(&mut settings.transfer_number, self.transfer_number.as_ref());
        lay(&mut settings.agents_see, self.agents_see.as_ref());
        for (day, changed) in settings.hours.0.iter_mut().zip(&self.hours) {
            lay(day, changed.as_ref());
        }
        lay(&mut settings.leads.statuses, self.lead_statuses.as_ref());
        lay(&mut settings.leads.fields, self.lead_fields.as_ref());
        lay(&mut settings.leads.views, self.lead_views.as_ref());
        settings
    }
}

fn lay<T: Clone>(held: &mut T, changed: Option<&T>) {
    if let Some(changed) = changed {
        held.clone_from(changed);
    }
}
