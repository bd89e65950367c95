//! What to say and do next.

use super::{
    closing, interview,
    memory::{Event, Memory, OWN},
    phrases, results, scheduling, summary,
    topic::Topic,
};
use crate::provider::{Conversation, Thought, Tool, ToolCall, deed};

/// Nobody talks this long with a machine: after so many replies it says goodbye.
const MOST_REPLIES: usize = 40;

/// The thoughts of one turn, being gathered.
pub(super) struct Reply<'a> {
    pub(super) conversation: &'a Conversation,
    pub(super) memory: &'a Memory,
    thoughts: Vec<Thought>,
}

/// The next thoughts; the last is [`Thought::Done`].
pub(super) fn respond(conversation: &Conversation) -> Vec<Thought> {
    let memory = Memory::of(conversation);
    let mut reply = Reply { conversation, memory: &memory, thoughts: Vec::new() };
    if !memory.over {
        reply.turn();
    }
    reply.thoughts.push(Thought::Done);
    reply.thoughts
}

impl Reply<'_> {
    fn turn(&mut self) {
        match &self.memory.event {
            Event::Nothing => {}
            Event::Answered { tool, result, own } => results::answer(self, tool, result, *own),
            Event::Spoke | Event::Key(_) | Event::Silence => {
                self.capture();
                self.caller();
            }
        }
    }

    fn caller(&mut self) {
        if self.memory.replies >= MOST_REPLIES {
            return closing::call_back(self, None);
        }
        match self.memory.event {
            Event::Key(digit) => self.key(digit),
            Event::Silence => self.silence(),
            Event::Spoke | Event::Nothing | Event::Answered { .. } => self.spoken(),
        }
    }

    /// Writes down what was told and is not written yet.
    pub(super) fn capture(&mut self) {
        for (utterance, facts) in self.memory.news.clone() {
            self.call(Tool::CaptureLead { facts, utterance: Some(utterance) });
        }
    }

    fn spoken(&mut self) {
        let heard = &self.memory.heard;
        if self.memory.topic == Some(Topic::Message) && self.memory.message.is_some() {
            return closing::message(self);
        }
        if heard.wants_a_person() {
            return closing::transfer(self);
        }
        if heard.wants_a_call_back() {
            return closing::call_back(self, None);
        }
        if heard.says_goodbye() {
            return closing::farewell(self);
        }
        if let Some(slot) = self.memory.booked.filter(|_| !self.memory.announced) {
            return results::announce(self, slot);
        }
        match self.memory.topic {
            Some(topic) if heard.asks_to_repeat() && self.memory.told.is_empty() => self.again(topic),
            Some(Topic::Slot) if self.memory.booked.is_none() => scheduling::answer(self),
            Some(Topic::Anything) => closing::anything(self),
            Some(_) | None => interview::advance(self),
        }
    }

    /// The question once more, in other words.
    fn again(&mut self, topic: Topic) {
        match topic {
            Topic::Slot => scheduling::answer(self),
            Topic::Anything => closing::anything(self),
            Topic::Intent
            | Topic::City
            | Topic::Rooms
            | Topic::Budget
            | Topic::Name
            | Topic::Menu
            | Topic::Message => {
                interview::advance(self);
            }
        }
    }

    fn key(&mut self, digit: char) {
        let choices = scheduling::offered(self);
        if self.memory.topic == Some(Topic::Slot)
            && let Some(slot) =
                digit.to_digit(10).and_then(|digit| choices.get((digit as usize).checked_sub(1)?))
        {
            return scheduling::book(self, slot.start());
        }
        match digit {
            '1' => closing::call_back(self, Some("המתקשר הקיש אחת וביקש שיחזרו אליו")),
            '2' => closing::transfer(self),
            '3' if self.memory.times_asked(Topic::Message) < 2 => self.say(phrases::MESSAGE),
            '#' if self.memory.topic == Some(Topic::Message) => closing::message(self),
            _ if self.memory.times_asked(Topic::Menu) < 3 => self.say(phrases::MENU),
            _ => closing::call_back(self, None),
        }
    }

    fn silence(&mut self) {
        if self.memory.topic == Some(Topic::Message) {
            return closing::message(self);
        }
        match self.memory.silences {
            (1, ..=3) => self.say(phrases::STILL_THERE),
            (..=2, ..=5) if self.memory.times_asked(Topic::Menu) < 3 => self.say(phrases::MENU),
            _ => closing::silent(self),
        }
    }

    /// Says a sentence.
    pub(super) fn say(&mut self, text: impl Into<String>) {
        self.thoughts.push(Thought::Sentence(text.into()));
    }

    /// Asks the back office.
    pub(super) fn call(&mut self, tool: Tool) {
        let id = deed::id(OWN, self.conversation, self.thoughts.len(), &tool);
        self.thoughts.push(Thought::Call(ToolCall { id, tool }));
    }

    /// Closes the line.
    pub(super) fn end(&mut self, note: Option<&str>) {
        let summary = summary::of(self.memory, &self.conversation.now, note);
        self.call(Tool::EndCall { summary });
    }
}
