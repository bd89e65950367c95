//! The way out when a part of the agent fails: 1 is a call back, 2 a person, 3 a message. Each leaves something for people to do.
//!
//! # Contract
//! It needs neither recogniser nor language model. Every way ends with a note on the caller's lead, or with a person on the line.

use std::time::Duration;

use domain::call::EndReason;

use super::Engine;
use crate::{Message, Output, Tool, ToolCall, phrases};

/// How far the caller is with the keys.
#[derive(Debug, Default)]
pub(super) struct Keypad {
    offered: bool,
    /// The request for a person, while it is unanswered.
    transfer: Option<String>,
    /// Where in the conversation the caller's message begins, while it is being left.
    message: Option<usize>,
}

impl Keypad {
    pub(super) fn takes_message(&self) -> bool {
        self.message.is_some()
    }
}

impl Engine {
    pub(super) fn offer_keypad(&mut self, now: Duration) {
        self.failures = self.failures.max(1);
        if !self.keypad.offered {
            self.keypad.offered = true;
            self.say(phrases::KEYPAD.to_owned(), now);
        }
    }

    /// A key that is the keypad's to answer, not the language model's; whether it was.
    pub(super) fn took_key(&mut self, digit: char, now: Duration) -> bool {
        if self.keypad.takes_message() {
            self.message_left(now);
            return true;
        }
        if !self.keypad.offered || self.failures == 0 || self.closing.is_some() {
            return false;
        }
        match digit {
            '2' => self.key_for_a_person(),
            '3' => {
                self.keypad.message = Some(self.messages.len());
                self.say(phrases::LEAVE_MESSAGE.to_owned(), now);
            }
            // Whoever presses anything wants to be heard: that is a call back at least.
            _ => self.part_with_note(phrases::NOTE_CALL_BACK.to_owned(), phrases::CALL_BACK, now),
        }
        true
    }

    fn key_for_a_person(&mut self) {
        let id = format!("key-{}", self.next_id());
        self.keypad.transfer = Some(id.clone());
        let call = ToolCall { id, tool: Tool::TransferToHuman };
        self.messages.push(Message::ToolCall(call.clone()));
        self.outputs.push_back(Output::UseTool { call, source: None });
    }

    /// The person is being called; or cannot be, and then will call back.
    pub(super) fn keyed_transfer_answered(&mut self, id: &str, transferred: bool, now: Duration) {
        if self.keypad.transfer.as_deref() != Some(id) {
            return;
        }
        self.keypad.transfer = None;
        if transferred {
            self.say(phrases::TRANSFERRING.to_owned(), now);
        } else {
            self.part_with_note(phrases::NOTE_PERSON.to_owned(), phrases::CALL_BACK, now);
        }
    }

    /// The caller has said their message: a key, a silence, or the end of the line.
    pub(super) fn message_left(&mut self, now: Duration) {
        if let Some(note) = self.message_so_far() {
            self.part_with_note(note, phrases::MESSAGE_TAKEN, now);
        }
    }

    /// The line is gone: what was said of a message is kept.
    pub(super) fn keep_message(&mut self) {
        if let Some(note) = self.message_so_far() {
            self.leave_note(note);
        }
    }

    fn message_so_far(&mut self) -> Option<String> {
        let begins = self.keypad.message.take()?;
        let words: Vec<&str> =
            self.messages[begins.min(self.messages.len())..].iter().filter_map(words).collect();
        // Without a recogniser the words are in the recording only.
        Some(if words.is_empty() {
            phrases::NOTE_RECORDED.to_owned()
        } else {
            format!("{}{}", phrases::NOTE_MESSAGE, words.join(" "))
        })
    }

    fn part_with_note(&mut self, note: String, farewell: &str, now: Duration) {
        self.leave_note(note);
        self.say(farewell.to_owned(), now);
        self.closing = Some(EndReason::AgentHungUp);
    }

    fn leave_note(&mut self, text: String) {
        let id = format!("key-{}", self.next_id());
        let call = ToolCall { id, tool: Tool::LeaveNote { text } };
        self.outputs.push_back(Output::UseTool { call, source: None });
    }
}

fn words(message: &Message) -> Option<&str> {
    match message {
        Message::Caller { text, .. } => Some(text),
        Message::Agent { .. }
        | Message::Key { .. }
        | Message::Silence
        | Message::ToolCall(_)
        | Message::ToolResult { .. } => None,
    }
}
