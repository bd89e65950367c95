//! What each event does to the fields people see, in words of the screen.

use std::collections::BTreeMap;

use domain::Event;
use domain::business::{BusinessEvent, Settings};
use domain::calendar::CalendarEvent;
use domain::call::{CallEvent, CallStatus};
use domain::lead::LeadEvent;
use domain::prompt::PromptEvent;
use domain::reminder::ReminderEvent;
use domain::user::{Device, UserEvent};
use domain::values::TimeSlot;
use jiff::Timestamp;
use serde::Serialize;

use super::FieldChange;
use crate::fact_text;

/// One effect of an event.
pub(super) enum Effect {
    /// The field holds this from then on; `None`: nothing.
    Set(&'static str, Option<String>),
    /// Something was added to a list that only grows.
    Add(&'static str, String),
}

use Effect::{Add, Set};

/// The changes an event makes to an entity's fields, which are brought up to date.
pub(super) fn changes(effects: Vec<Effect>, fields: &mut BTreeMap<String, String>) -> Vec<FieldChange> {
    let change =
        |field: &str, old_value, new_value| FieldChange { field: field.to_owned(), old_value, new_value };
    let mut changes = Vec::new();
    for effect in effects {
        match effect {
            Add(field, value) => changes.push(change(field, None, Some(value))),
            Set(field, value) => {
                let old = match &value {
                    Some(value) => fields.insert(field.to_owned(), value.clone()),
                    None => fields.remove(field),
                };
                if old != value {
                    changes.push(change(field, old, value));
                }
            }
        }
    }
    changes
}

/// What an event does. `fields` are the entity's before it.
pub(super) fn effects(event: &Event, key: &str, fields: &BTreeMap<String, String>) -> Vec<Effect> {
    match event {
        Event::Call(event) => of_call(event, fields),
        Event::Lead(event) => of_lead(event),
        Event::Calendar(event) => of_meeting(event),
        Event::Prompt(event) => of_prompt(event),
        Event::Reminder(event) => of_reminder(event),
        Event::Business(event) => of_business(event),
        Event::Number(_) => vec![Add("numbers", key.to_owned())],
        Event::User(event) => of_user(event),
    }
}

fn of_call(event: &CallEvent, fields: &BTreeMap<String, String>) -> Vec<Effect> {
    match event {
        CallEvent::LineIdentified { line, at: _ } => vec![
            Set("direction", Some(line.direction.as_str().to_owned())),
            Set("fromNumber", Some(line.from.to_string())),
            Set("toNumber", Some(line.to.to_string())),
        ],
        CallEvent::StatusReported { status, duration_seconds, at: _ } => {
            let mut effects = vec![further(*status, fields)];
            if let Some(seconds) = duration_seconds {
                effects.push(Set("durationSeconds", Some(seconds.to_string())));
            }
            effects
        }
        CallEvent::StreamReported { stream, report, error, at: _ } => {
            let words = error.as_ref().map_or_else(String::new, |error| format!(": {error}"));
            vec![Add("stream", format!("{stream} {}{words}", name(report)))]
        }
        CallEvent::StreamStarted { stream, at: _ } => {
            vec![further(CallStatus::InProgress, fields), Set("streamSid", Some(stream.to_string()))]
        }
        CallEvent::RecordingReported { recording, status, .. } => {
            vec![Add("recording", format!("{recording} {}", status.as_str()))]
        }
        CallEvent::WaveformKept { recording, waveform: _ } => vec![Add("waveform", recording.to_string())],
        CallEvent::UtteranceRecorded { utterance } => vec![Add("caller", utterance.text.clone())],
        CallEvent::ReplyRecorded { reply } => vec![Add("agent", reply.text.clone())],
        CallEvent::LeadAttached { lead } => vec![Set("lead", Some(lead.to_string()))],
        CallEvent::MeetingAttached { meeting } => vec![Add("meetings", meeting.to_string())],
        CallEvent::TransferRequested { to, at: _ } => vec![Set("transferTo", Some(to.to_string()))],
        CallEvent::TransferReported { outcome, at: _ } => {
            vec![Set("transferOutcome", Some(outcome.as_str().to_owned()))]
        }
        CallEvent::EndRequested { at } => vec![Add("endRequested", at.to_string())],
        CallEvent::Ended { reason, at: _ } => {
            let over = CallStatus::derive(held(fields), false, Some(*reason));
            vec![further(over, fields), Set("endReason", Some(reason.as_str().to_owned()))]
        }
        CallEvent::Summarised { summary } => vec![Set("summary", Some(summary.clone()))],
    }
}

/// A status shows only when it is further than the one held, as in the call itself; and a final one stays.
fn further(status: CallStatus, fields: &BTreeMap<String, String>) -> Effect {
    let status = held(fields).map_or(status, |held| held.max(status));
    Set("status", Some(status.as_str().to_owned()))
}

fn held(fields: &BTreeMap<String, String>) -> Option<CallStatus> {
    let held = fields.get("status")?;
    CallStatus::ALL.into_iter().find(|known| known.as_str() == held)
}

fn of_lead(event: &LeadEvent) -> Vec<Effect> {
    match event {
        LeadEvent::Created { phone, status, business: _ } => {
            vec![Set("phone", Some(phone.to_string())), Set("status", Some(status.to_string()))]
        }
        LeadEvent::DetailsChanged { facts, cleared, source: _ } => {
            let set = facts.iter().map(|fact| Set(fact.field().as_str(), Some(fact_text(fact))));
            set.chain(cleared.iter().map(|field| Set(field.as_str(), None))).collect()
        }
        LeadEvent::StatusChanged { to, from: _ } => vec![Set("status", Some(to.to_string()))],
        LeadEvent::NoteAdded { text, key: _ } => vec![Add("notes", text.clone())],
        LeadEvent::CallLinked { call } => vec![Add("calls", call.to_string())],
        LeadEvent::Assigned { to, from: _ } => vec![Set("assignee", to.map(|user| user.to_string()))],
        LeadEvent::TagsChanged { added, removed } => {
            let off = removed.iter().map(|tag| Add("untagged", tag.to_string()));
            added.iter().map(|tag| Add("tags", tag.to_string())).chain(off).collect()
        }
        LeadEvent::CustomChanged { set, cleared } => {
            // One entry names them all: the business's own fields have no names of the screen's.
            let set = set.iter().map(|fact| Add("custom", format!("{}: {}", fact.field, fact.value)));
            set.chain(cleared.iter().map(|field| Add("custom", format!("{field}:")))).collect()
        }
        LeadEvent::Absorbed { lead, facts, .. } => {
            let facts = facts.iter().map(|fact| Set(fact.field().as_str(), Some(fact_text(fact))));
            std::iter::once(Add("absorbed", lead.to_string())).chain(facts).collect()
        }
        LeadEvent::MergedInto { lead } => vec![Set("mergedInto", Some(lead.to_string()))],
        LeadEvent::Parted { lead } => vec![Add("parted", lead.to_string())],
        LeadEvent::SplitOff { .. } => vec![Set("mergedInto", None)],
        LeadEvent::Withdrawn => vec![Add("withdrawn", String::new())],
        LeadEvent::Forgotten => Vec::new(),
    }
}

fn of_meeting(event: &CalendarEvent) -> Vec<Effect> {
    match event {
        CalendarEvent::Booked { meeting, id: _ } | CalendarEvent::MovedIn { meeting, id: _ } => {
            let mut effects = slot(meeting.slot);
            effects.push(Set("status", Some("BOOKED".to_owned())));
            effects.push(Set("subject", Some(meeting.subject.clone())));
            effects.push(Set("agent", Some(meeting.agent.to_string())));
            effects.push(Set("lead", meeting.lead.map(|lead| lead.to_string())));
            effects
        }
        CalendarEvent::Rescheduled { to, .. } | CalendarEvent::MovedAway { to, .. } => slot(*to),
        CalendarEvent::Cancelled { reason, id: _ } => {
            vec![Set("status", Some("CANCELLED".to_owned())), Set("reason", reason.clone())]
        }
    }
}

fn slot(slot: TimeSlot) -> Vec<Effect> {
    vec![Set("start", Some(slot.start().to_string())), Set("end", Some(slot.end().to_string()))]
}

fn of_prompt(event: &PromptEvent) -> Vec<Effect> {
    match event {
        PromptEvent::VersionPublished { version, text: _ } => vec![Add("versions", version.to_string())],
        PromptEvent::VersionActivated { version } => vec![Set("active", Some(version.to_string()))],
    }
}

fn of_reminder(event: &ReminderEvent) -> Vec<Effect> {
    let due = |due: &Timestamp| Set("due", Some(due.to_string()));
    match event {
        ReminderEvent::Created { reminder } => vec![
            Set("text", Some(reminder.text.clone())),
            Set("assignee", Some(reminder.assignee.to_string())),
            Set("lead", reminder.lead.map(|lead| lead.to_string())),
            due(&reminder.due),
            Set("repeat", Some(reminder.repeat.as_str().to_owned())),
            Set("status", Some("OPEN".to_owned())),
        ],
        ReminderEvent::Reworded { text } => vec![Set("text", Some(text.clone()))],
        ReminderEvent::Reassigned { to } => vec![Set("assignee", Some(to.to_string()))],
        ReminderEvent::Rescheduled { due: at, repeat } => {
            vec![due(at), Set("repeat", Some(repeat.as_str().to_owned()))]
        }
        ReminderEvent::Snoozed { until } => vec![due(until)],
        ReminderEvent::CameDue { due } => vec![Add("cameDue", due.to_string())],
        ReminderEvent::Acknowledged => Vec::new(),
        ReminderEvent::Completed { due: done, next } => {
            let stands = if next.is_some() { "OPEN" } else { "DONE" };
            let next = next.as_ref().map(due);
            [Add("done", done.to_string()), Set("status", Some(stands.to_owned()))]
                .into_iter()
                .chain(next)
                .collect()
        }
        ReminderEvent::Reopened { due: at, .. } => vec![Set("status", Some("OPEN".to_owned())), due(at)],
        ReminderEvent::Cancelled => vec![Set("status", Some("CANCELLED".to_owned()))],
        ReminderEvent::Restored => vec![Set("status", Some("DONE".to_owned()))],
    }
}

fn of_business(event: &BusinessEvent) -> Vec<Effect> {
    match event {
        BusinessEvent::Opened { settings } | BusinessEvent::SettingsChanged { settings } => {
            of_settings(settings)
        }
        BusinessEvent::Suspended { reason } => vec![Set("suspended", Some(reason.clone()))],
        BusinessEvent::Resumed => vec![Set("suspended", None)],
        BusinessEvent::SupportEntered { reason } => vec![Add("support", reason.clone())],
    }
}

fn of_user(event: &UserEvent) -> Vec<Effect> {
    let from = |device: &Device| format!("{} {}", device.address, device.agent);
    match event {
        UserEvent::Registered { email, name, role, .. } | UserEvent::Invited { email, name, role, .. } => {
            vec![
                Set("email", Some(email.clone())),
                Set("name", Some(name.clone())),
                Set("role", Some(role.as_str().to_owned())),
            ]
        }
        UserEvent::InvitationAccepted { name, password: _ } => vec![Set("name", Some(name.clone()))],
        UserEvent::RoleChanged { role } => vec![Set("role", Some(role.as_str().to_owned()))],
        UserEvent::Deactivated | UserEvent::Removed => vec![Set("inactive", Some(true.to_string()))],
        UserEvent::Reactivated => vec![Set("inactive", None)],
        UserEvent::SignedIn { device, .. } | UserEvent::SignInRefused { device, at: _ } => {
            vec![Add("from", from(device))]
        }
        UserEvent::SessionEnded { why, session: _ } => vec![Add("why", name(why))],
        UserEvent::SecondFactorEnabled { step: _ } => vec![Set("secondFactor", Some(true.to_string()))],
        UserEvent::SecondFactorDisabled => vec![Set("secondFactor", None)],
        UserEvent::BusinessEntered { business, session: _ } => vec![Add("support", business.to_string())],
        UserEvent::ScheduleChanged { schedule } => vec![
            Set("hours", schedule.hours.as_ref().and_then(|hours| serde_json::to_string(hours).ok())),
            Set("bufferMinutes", schedule.buffer_minutes.map(|minutes| minutes.to_string())),
        ],
        UserEvent::CalendarFeedIssued { feed } => vec![Set("calendarFeed", Some(feed.issued_at.to_string()))],
        UserEvent::CalendarFeedRevoked => vec![Set("calendarFeed", None)],
        UserEvent::PushAllowed { target, session: _ } => vec![Add("push", target.service.clone())],
        UserEvent::PasswordChanged { .. }
        | UserEvent::PushStopped { .. }
        | UserEvent::PasswordResetAsked { .. }
        | UserEvent::SecondFactorBegun { .. }
        | UserEvent::SessionRenewed { .. }
        | UserEvent::BusinessLeft { .. } => Vec::new(),
    }
}

fn of_settings(settings: &Settings) -> Vec<Effect> {
    vec![
        Set("name", Some(settings.name.clone())),
        Set("agentName", Some(settings.agent_name.clone())),
        Set("voice", settings.voice.as_ref().map(name)),
        Set("greeting", Some(settings.greeting.clone())),
        Set("calendarAgent", settings.calendar_agent.map(|agent| agent.to_string())),
        Set("hours", serde_json::to_string(&settings.hours).ok()),
        Set("meetingMinutes", Some(settings.meeting_minutes.to_string())),
        Set("bufferMinutes", Some(settings.buffer_minutes.to_string())),
        Set("workedHolidays", serde_json::to_string(&settings.worked_holidays).ok()),
        Set("recordingDays", Some(settings.recording_days.to_string())),
        Set("transferNumber", settings.transfer_number.as_ref().map(ToString::to_string)),
        Set("agentsSee", Some(settings.agents_see.as_str().to_owned())),
        Set("leadStages", serde_json::to_string(&settings.leads.statuses).ok()),
        Set("leadFields", serde_json::to_string(&settings.leads.fields).ok()),
        Set("leadViews", serde_json::to_string(&settings.leads.views).ok()),
    ]
}

/// An enumeration's name in JSON.
fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        Ok(other) => other.to_string(),
        Err(_) => String::new(),
    }
}
