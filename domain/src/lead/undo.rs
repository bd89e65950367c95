//! Taking an operation back: a pure plan from a lead's history, and what of it still holds when it is carried out.
//!
//! An operation is a command by a person, with all that was done in its name. What somebody changed after it is not touched.

use std::collections::BTreeMap;

use super::{
    CustomFact, CustomValue, Field, FieldKey, KnownLead, Lead, LeadEvent, LeadFact, LeadStatus, Tag,
};
use crate::decider::Decider;
use crate::ids::{LeadId, UserId};

/// One thing an operation can change.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Attribute {
    /// That the lead is there at all.
    Existence,
    /// A detail.
    Field(Field),
    /// Where it stands.
    Status,
    /// Whose it is.
    Assignee,
    /// That it has a tag.
    Tag(Tag),
    /// A custom field.
    Custom(FieldKey),
    /// A note, by its key.
    Note(String),
    /// That it took another lead in.
    Absorbed(LeadId),
    /// That it was taken in.
    MergedInto,
}

/// What an attribute holds.
#[derive(Debug, Clone, PartialEq)]
pub enum Held {
    /// Nothing.
    Nothing,
    /// A tag, a note, a lead taken in: it is there.
    Present,
    /// The lead, at an age.
    Age(u64),
    /// A detail.
    Fact(LeadFact),
    /// A status.
    Status(LeadStatus),
    /// A user.
    User(UserId),
    /// A custom field's value.
    Custom(CustomValue),
    /// A lead.
    Lead(LeadId),
}

/// An attribute to put back.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Which.
    pub attribute: Attribute,
    /// What the operation left there; anything else by now is somebody's work and stays.
    pub left: Held,
    /// What was there before.
    pub before: Held,
}

/// What undoing an operation comes to for one lead.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reversal {
    /// What can be put back.
    pub steps: Vec<Step>,
    /// What cannot: changed since, or of a kind that stays.
    pub kept: Vec<Attribute>,
}

struct Touch {
    before: Held,
    changed_since: bool,
}

/// The plan for one lead, from its whole history: each event with whether the operation made it.
pub fn plan<'a>(history: impl IntoIterator<Item = (bool, &'a LeadEvent)>) -> Reversal {
    let mut lead = Lead::default();
    let mut touched: BTreeMap<Attribute, Touch> = BTreeMap::new();
    for (of_operation, event) in history {
        if let LeadEvent::Created { .. } = event {
            // Who was forgotten begins anew: nothing of what was before comes back.
            lead = Lead::default();
            for touch in touched.values_mut() {
                touch.changed_since = true;
            }
        }
        for attribute in attributes(event) {
            if of_operation {
                let before = || Touch { before: held(&lead, &attribute), changed_since: false };
                touched.entry(attribute.clone()).or_insert_with(before);
            } else if let Some(touch) = touched.get_mut(&attribute) {
                touch.changed_since = true;
            }
        }
        if let Some(existence) = touched.get_mut(&Attribute::Existence) {
            existence.changed_since |= !of_operation;
        }
        lead.evolve(event);
    }
    if touched.get(&Attribute::Existence).is_some_and(|existence| !existence.changed_since) {
        // Nobody but the operation has had to do with it: it goes as it came.
        touched.retain(|attribute, _| *attribute == Attribute::Existence);
    }
    let mut reversal = Reversal::default();
    for (attribute, touch) in touched {
        let left = held(&lead, &attribute);
        if left == touch.before {
            continue;
        }
        if touch.changed_since || !can_be_put_back(&attribute, &touch.before) {
            reversal.kept.push(attribute);
        } else {
            reversal.steps.push(Step { attribute, left, before: touch.before });
        }
    }
    reversal
}

/// A note stays written, and a merge or a lead that was taken back is made again by hand.
fn can_be_put_back(attribute: &Attribute, before: &Held) -> bool {
    match attribute {
        Attribute::Note(_) => false,
        Attribute::Existence | Attribute::Absorbed(_) | Attribute::MergedInto => *before == Held::Nothing,
        Attribute::Field(_)
        | Attribute::Status
        | Attribute::Assignee
        | Attribute::Tag(_)
        | Attribute::Custom(_) => true,
    }
}

/// What an event touches.
fn attributes(event: &LeadEvent) -> Vec<Attribute> {
    match event {
        LeadEvent::Created { .. } | LeadEvent::Withdrawn => vec![Attribute::Existence],
        LeadEvent::DetailsChanged { facts, cleared, source: _ } => {
            facts.iter().map(LeadFact::field).chain(cleared.iter().copied()).map(Attribute::Field).collect()
        }
        LeadEvent::StatusChanged { .. } => vec![Attribute::Status],
        LeadEvent::NoteAdded { key, text: _ } => vec![Attribute::Note(key.clone())],
        LeadEvent::CallLinked { .. } | LeadEvent::Forgotten => Vec::new(),
        LeadEvent::Assigned { .. } => vec![Attribute::Assignee],
        LeadEvent::TagsChanged { added, removed } => {
            added.iter().chain(removed).cloned().map(Attribute::Tag).collect()
        }
        LeadEvent::CustomChanged { set, cleared } => {
            set.iter().map(|fact| &fact.field).chain(cleared).cloned().map(Attribute::Custom).collect()
        }
        LeadEvent::Absorbed { lead, facts, custom, tags, family: _, phones: _ } => {
            let facts = facts.iter().map(|fact| Attribute::Field(fact.field()));
            let custom = custom.iter().map(|fact| Attribute::Custom(fact.field.clone()));
            let tags = tags.iter().cloned().map(Attribute::Tag);
            facts.chain(custom).chain(tags).chain([Attribute::Absorbed(*lead)]).collect()
        }
        LeadEvent::Parted { lead } => vec![Attribute::Absorbed(*lead)],
        LeadEvent::MergedInto { .. } | LeadEvent::SplitOff { .. } => vec![Attribute::MergedInto],
    }
}

fn held(lead: &Lead, attribute: &Attribute) -> Held {
    lead.known().map_or(Held::Nothing, |lead| lead.held(attribute))
}

impl KnownLead {
    fn held(&self, attribute: &Attribute) -> Held {
        let present = |is: bool| if is { Held::Present } else { Held::Nothing };
        match attribute {
            Attribute::Existence => Held::Age(self.age),
            Attribute::Field(field) => self.details.get(*field).cloned().map_or(Held::Nothing, Held::Fact),
            Attribute::Status => Held::Status(self.status.clone()),
            Attribute::Assignee => self.assignee.map_or(Held::Nothing, Held::User),
            Attribute::Tag(tag) => present(self.tags.contains(tag)),
            Attribute::Custom(field) => self.custom.get(field).cloned().map_or(Held::Nothing, Held::Custom),
            Attribute::Note(key) => present(self.notes.contains(key)),
            Attribute::Absorbed(lead) => present(self.absorbed.contains_key(lead)),
            Attribute::MergedInto => self.merged_into.map_or(Held::Nothing, Held::Lead),
        }
    }

    /// The plan's steps as events, but for what changed since it was made.
    pub(super) fn reverse(&self, reversal: &Reversal) -> Vec<LeadEvent> {
        let mut back = Back::default();
        for step in &reversal.steps {
            if self.held(&step.attribute) == step.left {
                back.take(self, step);
            }
        }
        back.events()
    }
}

/// Steps gathered into as few events as there are kinds of change.
#[derive(Default)]
struct Back {
    facts: Vec<LeadFact>,
    cleared: Vec<Field>,
    custom: Vec<CustomFact>,
    cleared_custom: Vec<FieldKey>,
    added: Vec<Tag>,
    removed: Vec<Tag>,
    others: Vec<LeadEvent>,
}

impl Back {
    fn take(&mut self, lead: &KnownLead, step: &Step) {
        match (&step.attribute, &step.before) {
            (Attribute::Existence, _) => self.others.push(LeadEvent::Withdrawn),
            (Attribute::Field(_), Held::Fact(fact)) => self.facts.push(fact.clone()),
            (Attribute::Field(field), _) => self.cleared.push(*field),
            (Attribute::Status, Held::Status(status)) => self.others.extend(lead.moved_to(status)),
            (Attribute::Assignee, Held::User(user)) => self.others.extend(lead.assigned_to(Some(*user))),
            (Attribute::Assignee, _) => self.others.extend(lead.assigned_to(None)),
            (Attribute::Tag(tag), Held::Present) => self.added.push(tag.clone()),
            (Attribute::Tag(tag), _) => self.removed.push(tag.clone()),
            (Attribute::Custom(field), Held::Custom(value)) => {
                self.custom.push(CustomFact { field: field.clone(), value: value.clone() });
            }
            (Attribute::Custom(field), _) => self.cleared_custom.push(field.clone()),
            (Attribute::Absorbed(lead), _) => self.others.push(LeadEvent::Parted { lead: *lead }),
            (Attribute::MergedInto, _) => {
                self.others.extend(lead.merged_into.map(|lead| LeadEvent::SplitOff { lead }));
            }
            // The plan has none of these: a status is never nothing, and notes stay.
            (Attribute::Status | Attribute::Note(_), _) => {}
        }
    }

    fn events(self) -> Vec<LeadEvent> {
        let gathered = [
            LeadEvent::details(self.facts, self.cleared, None),
            LeadEvent::custom(self.custom, self.cleared_custom),
            LeadEvent::tags(self.added, self.removed),
        ];
        gathered.into_iter().flatten().chain(self.others).collect()
    }
}
