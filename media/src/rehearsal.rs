//! A conversation in writing with the agent of the phone: the same language provider, the same rule for when it thinks again, no line.
//!
//! # Contract
//! What the agent asks for goes to a [`DryDesk`], which decides and does nothing. A turn that fails leaves the conversation as it was,
//! so that it can be said again. Bounded in turns, in thoughts of a turn, and in time.

use std::{sync::Arc, time::Duration};

use async_trait::async_trait;
use call_engine::{Brief, Conversation, Message, Thought, Tool, ToolCall, ToolResult};
use domain::values::Span;
use jiff::Zoned;
use tokio::{
    sync::mpsc,
    time::{Instant, timeout, timeout_at},
};

use crate::provider::{Language, ProviderError};

/// What a caller says at once, at most, in characters.
pub const LONGEST: usize = 500;
/// Turns of the caller; beyond, it is begun anew.
pub const MOST_TURNS: u32 = 40;
/// The agent thinks so often in a turn, at most: once, and once more for every answer of the desk.
const MOST_ROUNDS: usize = 6;
/// A thought without a next word by then has failed, as on the phone.
const NEXT_THOUGHT: Duration = Duration::from_secs(8);
/// The whole of a turn.
const WHOLE_TURN: Duration = Duration::from_secs(45);

/// A desk that says what would come of a deed, and does none.
#[async_trait]
pub trait DryDesk: Send + Sync {
    /// What the back office would answer.
    async fn try_tool(&self, brief: &Brief, tool: &Tool) -> ToolResult;
}

/// Something the agent says or would do, as it comes.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// It says this.
    Says(String),
    /// It would do this, and this would come of it.
    Does(Tool, ToolResult),
}

/// The conversation so far.
#[derive(Debug, Clone)]
pub struct Rehearsal {
    conversation: Conversation,
    turns: u32,
    over: bool,
}

impl Rehearsal {
    /// Begins with the brief's greeting, when it has one.
    pub fn new(brief: Brief, now: Zoned) -> Self {
        let greeting = Some(brief.greeting.clone()).filter(|greeting| !greeting.is_empty());
        let messages = greeting.into_iter().map(|text| Message::Agent { text }).collect();
        Self { conversation: Conversation { brief: Arc::new(brief), now, messages }, turns: 0, over: false }
    }

    /// Whether the agent has closed the line, or there were as many turns as there may be.
    pub fn is_over(&self) -> bool {
        self.over || self.turns >= MOST_TURNS
    }

    /// The caller says something; what the agent says and would do is told as it comes. The conversation after it.
    pub async fn turn(
        &self,
        said: &str,
        now: Zoned,
        (language, desk): (&dyn Language, &dyn DryDesk),
        tell: &mpsc::Sender<Step>,
    ) -> Result<Self, ProviderError> {
        let mut next = self.clone();
        next.conversation.now = now;
        let text: String = said.trim().chars().take(LONGEST).collect();
        // In writing nothing has a place in the audio.
        let span = Span { start_ms: 0, end_ms: 0 };
        next.conversation.messages.push(Message::Caller { utterance: next.turns, text, span });
        next.turns += 1;
        let deadline = Instant::now() + WHOLE_TURN;
        let late = |_| ProviderError::TimedOut { provider: language.name() };
        timeout_at(deadline, next.answer(language, desk, tell)).await.map_err(late)??;
        Ok(next)
    }

    async fn answer(
        &mut self,
        language: &dyn Language,
        desk: &dyn DryDesk,
        tell: &mpsc::Sender<Step>,
    ) -> Result<(), ProviderError> {
        for _ in 0..MOST_ROUNDS {
            let round = self.think(language, desk, tell).await?;
            if self.over || !(round.waited || round.silent) {
                break;
            }
        }
        Ok(())
    }

    /// One thought to its end.
    async fn think(
        &mut self,
        language: &dyn Language,
        desk: &dyn DryDesk,
        tell: &mpsc::Sender<Step>,
    ) -> Result<Round, ProviderError> {
        let provider = language.name();
        let late = |_| ProviderError::TimedOut { provider };
        let broken = || ProviderError::Unavailable { provider, reason: "the answer broke off".to_owned() };
        let thinking = language.think(Arc::new(self.conversation.clone()));
        let mut thoughts = timeout(NEXT_THOUGHT, thinking).await.map_err(late)??;
        let (mut spoke, mut results, mut waited) = (false, Vec::new(), false);
        loop {
            let thought = timeout(NEXT_THOUGHT, thoughts.recv()).await.map_err(late)?;
            match thought.ok_or_else(broken)? {
                Thought::Begun => {}
                Thought::Sentence(text) => {
                    spoke = true;
                    self.conversation.messages.push(Message::Agent { text: text.clone() });
                    step(tell, Step::Says(text)).await;
                }
                Thought::Call(call) => {
                    let result = desk.try_tool(&self.conversation.brief, &call.tool).await;
                    waited |= call.tool.is_waited_for();
                    self.over |= closes(&call, &result);
                    step(tell, Step::Does(call.tool.clone(), result.clone())).await;
                    results.push(Message::ToolResult { id: call.id.clone(), result });
                    self.conversation.messages.push(Message::ToolCall(call));
                }
                Thought::Done => break,
            }
        }
        let silent = !spoke && !results.is_empty();
        self.conversation.messages.extend(results);
        Ok(Round { waited, silent })
    }
}

/// What a thought leaves open.
struct Round {
    /// The desk was asked for something the agent waits for.
    waited: bool,
    /// It did something and said nothing.
    silent: bool,
}

/// Whether the line is closed by it: said goodbye, or handed over.
fn closes(call: &ToolCall, result: &ToolResult) -> bool {
    match call.tool {
        Tool::EndCall { .. } => true,
        Tool::TransferToHuman => *result == ToolResult::Done,
        Tool::CaptureLead { .. }
        | Tool::CheckAvailability { .. }
        | Tool::BookMeeting { .. }
        | Tool::LeaveNote { .. } => false,
    }
}

async fn step(tell: &mpsc::Sender<Step>, step: Step) {
    // Whoever went away is told nothing; the turn is dropped with its request.
    let _ = tell.send(step).await;
}

#[cfg(test)]
mod tests;
