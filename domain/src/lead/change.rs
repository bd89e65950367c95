//! What differs from what is held, as events.

use std::collections::BTreeSet;

use super::decide::tidy;
use super::{
    CustomFact, Field, FieldKey, KnownLead, LeadChange, LeadEvent, LeadFact, LeadRefusal, LeadStatus, Tag,
};
use crate::ids::UserId;
use crate::values::Source;

/// Tags people put on one lead: more are a list nobody reads. Two that were merged have all of both.
const MOST_TAGS: usize = 30;

impl LeadEvent {
    /// A change of details, unless it is none.
    pub(super) fn details(
        facts: Vec<LeadFact>,
        cleared: Vec<Field>,
        source: Option<&Source>,
    ) -> Option<Self> {
        let news = !facts.is_empty() || !cleared.is_empty();
        news.then(|| Self::DetailsChanged { facts, cleared, source: source.cloned() })
    }

    /// A change of custom fields, unless it is none.
    pub(super) fn custom(set: Vec<CustomFact>, cleared: Vec<FieldKey>) -> Option<Self> {
        (!set.is_empty() || !cleared.is_empty()).then_some(Self::CustomChanged { set, cleared })
    }

    /// A change of tags, unless it is none.
    pub(super) fn tags(added: Vec<Tag>, removed: Vec<Tag>) -> Option<Self> {
        (!added.is_empty() || !removed.is_empty()).then_some(Self::TagsChanged { added, removed })
    }
}

impl KnownLead {
    /// The facts that differ from what is held. What a person typed as the name outlives what the line was heard to say.
    pub(super) fn news_among(&self, facts: Vec<LeadFact>, heard: bool) -> Vec<LeadFact> {
        let kept =
            |fact: &LeadFact| heard && fact.field() == Field::Name && self.typed.contains(&Field::Name);
        facts.into_iter().filter(|fact| self.details.get(fact.field()) != Some(fact) && !kept(fact)).collect()
    }

    pub(super) fn moved_to(&self, status: &LeadStatus) -> Option<LeadEvent> {
        (self.status != *status)
            .then(|| LeadEvent::StatusChanged { from: self.status.clone(), to: status.clone() })
    }

    pub(super) fn assigned_to(&self, to: Option<UserId>) -> Option<LeadEvent> {
        (self.assignee != to).then_some(LeadEvent::Assigned { from: self.assignee, to })
    }

    /// Everything of a change that is news.
    pub(super) fn change(&self, change: &LeadChange) -> Result<Vec<LeadEvent>, LeadRefusal> {
        let facts = self.news_among(tidy(&change.facts)?, false);
        let set = change.custom.iter().filter(|fact| self.custom.get(&fact.field) != Some(&fact.value));
        let cleared = change.cleared_custom.iter().filter(|field| self.custom.contains_key(*field));
        let news = [
            LeadEvent::details(facts, Vec::new(), None),
            LeadEvent::custom(set.cloned().collect(), cleared.cloned().collect()),
            self.tagged(&change.add_tags, &change.remove_tags)?,
            change.assignee.and_then(|to| self.assigned_to(to)),
            change.status.as_ref().and_then(|status| self.moved_to(status)),
        ];
        Ok(news.into_iter().flatten().collect())
    }

    fn tagged(&self, add: &[Tag], remove: &[Tag]) -> Result<Option<LeadEvent>, LeadRefusal> {
        let added: BTreeSet<&Tag> = add.iter().filter(|tag| !self.tags.contains(*tag)).collect();
        let removed: BTreeSet<&Tag> =
            remove.iter().filter(|tag| self.tags.contains(*tag) && !add.contains(tag)).collect();
        let grows = added.len() > removed.len();
        if grows && self.tags.len() + added.len() - removed.len() > MOST_TAGS {
            return Err(LeadRefusal::Invalid {
                field: "addTags",
                remedy: "expected at most 30 tags on a lead",
            });
        }
        let own = |tags: BTreeSet<&Tag>| tags.into_iter().cloned().collect();
        Ok(LeadEvent::tags(own(added), own(removed)))
    }
}
