//! The language model's client against an endpoint that does what a test plans: the real client, real sockets.

#![expect(clippy::expect_used, reason = "fixed values of tests")]

mod answers;
mod calls;
mod failures;
mod ready;
mod requests;

use std::sync::Arc;

use acceptance::standins::openai::OpenAi as Endpoint;
use domain::{
    ids::BusinessId,
    lead::LeadDetails,
    ports::Entropy,
    values::{Party, Span, TIME_ZONE},
};
use jiff::civil::date;
use media::{
    Brief,
    provider::{
        Conversation, Language, Message, OpenAi, ProviderError, Thought,
        openai::{Key, Options, Patience},
    },
};
use tokio_util::task::TaskTracker;

/// No chance: pauses are as short as they come.
struct NoChance;

impl Entropy for NoChance {
    fn fill(&self, buffer: &mut [u8]) {
        buffer.fill(0);
    }
}

fn client(endpoint: &Endpoint, patience: Patience) -> anyhow::Result<OpenAi> {
    let options = Options {
        key: Key::new("sk-secret").ok_or_else(|| anyhow::anyhow!("a key"))?,
        base_url: endpoint.base_url().parse()?,
        model: "gpt-4o-mini".to_owned(),
        max_tokens: 180,
        temperature: 0.3,
        patience,
    };
    Ok(OpenAi::new(options, Arc::new(NoChance), TaskTracker::new())?)
}

fn brief() -> Brief {
    Brief {
        call: "CA00000000000000000000000000000001".parse().expect("a sid"),
        business: BusinessId::default_business(),
        business_name: "נדל״ן העיר".to_owned(),
        agent_name: "לאה".to_owned(),
        voice: None,
        greeting: "שלום, מדברת לאה.".to_owned(),
        prompt: None,
        caller: Party::read("+972525550100"),
        known: LeadDetails::default(),
        earlier: Vec::new(),
        free: Vec::new(),
        meeting_minutes: 60,
    }
}

/// Sunday 22 November 2026, nine in the morning; the caller has said this.
fn conversation(text: &str) -> Conversation {
    let now = date(2026, 11, 22).at(9, 0, 0, 0).in_tz(TIME_ZONE).expect("a zone");
    let messages = vec![Message::Agent { text: "שלום, מדברת לאה.".to_owned() }, caller(0, text)];
    Conversation { brief: Arc::new(brief()), now, messages }
}

fn caller(utterance: u32, text: &str) -> Message {
    Message::Caller { utterance, text: text.to_owned(), span: Span { start_ms: 0, end_ms: 900 } }
}

/// All it says and does to the end of the answer.
async fn thoughts(model: &dyn Language, conversation: Conversation) -> Result<Vec<Thought>, ProviderError> {
    let mut receiver = model.think(conversation.into()).await?;
    let mut thoughts = Vec::new();
    while let Some(thought) = receiver.recv().await {
        if thought != Thought::Begun {
            thoughts.push(thought);
        }
    }
    Ok(thoughts)
}

fn sentence(text: &str) -> Thought {
    Thought::Sentence(text.to_owned())
}
