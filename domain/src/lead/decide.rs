use super::{Field, KnownLead, Lead, LeadCommand, LeadDetails, LeadEvent, LeadFact, LeadRefusal, LeadStatus};
use crate::decider::{Decider, Outcome};
use crate::ids::BusinessId;
use crate::stream::{Category, StreamId};
use crate::values::PhoneNumber;

type Decided = Result<Vec<LeadEvent>, LeadRefusal>;

impl Decider for Lead {
    const CATEGORY: Category = Category::Lead;
    type Command = LeadCommand;
    type Event = LeadEvent;
    type Refusal = LeadRefusal;

    fn decide(&self, command: &LeadCommand) -> Result<Outcome<LeadEvent>, LeadRefusal> {
        let news = match self {
            Self::Unknown => first(command)?,
            Self::Known(lead) if lead.is_forgotten() && brings_a_number(command) => first(command)?,
            Self::Known(lead) => match lead.merged_into {
                Some(into) => lead.answer_merged(command, into)?,
                None => lead.answer(command)?,
            },
        };
        // The same caller calls again and tells the same: nothing new.
        Ok(if news.is_empty() { Outcome::AlreadySo } else { Outcome::Decided(news) })
    }

    fn evolve(&mut self, event: &LeadEvent) {
        self.apply(event);
    }

    /// Whoever was merged is answered for by the lead that took them in.
    fn moved(refusal: &LeadRefusal) -> Option<StreamId> {
        match refusal {
            LeadRefusal::Merged { into } => Some(StreamId::lead(*into)),
            LeadRefusal::Unknown
            | LeadRefusal::Itself
            | LeadRefusal::Stale { .. }
            | LeadRefusal::Invalid { .. } => None,
        }
    }
}

/// Whether it can make a lead.
fn brings_a_number(command: &LeadCommand) -> bool {
    matches!(command, LeadCommand::Capture { .. } | LeadCommand::Enter { .. })
}

/// What is first heard of somebody.
fn first(command: &LeadCommand) -> Decided {
    match command {
        LeadCommand::Capture { business, phone, .. } | LeadCommand::Enter { business, phone, .. } => {
            let created = created(*business, phone);
            let Lead::Known(lead) = Lead::fold([&created]) else { return Err(LeadRefusal::Unknown) };
            let mut news = vec![created];
            news.extend(lead.answer(command)?);
            Ok(news)
        }
        // A caller who showed no number is a person, and no lead.
        LeadCommand::Forget => Ok(vec![LeadEvent::Forgotten]),
        LeadCommand::Update { .. }
        | LeadCommand::SetStatus { .. }
        | LeadCommand::NoteMeetingSet
        | LeadCommand::AddNote { .. }
        | LeadCommand::Change(_)
        | LeadCommand::Absorb { .. }
        | LeadCommand::MergeInto { .. }
        | LeadCommand::Reverse(_) => Err(LeadRefusal::Unknown),
    }
}

fn created(business: BusinessId, phone: &PhoneNumber) -> LeadEvent {
    LeadEvent::Created { business, phone: phone.clone(), status: LeadStatus::new_lead() }
}

impl KnownLead {
    fn answer(&self, command: &LeadCommand) -> Decided {
        match command {
            LeadCommand::Capture { facts, source, call, business: _, phone: _ } => {
                let call = call.as_ref().filter(|call| !self.calls.contains(*call));
                let facts = self.news_among(tidy(facts)?, source.is_some());
                let linked = call.map(|call| LeadEvent::CallLinked { call: call.clone() });
                let told = LeadEvent::details(facts, Vec::new(), source.as_ref());
                Ok(linked.into_iter().chain(told).collect())
            }
            LeadCommand::Update { facts, cleared, seen } => self.update(facts, cleared, seen.as_ref()),
            LeadCommand::SetStatus { status } => Ok(self.moved_to(status).into_iter().collect()),
            LeadCommand::NoteMeetingSet if !self.status.precedes_meeting() => Ok(Vec::new()),
            LeadCommand::NoteMeetingSet => {
                Ok(self.moved_to(&LeadStatus::meeting_set()).into_iter().collect())
            }
            LeadCommand::AddNote { key, text } => self.note(key, text),
            LeadCommand::Change(change) => self.change(change),
            LeadCommand::Enter { change, note, business: _, phone: _ } => {
                let mut news = self.change(change)?;
                if let Some((key, text)) = note {
                    news.extend(self.note(key, text)?);
                }
                Ok(news)
            }
            LeadCommand::Absorb { lead, other } => self.absorb(*lead, other),
            LeadCommand::MergeInto { lead } => self.merge_into(*lead),
            LeadCommand::Reverse(reversal) => Ok(self.reverse(reversal)),
            LeadCommand::Forget => Ok(self.forget()),
        }
    }

    /// Who was merged does nothing but split off again, or be forgotten.
    fn answer_merged(&self, command: &LeadCommand, into: crate::ids::LeadId) -> Decided {
        match command {
            LeadCommand::MergeInto { lead } if *lead == into => Ok(Vec::new()),
            LeadCommand::Reverse(reversal) => Ok(self.reverse(reversal)),
            LeadCommand::Forget => Ok(self.forget()),
            LeadCommand::Capture { .. }
            | LeadCommand::Update { .. }
            | LeadCommand::SetStatus { .. }
            | LeadCommand::NoteMeetingSet
            | LeadCommand::AddNote { .. }
            | LeadCommand::Change(_)
            | LeadCommand::Enter { .. }
            | LeadCommand::Absorb { .. }
            | LeadCommand::MergeInto { .. } => Err(LeadRefusal::Merged { into }),
        }
    }

    /// What a person corrects, unless somebody else did so since they looked.
    fn update(&self, facts: &[LeadFact], cleared: &[Field], seen: Option<&LeadDetails>) -> Decided {
        let facts = self.news_among(tidy(facts)?, false);
        let held = |field: &Field| self.details.get(*field).is_some();
        let cleared: Vec<Field> = cleared.iter().copied().filter(held).collect();
        if let Some(seen) = seen {
            let touched = facts.iter().map(LeadFact::field).chain(cleared.iter().copied());
            let stale = touched.filter(|field| seen.get(*field) != self.details.get(*field));
            let fields: Vec<Field> = stale.collect();
            if !fields.is_empty() {
                return Err(LeadRefusal::Stale { fields });
            }
        }
        Ok(LeadEvent::details(facts, cleared, None).into_iter().collect())
    }

    fn forget(&self) -> Vec<LeadEvent> {
        if self.forgotten { Vec::new() } else { vec![LeadEvent::Forgotten] }
    }

    fn note(&self, key: &str, text: &str) -> Decided {
        let text = text.trim();
        if text.is_empty() || text.chars().count() > 10_000 {
            return Err(LeadRefusal::Invalid { field: "text", remedy: "expected 1 to 10,000 characters" });
        }
        if self.notes.contains(key) {
            return Ok(Vec::new());
        }
        Ok(vec![LeadEvent::NoteAdded { key: key.to_owned(), text: text.to_owned() }])
    }
}

/// The facts with their texts trimmed; of several for one field ("בחיפה, לא, בנשר") only the last.
pub(super) fn tidy(facts: &[LeadFact]) -> Result<Vec<LeadFact>, LeadRefusal> {
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
