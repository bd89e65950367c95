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
    /// In which turn it was offered last.
    offered: Option<u32>,
    /// The caller left something, or a person was called: nobody has to be told of the fault.
    answered: bool,
    /// The request for a person, while it is unanswered, and what people read when there is none.
    transfer: Option<(String, &'static str)>,
    /// Where in the conversation the caller's message begins, while it is being left.
    message: Option<usize>,
}

impl Keypad {
    pub(super) fn takes_message(&self) -> bool {
        self.message.is_some()
    }

    /// A message was taken out of the conversation.
    pub(super) fn message_removed(&mut self, at: usize) {
        if let Some(begins) = &mut self.message {
            *begins -= usize::from(*begins > at);
        }
    }
}

impl Engine {
    pub(super) fn offer_keypad(&mut self, now: Duration) {
        // Until the model has something to say again the keys are not its own.
        self.failures = self.failures.max(1);
        // While it is being said, that is enough.
        let is_being_said = self.reply_turn().is_some_and(|turn| self.keypad.offered == Some(turn));
        if !is_being_said && !self.keypad.takes_message() {
            self.say(phrases::KEYPAD.to_owned(), now);
            self.keypad.offered = self.reply_turn();
        }
    }

    /// Something fails that the caller would need.
    fn is_in_trouble(&self) -> bool {
        self.failures > 0 || self.hearing.is_deaf || self.unheard > 0
    }

    /// A key that is the keypad's to answer, not the language model's; whether it was.
    pub(super) fn took_key(&mut self, digit: char, now: Duration) -> bool {
        if self.keypad.takes_message() {
            // A number that was asked for is pressed digit by digit.
            if digit == '#' {
                self.message_left(now);
            }
            return true;
        }
        if self.keypad.offered.is_none() || !self.is_in_trouble() || self.closing.is_some() {
            return false;
        }
        let can_be_called = self.known().is_some_and(|known| known.brief.caller.phone().is_some());
        match digit {
            '2' => self.ask_for_a_person(phrases::NOTE_PERSON),
            '3' => self.take_message(phrases::LEAVE_MESSAGE, now),
            // Whoever presses anything wants to be heard: that is a call back at least.
            _ if can_be_called => {
                self.part_with_note(phrases::NOTE_CALL_BACK.to_owned(), phrases::CALL_BACK, now);
            }
            _ => self.take_message(phrases::LEAVE_NUMBER, now),
        }
        true
    }

    /// The caller left something with the keys, and is told goodbye.
    pub(super) fn has_parted(&self) -> bool {
        self.keypad.answered && self.closing == Some(EndReason::AgentHungUp)
    }

    fn take_message(&mut self, asked: &str, now: Duration) {
        self.keypad.message = Some(self.messages.len());
        self.say(asked.to_owned(), now);
    }

    /// The note is for when nobody is there.
    pub(super) fn ask_for_a_person(&mut self, note: &'static str) {
        if self.keypad.transfer.is_some() {
            return;
        }
        let id = format!("key-{}", self.next_id());
        self.keypad.transfer = Some((id.clone(), note));
        let call = ToolCall { id, tool: Tool::TransferToHuman };
        self.messages.push(Message::ToolCall(call.clone()));
        self.outputs.push_back(Output::UseTool { call, source: None });
    }

    /// The person is being called; or cannot be, and then will call back.
    pub(super) fn keyed_transfer_answered(&mut self, id: &str, transferred: bool, now: Duration) {
        let Some((_, note)) = self.keypad.transfer.take_if(|(asked, _)| asked == id) else { return };
        if transferred {
            self.keypad.answered = true;
            self.say(phrases::TRANSFERRING.to_owned(), now);
        } else {
            self.part_with_note(note.to_owned(), phrases::CALL_BACK, now);
        }
    }

    /// The caller has said their message: a key, a silence, or the end of the line.
    pub(super) fn message_left(&mut self, now: Duration) {
        if let Some(note) = self.message_so_far() {
            self.part_with_note(note, phrases::MESSAGE_TAKEN, now);
        }
    }

    /// The line is gone: what was said of a message is kept. Whom we failed, and who left nothing, is called back all the same.
    pub(super) fn keep_message(&mut self) {
        if let Some(note) = self.message_so_far() {
            self.leave_note(note);
        } else if self.keypad.offered.is_some() && !self.keypad.answered && self.is_in_trouble() {
            self.leave_note(phrases::NOTE_FAULT.to_owned());
        }
    }

    fn message_so_far(&mut self) -> Option<String> {
        let begins = self.keypad.message.take()?;
        let mut message = String::new();
        let mut keys = false;
        for left in &self.messages[begins.min(self.messages.len())..] {
            let (text, is_key) = match left {
                Message::Caller { text, .. } => (text.clone(), false),
                Message::Key { digit } if *digit != '#' => (digit.to_string(), true),
                Message::Key { .. }
                | Message::Agent { .. }
                | Message::Silence
                | Message::ToolCall(_)
                | Message::ToolResult { .. } => continue,
            };
            if !(message.is_empty() || keys && is_key) {
                message.push(' ');
            }
            message.push_str(&text);
            keys = is_key;
        }
        // Without a recogniser the words are in the recording only.
        Some(if message.is_empty() {
            phrases::NOTE_RECORDED.to_owned()
        } else {
            format!("{}{message}", phrases::NOTE_MESSAGE)
        })
    }

    fn part_with_note(&mut self, note: String, farewell: &str, now: Duration) {
        self.leave_note(note);
        self.say(farewell.to_owned(), now);
        self.closing = Some(EndReason::AgentHungUp);
    }

    fn leave_note(&mut self, text: String) {
        self.keypad.answered = true;
        let id = format!("key-{}", self.next_id());
        let call = ToolCall { id, tool: Tool::LeaveNote { text } };
        self.outputs.push_back(Output::UseTool { call, source: None });
    }
}
