//! What was said with a person before: for the agent when they call again, and for the people who want to know what it knows.
//!
//! # Contract
//! Read from the log itself, since a call is let in before read models need have caught up: a bounded number of streams, whatever a
//! person's past. How much is told is [`domain::policy::memory`]'s business.

use async_trait::async_trait;
use domain::{
    Event, StreamId,
    call::CallEvent,
    ids::{CallSid, LeadId},
    lead::{Lead, LeadEvent},
    policy::memory::{Conversation, Remembered, remember},
};
use eventlog::{CommandBus, ERASED, LogError, Recorded};
use graphql::memory::Memories;
use jiff::Timestamp;

/// Conversations that are looked into; of others only their number is known.
const CALLS: usize = 8;
/// How often a lead that took another in was itself taken in; beyond, nothing is known.
const GENERATIONS: usize = 16;

/// What is remembered of people.
#[derive(Clone)]
pub struct Memory {
    bus: CommandBus,
}

/// A person's past by their own streams.
#[derive(Default)]
struct Past {
    /// The newest last.
    calls: Vec<(Timestamp, CallSid)>,
    notes: Vec<(Timestamp, String)>,
}

impl Memory {
    /// Over the log behind this bus.
    pub fn new(bus: CommandBus) -> Self {
        Self { bus }
    }

    /// What is known of a person as they stand, with those they are one with; the call `but` is not among it.
    pub async fn recall(
        &self,
        person: LeadId,
        but: Option<&CallSid>,
        until: Option<Timestamp>,
    ) -> Result<Vec<Remembered>, LogError> {
        let past = self.past(person, until).await?;
        let calls: Vec<_> = past.calls.iter().rev().filter(|(_, call)| Some(call) != but).collect();
        let mut conversations = Vec::new();
        for (_, call) in calls.iter().take(CALLS) {
            let events = self.bus.log().read_stream(&StreamId::call(call), 0).await?;
            conversations.extend(conversation(call, &events, until));
        }
        // Of who was forgotten there is nothing to remember.
        conversations
            .retain(|each| !each.turns.iter().chain(&each.summary).any(|text| text.contains(ERASED)));
        let notes: Vec<_> = past.notes.into_iter().rev().filter(|(_, text)| !text.contains(ERASED)).collect();
        let older = calls.get(CALLS).map(|(at, _)| (calls.len() - CALLS, *at));
        Ok(remember(&conversations, &notes, older))
    }

    /// Whoever answers for the person, as they stand.
    async fn head(&self, person: LeadId) -> Result<(LeadId, Lead), LogError> {
        let mut id = person;
        let mut lead = self.bus.state::<Lead>(&StreamId::lead(id)).await?;
        for _ in 0..GENERATIONS {
            let Some(into) = lead.known().and_then(|known| known.merged_into) else { break };
            id = into;
            lead = self.bus.state::<Lead>(&StreamId::lead(id)).await?;
        }
        Ok((id, lead))
    }

    /// The details of whoever answers for the person.
    pub async fn details(&self, person: LeadId) -> Result<domain::lead::LeadDetails, LogError> {
        let (_, lead) = self.head(person).await?;
        Ok(lead.known().map(|known| known.details.clone()).unwrap_or_default())
    }

    async fn past(&self, person: LeadId, until: Option<Timestamp>) -> Result<Past, LogError> {
        let (head, lead) = self.head(person).await?;
        let family = lead.known().map(domain::lead::KnownLead::family).unwrap_or_default();
        let mut past = Past::default();
        for member in std::iter::once(head).chain(family) {
            for recorded in known_by(&self.bus.log().read_stream(&StreamId::lead(member), 0).await?, until) {
                let at = recorded.metadata.recorded_at;
                if let Event::Lead(LeadEvent::CallLinked { call }) = &recorded.event {
                    past.calls.push((at, call.clone()));
                } else if let Event::Lead(LeadEvent::NoteAdded { text, key: _ }) = &recorded.event {
                    past.notes.push((at, text.clone()));
                }
            }
        }
        past.calls.sort();
        past.notes.sort();
        Ok(past)
    }
}

#[async_trait]
impl Memories for Memory {
    async fn of(&self, person: LeadId, until: Option<Timestamp>) -> Result<Vec<Remembered>, LogError> {
        self.recall(person, None, until).await
    }
}

fn known_by(events: &[Recorded], until: Option<Timestamp>) -> impl Iterator<Item = &Recorded> {
    events.iter().filter(move |recorded| until.is_none_or(|until| recorded.metadata.recorded_at <= until))
}

/// `None`: nothing is known of the call.
fn conversation(call: &CallSid, events: &[Recorded], until: Option<Timestamp>) -> Option<Conversation> {
    let at = events.first()?.metadata.recorded_at;
    let (mut summary, mut turns) = (None, Vec::new());
    for recorded in known_by(events, until) {
        let Event::Call(event) = &recorded.event else { continue };
        if let CallEvent::Summarised { summary: text } = event {
            summary = Some(text.clone());
        } else if let CallEvent::UtteranceRecorded { utterance } = event {
            turns.push((utterance.span.start_ms, format!("הפונה: {}", utterance.text)));
        } else if let CallEvent::ReplyRecorded { reply } = event {
            turns.push((reply.span.start_ms, format!("הנציגה: {}", reply.text)));
        }
    }
    turns.sort_by_key(|(start, _)| *start);
    let turns = turns.into_iter().map(|(_, line)| line).collect();
    Some(Conversation { call: call.clone(), at, summary, turns })
}
