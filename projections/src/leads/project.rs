//! Lead events into rows.

use domain::Category;
use domain::Event;
use domain::ids::LeadId;
use domain::lead::{Field, LeadDetails, LeadEvent, LeadFact};
use domain::values::Source;
use eventlog::Recorded;

use super::table::{LeadCall, StoredLead};
use super::{LeadRow, NoteRow, ProvenanceRow, fact_text};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows, Version, put_version};

/// The rows of the leads at hand.
#[derive(Default)]
pub(crate) struct LeadRows {
    pub(super) leads: Rows<StoredLead>,
    pub(super) calls: Rows<LeadCall>,
    pub(super) notes: Rows<NoteRow>,
    pub(super) provenance: Rows<ProvenanceRow>,
    pub(super) versions: Rows<Version<StoredLead>>,
}

impl Projector for LeadRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::Lead).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        if let (Event::Lead(event), Ok(id)) = (&recorded.event, recorded.stream.key().parse::<LeadId>()) {
            self.fold(id, event, recorded);
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![&mut self.leads, &mut self.calls, &mut self.notes, &mut self.provenance, &mut self.versions]
    }
}

impl LeadRows {
    fn fold(&mut self, id: LeadId, event: &LeadEvent, recorded: &Recorded) {
        let at = whole_micros(recorded.metadata.recorded_at);
        match event {
            LeadEvent::Created { business, phone, status } => {
                let lead = LeadRow {
                    id,
                    business: *business,
                    phone: phone.clone(),
                    status: status.clone(),
                    details: LeadDetails::default(),
                    created_at: at,
                    updated_at: at,
                };
                put_version(
                    &mut self.leads,
                    &mut self.versions,
                    StoredLead { row: lead, since: 0 },
                    at.as_microsecond(),
                );
            }
            LeadEvent::DetailsChanged { facts, cleared, source } => {
                for fact in facts {
                    self.trace(id, fact.field(), Some(fact_text(fact)), source.as_ref(), recorded);
                }
                for field in cleared {
                    self.trace(id, *field, None, source.as_ref(), recorded);
                }
                self.change(id, recorded, |lead| change_details(&mut lead.details, facts, cleared));
            }
            LeadEvent::StatusChanged { to, from: _ } => {
                self.change(id, recorded, |lead| lead.status = to.clone());
            }
            LeadEvent::NoteAdded { key, text } => {
                self.notes.put(NoteRow {
                    lead: id,
                    key: key.clone(),
                    text: text.clone(),
                    at,
                    author: recorded.metadata.actor.clone(),
                    position: recorded.position,
                });
                self.change(id, recorded, |_| {});
            }
            LeadEvent::CallLinked { call } => {
                self.calls.put(LeadCall { lead: id, call: call.clone() });
                self.change(id, recorded, |_| {});
            }
        }
    }

    fn change(&mut self, id: LeadId, recorded: &Recorded, change: impl FnOnce(&mut LeadRow)) {
        // `Created` comes first in every stream this product writes.
        let Some(mut lead) = self.leads.get(&id).cloned() else { return };
        change(&mut lead.row);
        lead.row.updated_at = whole_micros(recorded.metadata.recorded_at);
        put_version(
            &mut self.leads,
            &mut self.versions,
            lead,
            recorded.metadata.recorded_at.as_microsecond(),
        );
    }

    fn trace(
        &mut self,
        lead: LeadId,
        field: Field,
        value: Option<String>,
        source: Option<&Source>,
        recorded: &Recorded,
    ) {
        let old_value = self.provenance.get(&(lead, field)).and_then(|held| held.value.clone());
        self.provenance.put(ProvenanceRow {
            lead,
            field,
            value,
            old_value,
            changed_at: whole_micros(recorded.metadata.recorded_at),
            actor: recorded.metadata.actor.clone(),
            command: recorded.metadata.command.clone(),
            position: recorded.position,
            source: source.cloned(),
        });
    }
}

fn change_details(details: &mut LeadDetails, facts: &[LeadFact], cleared: &[Field]) {
    for fact in facts {
        details.set(fact.clone());
    }
    for field in cleared {
        details.clear(*field);
    }
}
