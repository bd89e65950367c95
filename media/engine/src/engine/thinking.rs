//! Asks the language model, and does what it says.

use std::time::Duration;

use domain::call::EndReason;
use domain::values::{Source, Span};

use super::Engine;
use crate::{Conversation, Message, Output, Thought, Tool, ToolCall, ToolResult, ear};

/// One answer in the making.
#[derive(Debug)]
pub(super) struct Thinking {
    pub(super) id: u32,
    since: Duration,
    /// When something last came of it.
    lately: Duration,
    /// How often the model has thought on about this turn.
    round: u32,
    /// The partial it was begun from, while nobody knows whether the caller is done; its thoughts are held back.
    ahead: Option<String>,
    held: Vec<Thought>,
    /// The model has said all of it.
    done: bool,
    /// Tool calls without an answer yet.
    waiting: Vec<String>,
    /// The answers are for the model, not only for the log: it is to think again.
    again: bool,
    said_something: bool,
    pub(super) first: Option<Duration>,
}

impl Thinking {
    pub(super) fn is_ahead(&self) -> bool {
        self.ahead.is_some()
    }
}

impl Engine {
    /// Begins to answer; `ahead` is what the caller seems to have said, when they may not be done.
    pub(super) fn think(&mut self, ahead: Option<String>, now: Duration) {
        self.cancel_thinking();
        if ahead.is_none() {
            // Whatever is final is in the conversation, and so is whatever came of what was done.
            self.hearing.unanswered = false;
            self.deeds.forget();
        }
        if self.keypad.takes_message() {
            return;
        }
        let Some(known) = self.known() else { return };
        let mut messages = self.messages.clone();
        if let Some(text) = &ahead {
            let end_ms = self.stream_ms(now);
            messages.push(Message::Caller {
                utterance: self.hearing.next,
                text: text.clone(),
                span: Span { start_ms: end_ms, end_ms },
            });
        }
        messages.retain(|message| !matches!(message, Message::Agent { text } if text.is_empty()));
        let conversation = Conversation { brief: known.brief.clone(), now: self.present(now), messages };
        let id = self.next_id();
        self.outputs.push_back(Output::Think { id, conversation: Box::new(conversation) });
        self.thinking = Some(Thinking {
            id,
            since: now,
            lately: now,
            round: 0,
            ahead,
            held: Vec::new(),
            done: false,
            waiting: Vec::new(),
            again: false,
            said_something: false,
            first: None,
        });
    }

    pub(super) fn thought(&mut self, id: u32, thought: Thought, now: Duration) {
        let Some(thinking) = self.thinking.as_mut().filter(|thinking| thinking.id == id) else { return };
        thinking.first.get_or_insert(now);
        thinking.lately = thinking.lately.max(now);
        if thought == Thought::Begun {
            // There is nothing to do, and it may still fail.
            return;
        }
        self.failures = 0;
        if thinking.ahead.is_some() {
            thinking.held.push(thought);
            return;
        }
        match thought {
            Thought::Begun => {}
            Thought::Sentence(text) => {
                thinking.said_something = true;
                self.answer(text, now);
            }
            Thought::Call(call) => self.tool_call(call, now),
            Thought::Done => {
                thinking.done = true;
                self.thought_to_the_end(now);
            }
        }
    }

    fn tool_call(&mut self, call: ToolCall, now: Duration) {
        if let Tool::EndCall { summary } = &call.tool {
            self.closing = Some(EndReason::AgentHungUp);
            self.summarise(summary.clone());
            self.messages.push(Message::ToolCall(call));
            return;
        }
        let Some(thinking) = &mut self.thinking else { return };
        thinking.waiting.push(call.id.clone());
        thinking.again |= call.tool.is_waited_for();
        if call.tool.is_waited_for() {
            self.deeds.begin(call.id.clone(), now);
        }
        let source = self.source_of(&call.tool);
        self.messages.push(Message::ToolCall(call.clone()));
        self.outputs.push_back(Output::UseTool { call, source });
    }

    /// Where in the call it was said: the utterance the agent names, else the caller's last.
    fn source_of(&self, tool: &Tool) -> Option<Source> {
        let named = match tool {
            Tool::CaptureLead { utterance, .. } => *utterance,
            Tool::CheckAvailability { .. }
            | Tool::BookMeeting { .. }
            | Tool::LeaveNote { .. }
            | Tool::TransferToHuman
            | Tool::EndCall { .. } => None,
        };
        let call = self.known()?.brief.call.clone();
        let said = self.messages.iter().rev().filter_map(Message::of_caller);
        let (utterance, _, span) =
            said.into_iter().find(|(utterance, ..)| named.is_none_or(|named| named == *utterance))?;
        Some(Source { call, utterance, span })
    }

    pub(super) fn tool_result(&mut self, id: String, result: ToolResult, now: Duration) {
        self.deeds.end(&id);
        let transferred = matches!(result, ToolResult::Done) && self.asked_for_a_person(&id);
        if transferred {
            self.closing = Some(EndReason::Transferred);
        }
        if let Some(thinking) = &mut self.thinking {
            thinking.waiting.retain(|waiting| *waiting != id);
            thinking.lately = now;
        }
        self.keyed_transfer_answered(&id, transferred, now);
        self.messages.push(Message::ToolResult { id, result });
        self.thought_to_the_end(now);
    }

    fn asked_for_a_person(&self, id: &str) -> bool {
        self.messages.iter().any(
            |message| matches!(message, Message::ToolCall(call) if call.id == id && call.tool == Tool::TransferToHuman),
        )
    }

    /// All was thought and all tools answered: thinks on with the answers, or the turn is complete.
    fn thought_to_the_end(&mut self, now: Duration) {
        let Some(thinking) = &self.thinking else { return };
        if !thinking.done || !thinking.waiting.is_empty() {
            return;
        }
        let silent = !thinking.said_something
            && self.closing.is_none()
            && matches!(self.messages.last(), Some(Message::ToolResult { .. }));
        // Who is being handed over has heard it; there is nothing to add.
        let again = thinking.again && self.closing != Some(EndReason::Transferred);
        let (id, round) = (thinking.id, thinking.round + 1);
        if !again && !silent {
            self.thinking = None;
        } else if round < self.settings.think_rounds {
            if self.closing == Some(EndReason::AgentHungUp) {
                // It parted before it knew what came of what it did: who is to go is said goodbye to again.
                self.closing = None;
            }
            self.think(None, now);
            if let Some(thinking) = &mut self.thinking {
                thinking.round = round;
            }
        } else {
            // It goes round in circles.
            self.thinking_failed(id, now);
        }
    }

    /// What was thought ahead holds, when the caller said just that.
    pub(super) fn adopt_thought_ahead(&mut self, number: u32) -> bool {
        let said = self.words_of(number).map(|(text, _)| text.to_owned());
        let Some(thinking) = &mut self.thinking else { return false };
        let Some(ahead) = &thinking.ahead else { return false };
        if !said.is_some_and(|said| ear::same_words(ahead, &said)) {
            self.drop_thought_ahead();
            return false;
        }
        thinking.ahead = None;
        let (id, held, first) = (thinking.id, std::mem::take(&mut thinking.held), thinking.first);
        let now = first.unwrap_or(thinking.since);
        for thought in held {
            self.thought(id, thought, now);
        }
        true
    }

    pub(super) fn drop_thought_ahead(&mut self) {
        if self.thinking.as_ref().is_some_and(|thinking| thinking.ahead.is_some()) {
            self.counters.thought_in_vain += 1;
            self.cancel_thinking();
        }
    }

    pub(super) fn cancel_thinking(&mut self) {
        if let Some(thinking) = self.thinking.take()
            && !thinking.done
        {
            self.outputs.push_back(Output::CancelThinking { id: thinking.id });
        }
    }

    /// When the thinking has failed, if nothing more comes of it or of the tools it waits for.
    pub(super) fn thought_due(&self) -> Option<Duration> {
        self.thinking.as_ref().map(|thinking| thinking.lately + self.settings.think_within)
    }
}
