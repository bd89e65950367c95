//! Two leads that are one person. The one that stays takes the other in: it answers for the other's number and shows its past; the
//! other keeps its own history and can go its own way again.

use super::{CustomFact, KnownLead, LeadEvent, LeadRefusal};
use crate::ids::LeadId;

impl KnownLead {
    pub(super) fn absorb(&self, lead: LeadId, other: &Self) -> Result<Vec<LeadEvent>, LeadRefusal> {
        let own = LeadId::derive(self.business, &self.phone);
        if lead == own || other.absorbed.contains_key(&own) {
            return Err(LeadRefusal::Itself);
        }
        if self.absorbed.contains_key(&lead) {
            return Ok(Vec::new());
        }
        let unknown = |fact: &&super::LeadFact| self.details.get(fact.field()).is_none();
        let empty = other.custom.iter().filter(|(field, _)| !self.custom.contains_key(*field));
        let custom = |(field, value): (&super::FieldKey, &super::CustomValue)| CustomFact {
            field: field.clone(),
            value: value.clone(),
        };
        Ok(vec![LeadEvent::Absorbed {
            lead,
            family: other.family(),
            phones: other.phones(),
            facts: other.details.facts().iter().filter(unknown).cloned().collect(),
            custom: empty.map(custom).collect(),
            tags: other.tags.difference(&self.tags).cloned().collect(),
        }])
    }

    pub(super) fn merge_into(&self, lead: LeadId) -> Result<Vec<LeadEvent>, LeadRefusal> {
        if lead == LeadId::derive(self.business, &self.phone) || self.absorbed.contains_key(&lead) {
            return Err(LeadRefusal::Itself);
        }
        Ok(vec![LeadEvent::MergedInto { lead }])
    }

    /// All leads it answers for, near and far.
    pub fn family(&self) -> Vec<LeadId> {
        let near = self.absorbed.iter();
        near.flat_map(|(lead, absorbed)| std::iter::once(*lead).chain(absorbed.family.iter().copied()))
            .collect()
    }

    /// All numbers it answers to, its own first.
    pub fn phones(&self) -> Vec<crate::values::PhoneNumber> {
        let others = self.absorbed.values().flat_map(|absorbed| absorbed.phones.iter());
        std::iter::once(&self.phone).chain(others).cloned().collect()
    }
}
