//! A conversation with a back office behind it, driven as the call's worker drives it.

use std::sync::Arc;

use domain::call::PromptUsed;
use domain::ids::{BusinessId, MeetingId};
use domain::lead::{LeadDetails, LeadFact};
use domain::values::{Channel, Party, Span, TIME_ZONE, TimeSlot};
use jiff::{SignedDuration, Timestamp, ToSpan, Zoned, civil::date};

use crate::Brief;
use crate::provider::{Conversation, Message, Thought, Tool, ToolCall, ToolResult, local::Receptionist};

pub(super) const GREETING: &str = "שלום, הגעתם לנדל\"ן העיר. מדברת לאה. השיחה מוקלטת. במה אפשר לעזור?";

/// Sunday 22 November 2026, nine in the morning.
pub(super) fn now() -> Zoned {
    date(2026, 11, 22).at(9, 0, 0, 0).in_tz(TIME_ZONE).expect("a zone")
}

/// A call in progress.
#[derive(Debug, Clone)]
pub(super) struct Talk {
    pub(super) conversation: Conversation,
    /// Hours free on every day, and instants taken meanwhile.
    hours: Vec<i8>,
    taken: Vec<Timestamp>,
    /// The calendar and the transfer fail.
    broken: bool,
    utterances: u32,
}

impl Talk {
    pub(super) fn new() -> Self {
        Self::with(LeadDetails::default())
    }

    pub(super) fn with(known: LeadDetails) -> Self {
        let brief = Brief {
            call: "CA00000000000000000000000000000001".parse().expect("a sid"),
            business: BusinessId::default_business(),
            business_name: "נדל\"ן העיר".to_owned(),
            agent_name: "לאה".to_owned(),
            voice: None,
            greeting: GREETING.to_owned(),
            prompt: None,
            caller: Party::read("+972525550100"),
            known,
            earlier: Vec::new(),
            free: Vec::new(),
            meeting_minutes: 60,
        };
        let greeting = Message::Agent { text: GREETING.to_owned() };
        Self {
            conversation: Conversation { brief: Arc::new(brief), now: now(), messages: vec![greeting] },
            hours: vec![10, 16, 17],
            taken: Vec::new(),
            broken: false,
            utterances: 0,
        }
    }

    /// The agency's own instructions say this.
    pub(super) fn told(mut self, instructions: &str) -> Self {
        let used = PromptUsed { channel: Channel::Calls, version: 1 };
        Arc::make_mut(&mut self.conversation.brief).prompt = Some((used, instructions.to_owned()));
        self
    }

    pub(super) fn with_hours(mut self, hours: &[i8]) -> Self {
        self.hours = hours.to_vec();
        self
    }

    pub(super) fn with_taken(mut self, day: i8, hour: i8) -> Self {
        self.taken.push(date(2026, 11, day).at(hour, 0, 0, 0).in_tz(TIME_ZONE).expect("a zone").timestamp());
        self
    }

    pub(super) fn broken(mut self) -> Self {
        self.broken = true;
        self
    }

    /// The caller says this; gives back what the agent says and does, a line each.
    pub(super) fn says(&mut self, text: &str) -> Vec<String> {
        let utterance = self.utterances;
        self.utterances += 1;
        self.after(Message::Caller {
            utterance,
            text: text.to_owned(),
            span: Span { start_ms: 0, end_ms: 900 },
        })
    }

    pub(super) fn presses(&mut self, digit: char) -> Vec<String> {
        self.after(Message::Key { digit })
    }

    pub(super) fn is_silent(&mut self) -> Vec<String> {
        self.after(Message::Silence)
    }

    pub(super) fn is_over(&self) -> bool {
        self.conversation.messages.iter().any(|message| {
            matches!(
                message,
                Message::ToolCall(ToolCall { tool: Tool::EndCall { .. } | Tool::TransferToHuman, .. })
            )
        })
    }

    pub(super) fn summary(&self) -> Option<String> {
        self.conversation.messages.iter().find_map(|message| {
            let Message::ToolCall(ToolCall { tool: Tool::EndCall { summary }, .. }) = message else {
                return None;
            };
            summary.clone()
        })
    }

    fn after(&mut self, stimulus: Message) -> Vec<String> {
        self.conversation.messages.push(stimulus);
        let mut lines = Vec::new();
        // A turn of more thoughts than this would be a loop.
        for _ in 0..8 {
            let thoughts = Receptionist::respond(&self.conversation);
            assert_eq!(thoughts.last(), Some(&Thought::Done));
            let mut results = Vec::new();
            for thought in thoughts {
                match thought {
                    Thought::Sentence(text) => {
                        lines.push(text.clone());
                        self.conversation.messages.push(Message::Agent { text });
                    }
                    Thought::Call(call) => {
                        lines.push(brief(&call.tool));
                        let result = self.desk(&call.tool);
                        results.push(Message::ToolResult { id: call.id.clone(), result });
                        self.conversation.messages.push(Message::ToolCall(call));
                    }
                    Thought::Begun | Thought::Done => {}
                }
            }
            if results.is_empty() {
                return lines;
            }
            self.conversation.messages.extend(results);
        }
        panic!("the turn does not end: {lines:#?}");
    }

    fn desk(&self, tool: &Tool) -> ToolResult {
        match tool {
            Tool::CaptureLead { .. } => ToolResult::Captured,
            Tool::LeaveNote { .. } | Tool::EndCall { .. } => ToolResult::Done,
            _ if self.broken => ToolResult::Failed("out of order".to_owned()),
            Tool::TransferToHuman => ToolResult::Done,
            Tool::CheckAvailability { day, after } => ToolResult::Free(
                self.free()
                    .into_iter()
                    .filter(|slot| {
                        let at = slot.start().to_zoned(now().time_zone().clone());
                        day.is_none_or(|day| at.date() == day) && after.is_none_or(|after| at.time() >= after)
                    })
                    .take(6)
                    .collect(),
            ),
            Tool::BookMeeting { start, .. } => {
                let free = self.free();
                if let Some(slot) = free.iter().find(|slot| slot.start() == *start) {
                    return ToolResult::Booked { meeting: MeetingId::derive("a booking"), slot: *slot };
                }
                let later = free.into_iter().filter(|slot| slot.start() >= *start).take(3).collect();
                ToolResult::NotFree { free: later }
            }
        }
    }

    fn free(&self) -> Vec<TimeSlot> {
        let hour = SignedDuration::from_hours(1);
        (0..14_i64)
            .filter_map(|day| now().date().checked_add(day.days()).ok())
            .flat_map(|day| self.hours.iter().map(move |hour| day.at(*hour, 0, 0, 0)))
            .filter_map(|at| at.in_tz(TIME_ZONE).ok())
            .filter(|at| *at > now() && !self.taken.contains(&at.timestamp()))
            .filter_map(|at| TimeSlot::new(at.timestamp(), at.timestamp() + hour).ok())
            .collect()
    }
}

fn brief(tool: &Tool) -> String {
    let civil = |at: &Timestamp| at.to_zoned(now().time_zone().clone()).strftime("%d.%m %H:%M").to_string();
    match tool {
        Tool::CaptureLead { facts, .. } => {
            let facts: Vec<String> = facts.iter().map(fact).collect();
            format!("<capture {}>", facts.join(" ")).replace(" >", ">")
        }
        Tool::CheckAvailability { day, after } => {
            let day = day.map(|day| format!(" {day}")).unwrap_or_default();
            let after = after.map(|after| format!(" from {}", after.strftime("%H:%M"))).unwrap_or_default();
            format!("<check{day}{after}>")
        }
        Tool::BookMeeting { start, .. } => format!("<book {}>", civil(start)),
        Tool::TransferToHuman => "<transfer>".to_owned(),
        Tool::LeaveNote { .. } => "<note>".to_owned(),
        Tool::EndCall { .. } => "<end>".to_owned(),
    }
}

fn fact(fact: &LeadFact) -> String {
    match fact {
        LeadFact::Name(name) => format!("name={name}"),
        LeadFact::Intent(intent) => format!("{intent:?}"),
        LeadFact::City(city) => format!("city={city}"),
        LeadFact::Neighborhood(place) => format!("area={place}"),
        LeadFact::PropertyKind(kind) => format!("{kind:?}"),
        LeadFact::Rooms(rooms) => format!("rooms={}", rooms.as_decimal()),
        LeadFact::Budget(money) => format!("budget={}", money.as_shekels()),
        LeadFact::Email(email) => format!("email={email}"),
    }
}
