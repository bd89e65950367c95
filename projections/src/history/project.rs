//! Every event into the history of the entity it is about.

use std::collections::BTreeMap;

use domain::Event;
use domain::call::CallEvent;
use domain::ids::BusinessId;
use domain::lead::LeadEvent;
use domain::number::NumberEvent;
use domain::reminder::ReminderEvent;
use domain::user::UserEvent;
use eventlog::Recorded;

use super::audit;
use super::effect::{changes, effects};
use super::table::{StoredAudit, StoredEntry, Subject};
use super::{AuditKind, AuditRow, EntityType, HistoryRow};
use crate::meetings::meeting_of;
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows};

/// The histories at hand.
#[derive(Default)]
pub(crate) struct HistoryRows {
    entries: Rows<StoredEntry>,
    subjects: Rows<Subject>,
    audit: Rows<StoredAudit>,
}

/// `LEAD/{id}`: the first column of both tables.
pub(crate) fn subject(entity: EntityType, id: impl std::fmt::Display) -> String {
    format!("{}/{id}", entity.as_str())
}

/// The entity an event is about. That a session goes on, every quarter of an hour, is no news.
fn subject_of(recorded: &Recorded) -> Option<String> {
    let key = recorded.stream.key();
    Some(match &recorded.event {
        Event::Call(_) => subject(EntityType::Call, key),
        Event::Lead(_) => subject(EntityType::Lead, key),
        Event::Calendar(event) => subject(EntityType::Meeting, meeting_of(event)),
        Event::Prompt(_) => subject(EntityType::Prompt, key),
        Event::Reminder(_) => subject(EntityType::Reminder, key),
        Event::Business(_) => subject(EntityType::Business, key),
        Event::Number(NumberEvent::Claimed { business } | NumberEvent::Lent { business }) => {
            subject(EntityType::Business, business)
        }
        Event::User(UserEvent::SessionRenewed { .. }) => return None,
        Event::User(_) => subject(EntityType::User, format_args!("{}/{key}", business_of(recorded)?)),
    })
}

/// Whose the entity is, when this event tells.
fn business_of(recorded: &Recorded) -> Option<BusinessId> {
    let told = match &recorded.event {
        Event::Call(CallEvent::LineIdentified { line, at: _ }) => Some(line.business),
        Event::Lead(LeadEvent::Created { business, .. })
        | Event::Number(NumberEvent::Claimed { business } | NumberEvent::Lent { business })
        | Event::User(UserEvent::Registered { business, .. } | UserEvent::Invited { business, .. }) => {
            Some(*business)
        }
        Event::Business(_) => recorded.stream.key().parse().ok(),
        Event::Reminder(ReminderEvent::Created { reminder }) => Some(reminder.business),
        Event::Call(_)
        | Event::Lead(_)
        | Event::Calendar(_)
        | Event::Prompt(_)
        | Event::User(_)
        | Event::Reminder(_) => None,
    };
    told.or(recorded.metadata.business)
}

impl Projector for HistoryRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        subject_of(recorded)
    }

    fn project(&mut self, recorded: &Recorded) {
        let Some(key) = subject_of(recorded) else { return };
        let mut subject = self.subjects.get(&key).cloned().unwrap_or_else(|| Subject {
            key: key.clone(),
            business: None,
            fields: BTreeMap::new(),
        });
        subject.business = subject.business.or_else(|| business_of(recorded));
        let effects = effects(&recorded.event, recorded.stream.key(), &subject.fields);
        let changes = changes(effects, &mut subject.fields);
        self.note(recorded, &subject);
        self.subjects.put(subject);
        let told = &recorded.metadata;
        self.entries.put(StoredEntry {
            subject: key,
            entry: HistoryRow {
                position: recorded.position,
                at: whole_micros(told.recorded_at),
                event_type: recorded.event_type.clone(),
                command: told.command.clone(),
                command_id: told.command_id.clone(),
                causation_id: told.causation_id.clone(),
                correlation_id: told.correlation_id.clone(),
                actor: told.actor.clone(),
                changes,
                payload: payload(&recorded.event),
            },
        });
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.entries, &mut self.subjects, &mut self.audit]
    }
}

impl HistoryRows {
    /// Into the audit, when it belongs there.
    fn note(&mut self, recorded: &Recorded, subject: &Subject) {
        let Some((kind, note)) = audit::of(&recorded.event) else { return };
        let name = match kind {
            // What they were called is what was to be forgotten.
            AuditKind::PersonErased => Some(recorded.stream.key().to_owned()),
            AuditKind::SignedIn
            | AuditKind::SignInRefused
            | AuditKind::SupportEntered
            | AuditKind::SupportLeft
            | AuditKind::BusinessOpened
            | AuditKind::BusinessSuspended
            | AuditKind::BusinessResumed => {
                subject.fields.get("email").or_else(|| subject.fields.get("name")).cloned()
            }
        };
        self.audit.put(StoredAudit {
            subject: subject.key.clone(),
            entry: AuditRow {
                position: recorded.position,
                at: whole_micros(recorded.metadata.recorded_at),
                kind,
                business: subject.business,
                name,
                actor: recorded.metadata.actor.clone(),
                note,
            },
        });
    }
}

/// The event as JSON. Events are plain data: writing them cannot fail.
fn payload(event: &Event) -> String {
    match event {
        Event::Business(event) => serde_json::to_string(event),
        Event::Number(event) => serde_json::to_string(event),
        Event::User(event) => serde_json::to_string(&without_proofs(event)),
        Event::Call(event) => serde_json::to_string(event),
        Event::Lead(event) => serde_json::to_string(event),
        Event::Calendar(event) => serde_json::to_string(event),
        Event::Prompt(event) => serde_json::to_string(event),
        Event::Reminder(event) => serde_json::to_string(event),
    }
    .unwrap_or_default()
}

/// A user's event without what proves who somebody is: people read histories.
fn without_proofs(event: &UserEvent) -> serde_json::Value {
    let mut json = serde_json::to_value(event).unwrap_or_default();
    if let Some(fields) = json.as_object_mut() {
        fields.retain(|name, _| !["password", "grant", "nonce", "target"].contains(&name.as_str()));
    }
    json
}
