//! What was said with a person before: their latest calls, each as its summary or else its last words, and what people noted.
//!
//! # Contract
//! Read from the log itself while a call is let in: bounded in calls and in characters, whatever a lead's history. One Hebrew letter
//! is at most one token of a language model, so the characters bound its tokens.

use domain::{
    Event, StreamId,
    call::CallEvent,
    ids::{CallSid, LeadId},
    lead::LeadEvent,
};
use eventlog::{ERASED, LogError, Recorded};
use media::Earlier;

use super::FrontDesk;

/// Conversations remembered.
const CALLS: usize = 3;
/// Notes remembered.
const NOTES: usize = 3;
/// Characters of each.
const CHARS: usize = 500;

impl FrontDesk {
    /// Oldest first; this call itself is not among them.
    pub(super) async fn earlier(&self, person: LeadId, this: &CallSid) -> Result<Vec<Earlier>, LogError> {
        let events = self.bus.log().read_stream(&StreamId::lead(person), 0).await?;
        let mut earlier = Vec::new();
        for call in calls_before(&events, this) {
            let said = self.bus.log().read_stream(&StreamId::call(&call), 0).await?;
            earlier.extend(in_short(&said));
        }
        earlier.extend(notes(&events));
        // Of who was forgotten there is nothing to remember.
        earlier.retain(|earlier| !earlier.text.contains(ERASED));
        earlier.sort_by_key(|earlier| earlier.at);
        Ok(earlier)
    }
}

fn calls_before(events: &[Recorded], this: &CallSid) -> Vec<CallSid> {
    let linked = |recorded: &Recorded| {
        if let Event::Lead(LeadEvent::CallLinked { call }) = &recorded.event {
            Some(call.clone())
        } else {
            None
        }
    };
    events.iter().rev().filter_map(linked).filter(|call| call != this).take(CALLS).collect()
}

fn notes(events: &[Recorded]) -> impl Iterator<Item = Earlier> {
    let note = |recorded: &Recorded| {
        let Event::Lead(LeadEvent::NoteAdded { text, key: _ }) = &recorded.event else { return None };
        Some(Earlier { at: recorded.metadata.recorded_at, text: first(text) })
    };
    events.iter().rev().filter_map(note).take(NOTES)
}

/// A call's summary; of one that was cut off before it had any, the last words. `None` when nothing was said.
fn in_short(events: &[Recorded]) -> Option<Earlier> {
    let at = events.first()?.metadata.recorded_at;
    let of_call = events
        .iter()
        .filter_map(|recorded| if let Event::Call(event) = &recorded.event { Some(event) } else { None });
    let mut summary = None;
    let mut lines = Vec::new();
    for event in of_call {
        if let CallEvent::Summarised { summary: text } = event {
            summary = Some(first(text));
        } else if let CallEvent::UtteranceRecorded { utterance } = event {
            lines.push(format!("הפונה: {}", utterance.text));
        } else if let CallEvent::ReplyRecorded { reply } = event {
            lines.push(format!("הנציגה: {}", reply.text));
        }
    }
    let text = summary.unwrap_or_else(|| last(&lines.join("\n")));
    (!text.trim().is_empty()).then_some(Earlier { at, text })
}

fn first(text: &str) -> String {
    text.chars().take(CHARS).collect()
}

fn last(text: &str) -> String {
    let skip = text.chars().count().saturating_sub(CHARS);
    text.chars().skip(skip).collect()
}
