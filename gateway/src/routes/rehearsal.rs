//! `/prompts/rehearsal`: a conversation in writing with the agent, told a prompt that nobody may have published yet.
//!
//! A route and not a subscription: what is told belongs to one request, with a body of its own, is never told twice, and ends when
//! the request does. `POST …/turn` answers server-sent events (<https://html.spec.whatwg.org/multipage/server-sent-events.html>).

use std::{convert::Infallible, time::Duration};

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode},
    response::{
        Sse,
        sse::{Event, KeepAlive},
    },
};
use domain::{
    ids::CallSid,
    lead::LeadFact,
    user::Permission,
    values::{Channel, TimeSlot},
};
use futures::{Stream, StreamExt as _};
use jiff::Timestamp;
use media::{
    provider::{Tool, ToolResult},
    rehearsal::Step,
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::{
    app::App,
    auth::Session,
    desk::NotTried,
    problem::Problem,
    rehearsals::{NoTurn, Told},
};

/// Prompts are at most so long.
const LONGEST_PROMPT: usize = 20_000;

/// What is tried.
#[derive(Debug, Deserialize)]
pub(crate) struct Wanted {
    channel: Channel,
    text: String,
}

/// How it begins.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Begun {
    /// What the agent says first; absent where it does not speak first.
    greeting: Option<String>,
    /// Who answers: a language model's provider, or `local`, the embedded receptionist.
    answers: &'static str,
}

/// What is said.
#[derive(Debug, Deserialize)]
pub(crate) struct Said {
    text: String,
}

/// Begins a conversation; the one before is over.
pub(crate) async fn begin(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Json(wanted): Json<Wanted>,
) -> Result<Json<Begun>, Problem> {
    session.permit(&headers, Permission::EditPrompts)?;
    if wanted.text.trim().is_empty() || wanted.text.chars().count() > LONGEST_PROMPT {
        return Err(Problem::unprocessable("text", "text: expected 1 to 20,000 characters"));
    }
    let call = nobodys_call(&app)?;
    let desk = app.rehearsals.desk();
    let brief = desk.rehearsal(session.business, wanted.channel, &wanted.text, call).await;
    let brief = brief.map_err(|error| match error {
        NotTried::Template(fault) => Problem::unprocessable("text", fault.to_string()),
        NotTried::Desk(error) => Problem::unavailable(&error),
    })?;
    let greeting = Some(brief.greeting.clone()).filter(|greeting| !greeting.is_empty());
    app.rehearsals.begin(session.user, brief);
    Ok(Json(Begun { greeting, answers: app.rehearsals.answers() }))
}

/// Says something to the agent; what it says and would do comes as it comes.
pub(crate) async fn turn(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
    Json(said): Json<Said>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>> + use<>>, Problem> {
    session.permit(&headers, Permission::EditPrompts)?;
    if said.text.trim().is_empty() {
        return Err(Problem::unprocessable("text", "text: expected something that is said"));
    }
    let told = app.rehearsals.turn(session.business, session.user, said.text).map_err(|why| match why {
        NoTurn::None => Problem::not_found("there is no conversation on this node; begin one"),
        NoTurn::Busy => Problem::new(StatusCode::CONFLICT, "the last turn is not over"),
        NoTurn::Over => Problem::new(StatusCode::GONE, "the conversation is over; begin another"),
    })?;
    let events = told.map(|told| Ok(event(Shown::from(told))));
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(Duration::from_secs(10))))
}

/// Ends the conversation.
pub(crate) async fn end(
    State(app): State<App>,
    session: Session,
    headers: HeaderMap,
) -> Result<StatusCode, Problem> {
    session.permit(&headers, Permission::EditPrompts)?;
    app.rehearsals.end(session.business, session.user);
    Ok(StatusCode::NO_CONTENT)
}

/// The agent's tool calls are named after a call. This one is nobody's.
fn nobodys_call(app: &App) -> Result<CallSid, Problem> {
    let sid = format!("CA{}", app.entropy.uuid().simple());
    sid.parse().map_err(|error| Problem::unavailable(&error))
}

fn event(shown: Shown) -> Event {
    // Texts and numbers always can be written as JSON.
    Event::default().json_data(shown).unwrap_or_else(|_| Event::default().comment("unreadable"))
}

/// An event as the screen reads it.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
enum Shown {
    Says { text: String },
    Does { deed: Deed, outcome: Outcome },
    Done { over: bool },
    Failed,
}

/// What the agent would do.
#[derive(Debug, Serialize)]
#[serde(tag = "name", rename_all = "camelCase")]
enum Deed {
    Capture { facts: Vec<Fact> },
    Look { day: Option<String>, after: Option<String> },
    Book { start: Timestamp, subject: String },
    Note { text: String },
    Transfer,
    End { summary: Option<String> },
}

/// A field of a lead, in the units people read.
#[derive(Debug, Serialize)]
struct Fact {
    field: &'static str,
    value: serde_json::Value,
}

impl From<&LeadFact> for Fact {
    fn from(fact: &LeadFact) -> Self {
        let value = match fact {
            LeadFact::Name(text)
            | LeadFact::City(text)
            | LeadFact::Neighborhood(text)
            | LeadFact::Email(text) => json!(text),
            LeadFact::Intent(intent) => json!(intent),
            LeadFact::PropertyKind(kind) => json!(kind),
            LeadFact::Rooms(rooms) => json!(rooms.as_decimal()),
            LeadFact::Budget(money) => json!(money.as_shekels()),
        };
        Self { field: fact.field().as_str(), value }
    }
}

/// What would come of it.
#[derive(Debug, Serialize)]
#[serde(tag = "name", rename_all = "camelCase")]
enum Outcome {
    Done,
    Free { slots: Vec<Timestamp> },
    NotFree { slots: Vec<Timestamp> },
    Failed { reason: String },
}

impl From<Told> for Shown {
    fn from(told: Told) -> Self {
        match told {
            Told::Step(Step::Says(text)) => Self::Says { text },
            Told::Step(Step::Does(tool, result)) => Self::Does { deed: tool.into(), outcome: result.into() },
            Told::Done { over } => Self::Done { over },
            // In whose words it failed is in the process's log.
            Told::Failed(_) => Self::Failed,
        }
    }
}

impl From<Tool> for Deed {
    fn from(tool: Tool) -> Self {
        match tool {
            Tool::CaptureLead { facts, utterance: _ } => {
                Self::Capture { facts: facts.iter().map(Fact::from).collect() }
            }
            Tool::CheckAvailability { day, after } => Self::Look {
                day: day.map(|day| day.to_string()),
                after: after.map(|after| after.strftime("%H:%M").to_string()),
            },
            Tool::BookMeeting { start, subject } => Self::Book { start, subject },
            Tool::LeaveNote { text } => Self::Note { text },
            Tool::TransferToHuman => Self::Transfer,
            Tool::EndCall { summary } => Self::End { summary },
        }
    }
}

impl From<ToolResult> for Outcome {
    fn from(result: ToolResult) -> Self {
        let starts = |slots: Vec<TimeSlot>| slots.iter().map(TimeSlot::start).collect();
        match result {
            ToolResult::Captured | ToolResult::Done | ToolResult::Booked { .. } => Self::Done,
            ToolResult::Free(free) => Self::Free { slots: starts(free) },
            ToolResult::NotFree { free } => Self::NotFree { slots: starts(free) },
            ToolResult::Failed(reason) => Self::Failed { reason },
        }
    }
}

#[cfg(test)]
mod tests;
