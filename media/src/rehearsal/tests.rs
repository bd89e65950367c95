//! A conversation in writing, with the embedded receptionist and with providers that fail.

use domain::ids::{BusinessId, MeetingId};
use domain::lead::LeadDetails;
use domain::values::{Party, TIME_ZONE, TimeSlot};
use jiff::{SignedDuration, civil::date};

use super::*;
use crate::provider::local::Receptionist;

fn now() -> Zoned {
    date(2026, 11, 22).at(9, 0, 0, 0).in_tz(TIME_ZONE).unwrap()
}

fn brief() -> Brief {
    Brief {
        call: "CA00000000000000000000000000000001".parse().unwrap(),
        business: BusinessId::default_business(),
        business_name: "נדל\"ן העיר".to_owned(),
        agent_name: "לאה".to_owned(),
        voice: None,
        greeting: "שלום, מדברת לאה. במה אפשר לעזור?".to_owned(),
        prompt: None,
        caller: Party::read("+972525550100"),
        known: LeadDetails::default(),
        earlier: Vec::new(),
        free: Vec::new(),
        meeting_minutes: 60,
    }
}

/// Ten in the morning is always free.
struct Willing;

#[async_trait]
impl DryDesk for Willing {
    async fn try_tool(&self, _: &Brief, tool: &Tool) -> ToolResult {
        let slot = |start| TimeSlot::new(start, start + SignedDuration::from_hours(1)).unwrap();
        let ten = now().date().tomorrow().unwrap().at(10, 0, 0, 0).in_tz(TIME_ZONE).unwrap().timestamp();
        match tool {
            Tool::CaptureLead { .. } => ToolResult::Captured,
            Tool::CheckAvailability { .. } => ToolResult::Free(vec![slot(ten)]),
            Tool::BookMeeting { start, .. } => {
                ToolResult::Booked { meeting: MeetingId::derive("none"), slot: slot(*start) }
            }
            Tool::LeaveNote { .. } | Tool::TransferToHuman | Tool::EndCall { .. } => ToolResult::Done,
        }
    }
}

async fn say(
    rehearsal: &Rehearsal,
    text: &str,
    language: &dyn Language,
) -> (Vec<Step>, Result<Rehearsal, ProviderError>) {
    let (tell, mut steps) = mpsc::channel(64);
    let next = rehearsal.turn(text, now(), (language, &Willing), &tell).await;
    drop(tell);
    let mut told = Vec::new();
    while let Some(step) = steps.recv().await {
        told.push(step);
    }
    (told, next)
}

#[tokio::test]
async fn a_whole_conversation_ends_with_a_meeting_that_would_be_booked() {
    let mut rehearsal = Rehearsal::new(brief(), now());
    let mut told = Vec::new();
    for said in ["אני רוצה לקנות דירה בחיפה", "ארבעה חדרים", "שני מיליון", "דנה", "מחר בעשר בבוקר", "לא תודה"]
    {
        let (steps, next) = say(&rehearsal, said, &Receptionist).await;
        told.extend(steps);
        rehearsal = next.unwrap();
    }
    let would = |wanted: fn(&Tool) -> bool| {
        told.iter().any(|step| matches!(step, Step::Does(tool, _) if wanted(tool)))
    };
    assert!(would(|tool| matches!(tool, Tool::CaptureLead { .. })), "{told:#?}");
    assert!(would(|tool| matches!(tool, Tool::BookMeeting { .. })), "{told:#?}");
    assert!(rehearsal.is_over(), "{told:#?}");
}

/// A model that says half a sentence and breaks off.
struct Broken;

#[async_trait]
impl Language for Broken {
    fn name(&self) -> &'static str {
        "broken"
    }

    async fn think(&self, _: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let (tell, thoughts) = mpsc::channel(1);
        tell.try_send(Thought::Sentence("רגע".to_owned())).unwrap();
        Ok(thoughts)
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

/// A model that never says anything.
struct Mute;

#[async_trait]
impl Language for Mute {
    fn name(&self) -> &'static str {
        "mute"
    }

    async fn think(&self, _: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        std::future::pending().await
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

#[tokio::test(start_paused = true)]
async fn a_turn_that_fails_leaves_the_conversation_as_it_was() {
    let rehearsal = Rehearsal::new(brief(), now());
    let (steps, failed) = say(&rehearsal, "שלום", &Broken).await;
    assert_eq!(steps, [Step::Says("רגע".to_owned())]);
    assert!(matches!(failed, Err(ProviderError::Unavailable { .. })));
    let (_, late) = say(&rehearsal, "שלום", &Mute).await;
    assert!(matches!(late, Err(ProviderError::TimedOut { provider: "mute" })));
    assert_eq!(rehearsal.turns, 0);
    assert_eq!(rehearsal.conversation.messages.len(), 1);
}

#[tokio::test]
async fn what_is_said_and_how_often_has_an_end() {
    let mut rehearsal = Rehearsal::new(brief(), now());
    let (_, next) = say(&rehearsal, &"א".repeat(2000), &Receptionist).await;
    let spoken = &next.unwrap().conversation.messages[1];
    assert!(matches!(spoken, Message::Caller { text, .. } if text.chars().count() == LONGEST));
    rehearsal.turns = MOST_TURNS;
    assert!(rehearsal.is_over());
}
