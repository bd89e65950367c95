//! Lead events into rows.

use domain::ids::{BusinessId, LeadId};
use domain::lead::{CustomFact, Field, FieldKey, LeadDetails, LeadEvent, LeadFact, LeadStatus, Tag};
use domain::values::{PhoneNumber, Source};
use domain::{Actor, Category, Event, Metadata};
use eventlog::Recorded;

use super::beside::{LeadCall, LeadKin, LeadOperation, LeadTag};
use super::table::StoredLead;
use super::{LeadOrigin, LeadRow, NoteRow, ProvenanceRow, fact_text};
use crate::projector::{Projector, whole_micros};
use crate::table::{AnyRows, Rows, Version, put_version};

/// The rows of the leads at hand.
#[derive(Default)]
pub(crate) struct LeadRows {
    pub(super) leads: Rows<StoredLead>,
    pub(super) calls: Rows<LeadCall>,
    pub(super) notes: Rows<NoteRow>,
    pub(super) provenance: Rows<ProvenanceRow>,
    pub(super) tags: Rows<LeadTag>,
    pub(super) operations: Rows<LeadOperation>,
    pub(super) kin: Rows<LeadKin>,
    pub(super) versions: Rows<Version<StoredLead>>,
}

impl Projector for LeadRows {
    fn owner(&self, recorded: &Recorded) -> Option<String> {
        (recorded.stream.category() == Category::Lead).then(|| recorded.stream.key().to_owned())
    }

    fn project(&mut self, recorded: &Recorded) {
        if let (Event::Lead(event), Ok(id)) = (&recorded.event, recorded.stream.key().parse::<LeadId>()) {
            self.fold(id, event, recorded);
            self.note_operation(id, &recorded.metadata);
        }
    }

    fn rows(&mut self) -> Vec<&mut dyn AnyRows> {
        vec![
            &mut self.leads,
            &mut self.calls,
            &mut self.notes,
            &mut self.provenance,
            &mut self.tags,
            &mut self.operations,
            &mut self.kin,
            &mut self.versions,
        ]
    }
}

impl LeadRows {
    fn fold(&mut self, id: LeadId, event: &LeadEvent, recorded: &Recorded) {
        match event {
            LeadEvent::Created { business, phone, status } => {
                self.create(id, *business, phone, status, recorded);
            }
            LeadEvent::DetailsChanged { facts, cleared, source } => {
                self.trace_all(id, facts, cleared, source.as_ref(), recorded);
                self.change(id, recorded, |lead| change_details(&mut lead.row.details, facts, cleared));
            }
            LeadEvent::StatusChanged { to, from: _ } => {
                self.change(id, recorded, |lead| lead.row.status = to.clone());
            }
            LeadEvent::NoteAdded { key, text } => self.write_down(id, key, text, recorded),
            LeadEvent::CallLinked { call } => {
                self.calls.put(LeadCall { lead: id, call: call.clone() });
                self.change(id, recorded, |_| {});
            }
            LeadEvent::Assigned { to, from: _ } => self.change(id, recorded, |lead| lead.row.assignee = *to),
            LeadEvent::TagsChanged { added, removed } => self.tag(id, added, removed, recorded),
            LeadEvent::CustomChanged { set, cleared } => {
                self.change(id, recorded, |lead| change_custom(&mut lead.row.custom, set, cleared));
            }
            LeadEvent::Absorbed { lead, family, phones, facts, custom, tags } => {
                self.trace_all(id, facts, &[], None, recorded);
                self.tag(id, tags, &[], recorded);
                self.relate(id, &[&[*lead], family.as_slice()].concat(), true);
                self.change(id, recorded, |held| {
                    change_details(&mut held.row.details, facts, &[]);
                    change_custom(&mut held.row.custom, custom, &[]);
                    held.take_in(*lead, family, phones);
                });
            }
            LeadEvent::Parted { lead } => {
                let leaving = self.leads.get(&id).map(|held| held.taken_with(*lead)).unwrap_or_default();
                self.relate(id, &leaving, false);
                self.change(id, recorded, |held| held.part(*lead));
            }
            LeadEvent::MergedInto { lead } => self.change(id, recorded, |held| {
                held.row.merged_into = Some(*lead);
                held.listed = false;
            }),
            LeadEvent::SplitOff { lead: _ } => self.change(id, recorded, |held| {
                held.row.merged_into = None;
                held.listed = true;
            }),
            LeadEvent::Withdrawn => self.withdraw(id, recorded),
            // The table is made anew without what was known of them.
            LeadEvent::Forgotten => {}
        }
    }

    fn create(
        &mut self,
        id: LeadId,
        business: BusinessId,
        phone: &PhoneNumber,
        status: &LeadStatus,
        recorded: &Recorded,
    ) {
        // Heard of again after they were forgotten: nothing that was before is theirs.
        self.withdraw(id, recorded);
        let before = self.leads.get(&id).map(|held| held.row.family.clone()).unwrap_or_default();
        self.relate(id, &before, false);
        let at = whole_micros(recorded.metadata.recorded_at);
        let row = LeadRow {
            id,
            business,
            phone: phone.clone(),
            status: status.clone(),
            details: LeadDetails::default(),
            assignee: None,
            tags: Vec::new(),
            custom: Vec::new(),
            origin: origin(&recorded.metadata),
            merged_into: None,
            merged: Vec::new(),
            family: Vec::new(),
            phones: vec![phone.clone()],
            created_at: at,
            updated_at: at,
        };
        let lead = StoredLead { row, takeins: Vec::new(), notes: String::new(), listed: true, since: 0 };
        put_version(&mut self.leads, &mut self.versions, lead, at.as_microsecond());
    }

    fn change(&mut self, id: LeadId, recorded: &Recorded, change: impl FnOnce(&mut StoredLead)) {
        // `Created` comes first in every stream this product writes.
        let Some(mut lead) = self.leads.get(&id).cloned() else { return };
        change(&mut lead);
        lead.row.updated_at = whole_micros(recorded.metadata.recorded_at);
        put_version(
            &mut self.leads,
            &mut self.versions,
            lead,
            recorded.metadata.recorded_at.as_microsecond(),
        );
    }

    /// What was written down of each lead since it was first heard of, or heard of again after it was forgotten.
    pub(super) fn notes_since_begun(&self) -> Vec<NoteRow> {
        let begun =
            |note: &&NoteRow| self.leads.get(&note.lead).is_some_and(|held| note.at >= held.row.created_at);
        self.notes.values().filter(begun).cloned().collect()
    }

    /// Who is answered for by a lead, or is no more.
    fn relate(&mut self, head: LeadId, members: &[LeadId], on: bool) {
        let Some(business) = self.leads.get(&head).map(|held| held.row.business) else { return };
        for member in members {
            self.kin.put(LeadKin { head, member: *member, business, on });
        }
    }

    fn write_down(&mut self, id: LeadId, key: &str, text: &str, recorded: &Recorded) {
        self.notes.put(NoteRow {
            lead: id,
            key: key.to_owned(),
            text: text.to_owned(),
            at: whole_micros(recorded.metadata.recorded_at),
            author: recorded.metadata.actor.clone(),
            position: recorded.position,
        });
        self.change(id, recorded, |lead| lead.write_down(text));
    }

    fn tag(&mut self, id: LeadId, added: &[Tag], removed: &[Tag], recorded: &Recorded) {
        let Some(business) = self.leads.get(&id).map(|lead| lead.row.business) else { return };
        for (tag, on) in added.iter().map(|tag| (tag, true)).chain(removed.iter().map(|tag| (tag, false))) {
            self.tags.put(LeadTag { lead: id, tag: tag.clone(), business, on });
        }
        self.change(id, recorded, |lead| {
            lead.row.tags.retain(|tag| !removed.contains(tag) && !added.contains(tag));
            lead.row.tags.extend(added.iter().cloned());
            lead.row.tags.sort();
        });
    }

    /// What it held is traced as emptied: should the number be heard of again, it begins anew.
    fn withdraw(&mut self, id: LeadId, recorded: &Recorded) {
        let Some(lead) = self.leads.get(&id).cloned() else { return };
        let held: Vec<Field> = lead.row.details.facts().iter().map(LeadFact::field).collect();
        self.trace_all(id, &[], &held, None, recorded);
        self.tag(id, &[], &lead.row.tags, recorded);
        self.change(id, recorded, |lead| lead.listed = false);
    }

    fn note_operation(&mut self, id: LeadId, metadata: &Metadata) {
        let by_a_person = matches!(metadata.actor, Actor::User { .. });
        let business = self.leads.get(&id).map(|lead| lead.row.business);
        if let Some(business) = business.filter(|_| by_a_person) {
            let operation = metadata.causation_id.as_ref().unwrap_or(&metadata.command_id).clone();
            self.operations.put(LeadOperation { lead: id, operation, business });
        }
    }

    fn trace_all(
        &mut self,
        id: LeadId,
        facts: &[LeadFact],
        cleared: &[Field],
        source: Option<&Source>,
        recorded: &Recorded,
    ) {
        for fact in facts {
            self.trace(id, fact.field(), Some(fact_text(fact)), source, recorded);
        }
        for field in cleared {
            self.trace(id, *field, None, source, recorded);
        }
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

fn change_custom(custom: &mut Vec<CustomFact>, set: &[CustomFact], cleared: &[FieldKey]) {
    custom.retain(|held| !cleared.contains(&held.field) && !set.iter().any(|fact| fact.field == held.field));
    custom.extend(set.iter().cloned());
    custom.sort_by(|a, b| a.field.cmp(&b.field));
}

/// How a lead came, by what made it.
fn origin(metadata: &Metadata) -> LeadOrigin {
    match &metadata.actor {
        Actor::User { .. } if metadata.command == "ImportLead" => LeadOrigin::Import,
        Actor::User { .. } => LeadOrigin::Manual,
        Actor::Agent { .. } | Actor::Twilio | Actor::System => LeadOrigin::Call,
    }
}
