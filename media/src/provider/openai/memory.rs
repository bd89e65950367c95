//! The conversation so far as chat messages.
//!
//! # Contract
//! A tool's answer stands right after the turn that asked, as the API demands, whenever it came. A long call is remembered from
//! its latest part on: the oldest exchanges go first, whole.

use domain::lead::LeadFact;
use jiff::Zoned;
use serde_json::{Value, json};

use super::{
    prompt::{moment, slots},
    tools,
};
use crate::provider::{Conversation, Message, Tool, ToolCall, ToolResult};

/// As much of this call as a request carries, in characters: half an hour of talk. One Hebrew letter is at most one token.
const MOST_CHARS: usize = 16_000;

/// What was said and done, in order.
pub(super) fn messages(conversation: &Conversation) -> Vec<Value> {
    let mut exchanges: Vec<Vec<Value>> = Vec::new();
    let mut spoken = Spoken::default();
    for message in &conversation.messages {
        match message {
            Message::Agent { text } => spoken.text(text),
            Message::ToolCall(call) => spoken.calls.push(call),
            // It stands with its call.
            Message::ToolResult { .. } => {}
            Message::Caller { text, .. } => heard(&mut exchanges, &mut spoken, text, conversation),
            Message::Key { digit } => {
                heard(&mut exchanges, &mut spoken, &format!("[pressed the key {digit}]"), conversation);
            }
            Message::Silence => heard(&mut exchanges, &mut spoken, "[says nothing]", conversation),
        }
    }
    exchanges.push(spoken.messages(conversation));
    latest(exchanges)
}

/// The caller's turn begins: the agent's before it is complete.
fn heard(exchanges: &mut Vec<Vec<Value>>, spoken: &mut Spoken<'_>, text: &str, conversation: &Conversation) {
    let mut exchange = std::mem::take(spoken).messages(conversation);
    exchange.push(json!({ "role": "user", "content": text }));
    exchanges.push(exchange);
}

/// The agent's turn in the making.
#[derive(Default)]
struct Spoken<'a> {
    said: Vec<&'a str>,
    calls: Vec<&'a ToolCall>,
    before: Vec<(Vec<&'a str>, Vec<&'a ToolCall>)>,
}

impl<'a> Spoken<'a> {
    /// Words after a deed are of the next message: the deed's answer came between them.
    fn text(&mut self, text: &'a str) {
        if !self.calls.is_empty() {
            self.before.push((std::mem::take(&mut self.said), std::mem::take(&mut self.calls)));
        }
        if !text.is_empty() {
            self.said.push(text);
        }
    }

    fn messages(mut self, conversation: &Conversation) -> Vec<Value> {
        self.before.push((self.said, self.calls));
        let mut messages = Vec::new();
        for (said, calls) in self.before {
            let content = (!said.is_empty()).then(|| said.join(" "));
            match (content, calls.is_empty()) {
                (None, true) => {}
                (Some(content), true) => messages.push(json!({ "role": "assistant", "content": content })),
                (content, false) => {
                    let asked: Vec<Value> = calls.iter().map(|call| asked(call, &conversation.now)).collect();
                    messages.push(json!({ "role": "assistant", "content": content, "tool_calls": asked }));
                    messages.extend(calls.iter().map(|call| answered(call, conversation)));
                }
            }
        }
        messages
    }
}

/// A tool call as the model would have written it.
fn asked(call: &ToolCall, now: &Zoned) -> Value {
    let (name, arguments) = match &call.tool {
        Tool::CaptureLead { facts, .. } => (tools::CAPTURE_LEAD, facts.iter().map(told).collect()),
        Tool::CheckAvailability { day, after } => {
            (tools::CHECK_AVAILABILITY, json!({ "day": day, "after": after }))
        }
        Tool::BookMeeting { start, subject } => {
            let start = start.to_zoned(now.time_zone().clone()).strftime("%Y-%m-%dT%H:%M").to_string();
            (tools::BOOK_MEETING, json!({ "start": start, "subject": subject }))
        }
        // The receptionist's, when it had the turn: the model has no such tool and only reads of it.
        Tool::LeaveNote { text } => ("leave_note", json!({ "text": text })),
        Tool::TransferToHuman => (tools::TRANSFER_TO_HUMAN, json!({})),
        Tool::EndCall { summary } => (tools::END_CALL, json!({ "summary": summary })),
    };
    json!({ "id": call.id, "type": "function", "function": { "name": name, "arguments": arguments.to_string() } })
}

/// A fact as the schema spells it.
fn told(fact: &LeadFact) -> (String, Value) {
    let (name, value) = match fact {
        LeadFact::Name(name) => ("name", json!(name)),
        LeadFact::Intent(intent) => ("intent", json!(intent)),
        LeadFact::City(city) => ("city", json!(city)),
        LeadFact::Neighborhood(place) => ("neighborhood", json!(place)),
        LeadFact::PropertyKind(kind) => ("property_kind", json!(kind)),
        LeadFact::Rooms(rooms) => ("rooms", json!(rooms.as_decimal())),
        LeadFact::Budget(money) => ("budget", json!(money.as_shekels())),
        LeadFact::Email(email) => ("email", json!(email)),
    };
    (name.to_owned(), value)
}

fn answered(call: &ToolCall, conversation: &Conversation) -> Value {
    let result = conversation.messages.iter().find_map(|message| match message {
        Message::ToolResult { id, result } if *id == call.id => Some(result),
        Message::ToolResult { .. }
        | Message::Agent { .. }
        | Message::Caller { .. }
        | Message::Key { .. }
        | Message::Silence
        | Message::ToolCall(_) => None,
    });
    let content = result.map_or_else(|| "under way".to_owned(), |result| outcome(result, &conversation.now));
    json!({ "role": "tool", "tool_call_id": call.id, "content": content })
}

fn outcome(result: &ToolResult, now: &Zoned) -> String {
    match result {
        ToolResult::Captured => "written down".to_owned(),
        ToolResult::Free(free) => format!("free: {}", slots(free, now)),
        ToolResult::Booked { slot, .. } => {
            format!("booked: {}", moment(&slot.start().to_zoned(now.time_zone().clone())))
        }
        ToolResult::NotFree { free } => format!("that time cannot be had; free: {}", slots(free, now)),
        ToolResult::Failed(why) => format!("failed: {why}"),
        ToolResult::Done => "done".to_owned(),
    }
}

/// The latest exchanges that fit; the last one always.
fn latest(exchanges: Vec<Vec<Value>>) -> Vec<Value> {
    let mut left = MOST_CHARS;
    let mut kept: Vec<Vec<Value>> = Vec::new();
    for exchange in exchanges.into_iter().rev() {
        let size: usize = exchange.iter().map(|message| message.to_string().chars().count()).sum();
        if !kept.is_empty() && size > left {
            break;
        }
        left = left.saturating_sub(size);
        kept.push(exchange);
    }
    kept.into_iter().rev().flatten().collect()
}
