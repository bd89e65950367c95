//! The conversation so far, folded into what the receptionist needs to know.

use std::collections::{BTreeMap, BTreeSet};

use domain::hebrew::facts::{self, Context, Manner, Told};
use domain::lead::{Field, LeadDetails, LeadFact};
use domain::values::{Intent, PropertyKind, TimeSlot};
use jiff::Timestamp;

use super::{heard::Heard, phrases, topic::Topic};
use crate::provider::{Conversation, Message, Tool, ToolCall, ToolResult};

/// Ids of this receptionist's tool calls begin so; a cloud model's do not.
pub(super) const OWN: &str = "local-";

/// What the conversation came to last.
#[derive(Debug, Clone)]
pub(super) enum Event {
    /// The agent spoke last, or nobody has.
    Nothing,
    /// The caller said something.
    Spoke,
    /// The caller pressed a key.
    Key(char),
    /// The caller said nothing.
    Silence,
    /// The back office answered.
    Answered { tool: Tool, result: ToolResult, own: bool },
}

/// What is known.
#[derive(Debug, Clone)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "independent facts of one conversation, each with its own reader"
)]
pub(super) struct Memory {
    /// What happened last.
    pub(super) event: Event,
    /// All facts, from before and from this call.
    pub(super) facts: LeadDetails,
    /// Facts not yet written down, by the utterance that told them.
    pub(super) news: BTreeMap<u32, Vec<LeadFact>>,
    /// How often each question was asked.
    pub(super) asked: BTreeMap<Topic, usize>,
    /// What was asked last.
    pub(super) topic: Option<Topic>,
    /// Questions the caller passed on.
    pub(super) passed: BTreeSet<Topic>,
    /// The last utterance.
    pub(super) heard: Heard,
    /// Facts the last utterance told.
    pub(super) told: Vec<LeadFact>,
    /// Whether it changed what was written down before.
    pub(super) corrected: bool,
    /// Utterances in a row that told nothing.
    pub(super) misses: usize,
    /// What the caller said about when to meet, before it was asked.
    pub(super) wish: Option<String>,
    /// The slots last offered, and why; in order of time.
    pub(super) free: Vec<TimeSlot>,
    /// The slot asked for could not be had.
    pub(super) refused: bool,
    /// What was agreed.
    pub(super) booked: Option<TimeSlot>,
    /// The caller was told so.
    pub(super) announced: bool,
    /// Silences in a row, and in all.
    pub(super) silences: (usize, usize),
    /// The key pressed to leave a message, then the message.
    pub(super) message: Option<String>,
    /// How often the caller had the word.
    pub(super) turns: usize,
    /// How often the agent had it.
    pub(super) replies: usize,
    /// The line is being closed or handed over.
    pub(super) over: bool,
    /// When the slot that was refused would have begun.
    pub(super) wanted: Option<Timestamp>,
    /// What the caller did last, and whether the agent has said anything since.
    stimulus: (Event, bool),
    written: LeadDetails,
    calls: BTreeMap<String, Tool>,
}

impl Memory {
    pub(super) fn of(conversation: &Conversation) -> Self {
        let known = conversation.brief.known.clone();
        let mut memory = Self {
            event: Event::Nothing,
            facts: known.clone(),
            news: BTreeMap::new(),
            asked: BTreeMap::new(),
            topic: None,
            passed: BTreeSet::new(),
            heard: Heard::default(),
            told: Vec::new(),
            corrected: false,
            misses: 0,
            wish: None,
            free: Vec::new(),
            refused: false,
            booked: None,
            announced: false,
            silences: (0, 0),
            message: None,
            turns: 0,
            replies: 0,
            over: false,
            wanted: None,
            stimulus: (Event::Nothing, true),
            written: known,
            calls: BTreeMap::new(),
        };
        for message in &conversation.messages {
            memory.take(message, &conversation.brief.greeting);
        }
        // A thought that was cut off after its capture has still to be said.
        let captured =
            matches!(&memory.event, Event::Answered { tool: Tool::CaptureLead { .. }, own: true, .. });
        if captured && !memory.stimulus.1 {
            memory.event = memory.stimulus.0.clone();
        }
        memory
    }

    fn take(&mut self, message: &Message, greeting: &str) {
        match message {
            Message::Agent { text } => self.spoke(text, greeting),
            Message::Caller { utterance, text, .. } => self.hear(*utterance, text),
            Message::Key { digit } => {
                self.event = Event::Key(*digit);
                self.stimulus = (self.event.clone(), false);
                self.silences.0 = 0;
                self.turns += 1;
                self.go_on();
            }
            Message::Silence => {
                self.event = Event::Silence;
                self.stimulus = (self.event.clone(), false);
                self.silences = (self.silences.0 + 1, self.silences.1 + 1);
            }
            Message::ToolCall(call) => self.called(call),
            Message::ToolResult { id, result } => self.answered(id, result),
        }
    }

    fn spoke(&mut self, text: &str, greeting: &str) {
        // What was begun before the calendar answered may be heard after it: only a reply to the answer settles it.
        let settles = Topic::of(text).is_some() || text.contains(phrases::BOOKED);
        if settles
            || !matches!(&self.event, Event::Answered { tool, .. } if !matches!(tool, Tool::CaptureLead { .. }))
        {
            self.event = Event::Nothing;
        }
        self.stimulus.1 = true;
        self.announced |= self.booked.is_some() && text.contains(phrases::BOOKED);
        let greets = !text.is_empty() && (greeting.contains(text.trim()) || text.contains(greeting.trim()));
        if greets && self.turns == 0 {
            return;
        }
        self.replies += 1;
        if let Some(topic) = Topic::of(text) {
            *self.asked.entry(topic).or_default() += 1;
            self.topic = Some(topic);
        }
    }

    /// Who says something after a goodbye is not done; who is being handed over is.
    fn go_on(&mut self) {
        self.over &= self.calls.values().any(|tool| *tool == Tool::TransferToHuman);
    }

    fn hear(&mut self, utterance: u32, text: &str) {
        self.go_on();
        self.event = Event::Spoke;
        self.stimulus = (Event::Spoke, false);
        self.silences.0 = 0;
        self.turns += 1;
        self.heard = Heard::new(text);
        if self.topic == Some(Topic::Message) {
            let before = self.message.take().map(|message| message + " ").unwrap_or_default();
            self.message = Some(before + text);
            return;
        }
        let asked = self.topic.and_then(Topic::field);
        let told = facts::understand(text, Context { asked, intent: self.intent() });
        self.told = self.settle(told);
        self.corrected =
            self.told.iter().any(|fact| self.written.get(fact.field()).is_some_and(|held| held != fact));
        for fact in self.told.clone() {
            self.facts.set(fact.clone());
            if self.written.get(fact.field()) != Some(&fact) {
                self.forget_news(fact.field());
                self.news.entry(utterance).or_default().push(fact);
            }
        }
        self.misses = if self.told.is_empty() { self.misses + 1 } else { 0 };
        self.note_pass();
        self.note_wish(text);
    }

    /// What was told, settled with what is known: a denial empties, a correction begun with "no" counts, what is implied does
    /// not outweigh what was said.
    fn settle(&mut self, told: Vec<Told>) -> Vec<LeadFact> {
        let mut settled: Vec<LeadFact> = Vec::new();
        for Told { fact, manner } in told {
            let held = self.facts.get(fact.field());
            match manner {
                Manner::Implied if held.is_some() => {}
                Manner::AfterNo if held == Some(&fact) => self.facts.clear(fact.field()),
                // Denied before anything was known: it tells nothing.
                Manner::AfterNo
                    if held.is_none() && self.topic.and_then(Topic::field) != Some(fact.field()) => {}
                Manner::Said | Manner::Implied | Manner::AfterNo => settled.push(fact),
            }
        }
        settled
    }

    fn forget_news(&mut self, field: Field) {
        for facts in self.news.values_mut() {
            facts.retain(|fact| fact.field() != field);
        }
        self.news.retain(|_, facts| !facts.is_empty());
    }

    fn note_pass(&mut self) {
        let Some(topic) = self.topic.filter(|topic| topic.field().is_some()) else { return };
        let personal = matches!(topic, Topic::Name | Topic::Budget);
        let passes = self.heard.passes() || (personal && self.heard.declines());
        if passes && self.told.is_empty() {
            self.passed.insert(topic);
        }
    }

    /// A time said among the first questions is kept; numbers that answered a question are none.
    fn note_wish(&mut self, text: &str) {
        let counts = |fact: &LeadFact| matches!(fact.field(), Field::Rooms | Field::Budget | Field::Name);
        let early = self.topic.is_none_or(|topic| topic.field().is_some());
        if early && !self.told.iter().any(counts) && domain::hebrew::time::names_a_day(text) {
            self.wish = Some(text.to_owned());
        }
    }

    fn called(&mut self, call: &ToolCall) {
        match &call.tool {
            Tool::CaptureLead { facts, .. } => {
                for fact in facts {
                    self.written.set(fact.clone());
                    let written = self.written.clone();
                    for news in self.news.values_mut() {
                        news.retain(|fact| written.get(fact.field()) != Some(fact));
                    }
                }
                self.news.retain(|_, facts| !facts.is_empty());
            }
            Tool::EndCall { .. } | Tool::TransferToHuman => self.over = true,
            Tool::LeaveNote { .. } => {}
            Tool::CheckAvailability { .. } => self.wish = None,
            Tool::BookMeeting { start, .. } => {
                self.wish = None;
                self.wanted = Some(*start);
            }
        }
        self.calls.insert(call.id.clone(), call.tool.clone());
    }

    fn answered(&mut self, id: &str, result: &ToolResult) {
        match result {
            ToolResult::Free(free) => self.offer(free, false),
            ToolResult::NotFree { free } => self.offer(free, true),
            ToolResult::Booked { slot, .. } => self.booked = Some(*slot),
            ToolResult::Failed(_) | ToolResult::Captured | ToolResult::Done => {}
        }
        if let Some(tool) = self.calls.get(id).cloned() {
            if matches!((&tool, result), (Tool::TransferToHuman, ToolResult::Failed(_))) {
                self.over = false;
            }
            // Captures may be answered after the calendar: its answer is still to be told.
            let capture = matches!(tool, Tool::CaptureLead { .. });
            let pending = matches!(&self.event, Event::Answered { tool, .. } if !matches!(tool, Tool::CaptureLead { .. }));
            if !(capture && pending) {
                self.event = Event::Answered { tool, result: result.clone(), own: id.starts_with(OWN) };
            }
        }
    }

    fn offer(&mut self, free: &[TimeSlot], refused: bool) {
        self.free = free.to_vec();
        self.free.sort_by_key(TimeSlot::start);
        self.refused = refused;
    }

    /// How often a question was asked.
    pub(super) fn times_asked(&self, topic: Topic) -> usize {
        self.asked.get(&topic).copied().unwrap_or_default()
    }

    /// What the caller wants to do.
    pub(super) fn intent(&self) -> Option<Intent> {
        self.facts
            .facts()
            .iter()
            .find_map(|fact| if let LeadFact::Intent(intent) = fact { Some(*intent) } else { None })
    }

    /// Whether the caller has a property to offer.
    pub(super) fn offers_property(&self) -> bool {
        matches!(self.intent(), Some(Intent::Sell | Intent::Let))
    }

    /// Whether rooms mean anything for the kind of property.
    pub(super) fn has_rooms(&self) -> bool {
        !self.facts.facts().iter().any(|fact| {
            matches!(
                fact,
                LeadFact::PropertyKind(
                    PropertyKind::Office | PropertyKind::Shop | PropertyKind::Land | PropertyKind::Studio
                )
            )
        })
    }
}
