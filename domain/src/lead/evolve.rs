use std::collections::{BTreeMap, BTreeSet};

use super::{Absorbed, KnownLead, Lead, LeadDetails, LeadEvent};

impl Lead {
    pub(super) fn apply(&mut self, event: &LeadEvent) {
        match (&mut *self, event) {
            (_, LeadEvent::Created { business, phone, status }) => {
                *self = Self::Known(Box::new(KnownLead {
                    business: *business,
                    phone: phone.clone(),
                    status: status.clone(),
                    details: LeadDetails::default(),
                    typed: BTreeSet::default(),
                    calls: BTreeSet::default(),
                    notes: BTreeSet::default(),
                    assignee: None,
                    tags: BTreeSet::default(),
                    custom: BTreeMap::default(),
                    merged_into: None,
                    absorbed: BTreeMap::default(),
                    age: 1,
                    forgotten: false,
                }));
            }
            (_, LeadEvent::Withdrawn) => *self = Self::Unknown,
            (Self::Known(lead), event) => {
                lead.age += 1;
                lead.apply(event);
            }
            // A person of one call, who showed no number, may be forgotten and was never a lead. The others cannot be in a log this
            // decider wrote: `Created` comes first.
            (
                Self::Unknown,
                LeadEvent::DetailsChanged { .. }
                | LeadEvent::StatusChanged { .. }
                | LeadEvent::NoteAdded { .. }
                | LeadEvent::CallLinked { .. }
                | LeadEvent::Assigned { .. }
                | LeadEvent::TagsChanged { .. }
                | LeadEvent::CustomChanged { .. }
                | LeadEvent::Absorbed { .. }
                | LeadEvent::MergedInto { .. }
                | LeadEvent::Parted { .. }
                | LeadEvent::SplitOff { .. }
                | LeadEvent::Forgotten,
            ) => {}
        }
    }
}

impl KnownLead {
    fn apply(&mut self, event: &LeadEvent) {
        match event {
            // Handled by the enum: they make and unmake the lead.
            LeadEvent::Created { .. } | LeadEvent::Withdrawn => {}
            LeadEvent::DetailsChanged { facts, cleared, source } => {
                for fact in facts {
                    if source.is_none() {
                        self.typed.insert(fact.field());
                    } else {
                        self.typed.remove(&fact.field());
                    }
                    self.details.set(fact.clone());
                }
                for field in cleared {
                    self.details.clear(*field);
                    self.typed.remove(field);
                }
            }
            LeadEvent::StatusChanged { to, from: _ } => self.status = to.clone(),
            LeadEvent::NoteAdded { key, text: _ } => {
                self.notes.insert(key.clone());
            }
            LeadEvent::CallLinked { call } => {
                self.calls.insert(call.clone());
            }
            LeadEvent::Assigned { to, from: _ } => self.assignee = *to,
            LeadEvent::TagsChanged { added, removed } => {
                self.tags.extend(added.iter().cloned());
                self.tags.retain(|tag| !removed.contains(tag));
            }
            LeadEvent::CustomChanged { set, cleared } => {
                self.custom.extend(set.iter().map(|fact| (fact.field.clone(), fact.value.clone())));
                self.custom.retain(|field, _| !cleared.contains(field));
            }
            LeadEvent::Absorbed { lead, family, phones, facts, custom, tags } => {
                for fact in facts {
                    self.details.set(fact.clone());
                }
                self.custom.extend(custom.iter().map(|fact| (fact.field.clone(), fact.value.clone())));
                self.tags.extend(tags.iter().cloned());
                let absorbed = Absorbed { family: family.clone(), phones: phones.clone() };
                self.absorbed.insert(*lead, absorbed);
            }
            LeadEvent::MergedInto { lead } => self.merged_into = Some(*lead),
            LeadEvent::Parted { lead } => {
                self.absorbed.remove(lead);
            }
            LeadEvent::SplitOff { .. } => self.merged_into = None,
            LeadEvent::Forgotten => self.forgotten = true,
        }
    }
}
