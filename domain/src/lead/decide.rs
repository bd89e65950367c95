use std::collections::BTreeSet;

use super::{Field, KnownLead, Lead, LeadCommand, LeadDetails, LeadEvent, LeadFact, LeadRefusal, LeadStatus};
use crate::decider::{Decider, Outcome};
use crate::ids::CallSid;
use crate::stream::Category;
use crate::values::Source;

impl Decider for Lead {
    const CATEGORY: Category = Category::Lead;
    type Command = LeadCommand;
    type Event = LeadEvent;
    type Refusal = LeadRefusal;

    fn decide(&self, command: &LeadCommand) -> Result<Outcome<LeadEvent>, LeadRefusal> {
        let news = match (self, command) {
            (Self::Unknown, LeadCommand::Capture { business, phone, facts, source, call }) => {
                let created = LeadEvent::Created {
                    business: *business,
                    phone: phone.clone(),
                    status: LeadStatus::new_lead(),
                };
                let facts = tidy(facts)?;
                [Some(created), linked(call.as_ref()), changed(facts, Vec::new(), source.as_ref())]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            (Self::Known(lead), LeadCommand::Capture { facts, source, call, business: _, phone: _ }) => {
                let call = call.as_ref().filter(|call| !lead.calls.contains(*call));
                let facts = lead.news_among(tidy(facts)?, source.is_some());
                [linked(call), changed(facts, Vec::new(), source.as_ref())].into_iter().flatten().collect()
            }
            (
                Self::Unknown,
                LeadCommand::Update { .. }
                | LeadCommand::SetStatus { .. }
                | LeadCommand::NoteMeetingSet
                | LeadCommand::AddNote { .. },
            ) => {
                return Err(LeadRefusal::Unknown);
            }
            (Self::Known(lead), LeadCommand::Update { facts, cleared }) => {
                let facts = lead.news_among(tidy(facts)?, false);
                let cleared =
                    cleared.iter().copied().filter(|field| lead.details.get(*field).is_some()).collect();
                changed(facts, cleared, None).into_iter().collect()
            }
            (Self::Known(lead), LeadCommand::SetStatus { status }) => {
                if lead.status == *status {
                    return Ok(Outcome::AlreadySo);
                }
                vec![LeadEvent::StatusChanged { from: lead.status.clone(), to: status.clone() }]
            }
            (Self::Known(lead), LeadCommand::NoteMeetingSet) => {
                if !lead.status.precedes_meeting() {
                    return Ok(Outcome::AlreadySo);
                }
                vec![LeadEvent::StatusChanged { from: lead.status.clone(), to: LeadStatus::meeting_set() }]
            }
            (Self::Known(lead), LeadCommand::AddNote { key, text }) => lead.note(key, text)?,
        };
        // The same caller calls again and tells the same: nothing new.
        Ok(if news.is_empty() { Outcome::AlreadySo } else { Outcome::Decided(news) })
    }

    fn evolve(&mut self, event: &LeadEvent) {
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
                }));
            }
            (Self::Known(lead), event) => lead.apply(event),
            // Cannot be in a log this decider wrote: `Created` comes first.
            (
                Self::Unknown,
                LeadEvent::DetailsChanged { .. }
                | LeadEvent::StatusChanged { .. }
                | LeadEvent::NoteAdded { .. }
                | LeadEvent::CallLinked { .. },
            ) => {}
        }
    }
}

impl KnownLead {
    /// The facts that differ from what is held. What a person typed as the name outlives what the line was heard to say.
    fn news_among(&self, facts: Vec<LeadFact>, heard: bool) -> Vec<LeadFact> {
        let kept =
            |fact: &LeadFact| heard && fact.field() == Field::Name && self.typed.contains(&Field::Name);
        facts.into_iter().filter(|fact| self.details.get(fact.field()) != Some(fact) && !kept(fact)).collect()
    }

    fn note(&self, key: &str, text: &str) -> Result<Vec<LeadEvent>, LeadRefusal> {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 10_000 {
            return Err(LeadRefusal::Invalid { field: "text", remedy: "expected 1 to 10,000 characters" });
        }
        if self.notes.contains(key) {
            return Ok(Vec::new());
        }
        Ok(vec![LeadEvent::NoteAdded { key: key.to_owned(), text: text.to_owned() }])
    }

    fn apply(&mut self, event: &LeadEvent) {
        match event {
            // Handled by the enum: it makes the lead.
            LeadEvent::Created { .. } => {}
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
        }
    }
}

/// The facts with their texts trimmed; of several for one field ("בחיפה, לא, בנשר") only the last.
fn tidy(facts: &[LeadFact]) -> Result<Vec<LeadFact>, LeadRefusal> {
    let superseded =
        |index: usize, fact: &LeadFact| facts[index + 1..].iter().any(|later| later.field() == fact.field());
    facts
        .iter()
        .enumerate()
        .filter(|(index, fact)| !superseded(*index, fact))
        .map(|(_, fact)| fact)
        .map(|fact| {
            fact.tidy().map_err(|remedy| LeadRefusal::Invalid { field: fact.field().as_str(), remedy })
        })
        .collect()
}

fn linked(call: Option<&CallSid>) -> Option<LeadEvent> {
    call.map(|call| LeadEvent::CallLinked { call: call.clone() })
}

fn changed(facts: Vec<LeadFact>, cleared: Vec<Field>, source: Option<&Source>) -> Option<LeadEvent> {
    if facts.is_empty() && cleared.is_empty() {
        return None;
    }
    Some(LeadEvent::DetailsChanged { facts, cleared, source: source.cloned() })
}
