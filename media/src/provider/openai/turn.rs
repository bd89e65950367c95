//! One turn of the agent: an answer read, its sentences told, its calls understood; a misunderstood one asked for once more.

use std::sync::Arc;

use domain::ids::CallSid;
use tokio::sync::mpsc;

use super::{
    NAME, OpenAi,
    answer::{Answer, CallPiece, Usage, broken},
    dialect::Tokens,
    request::{self, RawCall},
    sentences::Sentences,
    tools,
};
use crate::provider::{Conversation, ProviderError, Thought, Tool, ToolCall, deed};

/// Ids of this model's tool calls begin so.
const OWN: &str = "openai-";
/// An answer is some hundred tokens; an endpoint that does not keep to it is cut off.
const MOST_BYTES: usize = 32 * 1024;
/// More deeds in one turn are a model gone astray.
const MOST_CALLS: usize = 8;

/// Told when the model's arguments were not understood twice.
const NOT_DONE: &str = "סליחה, משהו לא נרשם לי כמו שצריך. אפשר לחזור על זה?";
/// Said when the model closes the line without a word.
const FAREWELL: &str = "תודה שהתקשרת, ולהתראות!";
/// Said when it hands over without a word.
const TRANSFERRING: &str = "אני מעבירה אותך לנציג, רק רגע.";

/// A turn whose first token is here.
pub(super) struct Turn {
    model: OpenAi,
    conversation: Arc<Conversation>,
    answer: Answer,
}

/// What an answer came to, once it was whole.
#[derive(Debug, Default)]
struct Whole {
    /// The words, as they were told.
    said: Vec<String>,
    calls: Vec<RawCall>,
    finish: Option<String>,
    bytes: usize,
}

impl Turn {
    pub(super) async fn begin(model: OpenAi, conversation: Arc<Conversation>) -> Result<Self, ProviderError> {
        let question = request::question(&model, &conversation, None)?;
        let answer = model.ask(&question, Tokens::AsSet, conversation.brief.call.as_str()).await?;
        drop(question);
        Ok(Self { model, conversation, answer })
    }

    pub(super) fn call(&self) -> &CallSid {
        &self.conversation.brief.call
    }

    /// Tells all of it. On an error what was told stands, and [`Thought::Done`] is not among it.
    pub(super) async fn tell(self, tell: &mpsc::Sender<Thought>) -> Result<(), ProviderError> {
        let Self { model, conversation, answer } = self;
        if answer.has_something() {
            send(tell, Thought::Begun).await;
        }
        let mut whole = listen(answer, tell).await?;
        let mut understood = understand(&whole.calls, &conversation);
        let mut spoke = !whole.said.is_empty();
        if let Err(faults) = &understood {
            metrics::counter!("agentlocator_language_bad_arguments_total", "provider" => NAME).increment(1);
            let again =
                request::Again { said: whole.said.join(" "), calls: whole.calls, faults: faults.clone() };
            let question = request::question(&model, &conversation, Some(&again))?;
            let call = conversation.brief.call.as_str();
            whole = listen(model.ask(&question, Tokens::AsSet, call).await?, tell).await?;
            understood = understand(&whole.calls, &conversation);
            spoke |= !whole.said.is_empty();
        }
        let tools = match understood {
            Ok(tools) => tools,
            Err(faults) => {
                tracing::warn!(call = %conversation.brief.call, ?faults, "tool calls were not understood twice");
                say(tell, NOT_DONE).await;
                spoke = true;
                Vec::new()
            }
        };
        if !spoke && tools.is_empty() {
            return Err(broken("an empty answer"));
        }
        if let (false, Some(word)) = (spoke, tools.iter().find_map(parting)) {
            say(tell, word).await;
        }
        for (nth, tool) in tools.into_iter().enumerate() {
            let id = deed::id(OWN, &conversation, nth, &tool);
            send(tell, Thought::Call(ToolCall { id, tool })).await;
        }
        send(tell, Thought::Done).await;
        Ok(())
    }
}

/// Reads an answer to its end, telling each sentence as it completes.
async fn listen(mut answer: Answer, tell: &mpsc::Sender<Thought>) -> Result<Whole, ProviderError> {
    let (mut whole, mut sentences) = (Whole::default(), Sentences::default());
    while let Some(chunk) = answer.next().await? {
        if let Some(usage) = chunk.usage {
            count(usage);
        }
        let Some(choice) = chunk.choice() else { continue };
        if let Some(text) = &choice.delta.content {
            whole.grow(text.len())?;
            for sentence in sentences.push(text) {
                whole.said.push(sentence.clone());
                send(tell, Thought::Sentence(sentence)).await;
            }
        }
        for piece in choice.delta.tool_calls.iter().flatten() {
            whole.take(piece)?;
        }
        if let Some(reason) = &choice.finish_reason {
            whole.finish = Some(reason.clone());
        }
    }
    match whole.finish.as_deref() {
        None => return Err(broken("the answer broke off")),
        Some("content_filter") => return Err(broken("the answer was withheld")),
        // Cut short by the limit: the fragment is said only when there is nothing else.
        Some("length") if !whole.said.is_empty() => {}
        Some(_) => {
            if let Some(rest) = sentences.finish() {
                whole.said.push(rest.clone());
                send(tell, Thought::Sentence(rest)).await;
            }
        }
    }
    Ok(whole)
}

impl Whole {
    fn grow(&mut self, by: usize) -> Result<(), ProviderError> {
        self.bytes += by;
        if self.bytes <= MOST_BYTES { Ok(()) } else { Err(broken("the answer has no end")) }
    }

    /// Puts a piece of a call to its others: by index, and by id where an endpoint gives every call the same index.
    fn take(&mut self, piece: &CallPiece) -> Result<(), ProviderError> {
        let id = piece.id.as_deref().filter(|id| !id.is_empty());
        let held = self.calls.iter().rposition(|held| {
            held.index == piece.index && id.is_none_or(|id| held.id.is_empty() || held.id == id)
        });
        if held.is_none() {
            if self.calls.len() >= MOST_CALLS {
                return Err(broken("too many tool calls"));
            }
            self.calls.push(RawCall { index: piece.index, ..RawCall::default() });
        }
        let last = self.calls.len() - 1;
        let held = &mut self.calls[held.unwrap_or(last)];
        if let Some(id) = id {
            id.clone_into(&mut held.id);
        }
        held.name.push_str(piece.function.name.as_deref().unwrap_or_default());
        let arguments = piece.function.arguments.as_deref().unwrap_or_default();
        held.arguments.push_str(arguments);
        self.grow(arguments.len())
    }
}

/// Every call understood; otherwise none is made, and what was wrong with each.
fn understand(calls: &[RawCall], conversation: &Conversation) -> Result<Vec<Tool>, Vec<Option<String>>> {
    let read: Vec<Result<Tool, String>> =
        calls.iter().map(|call| tools::read(&call.name, &call.arguments, &conversation.now)).collect();
    if read.iter().any(Result::is_err) {
        return Err(read.into_iter().map(Result::err).collect());
    }
    Ok(read.into_iter().flatten().collect())
}

/// What a call that ends the conversation needs to be said before it.
fn parting(tool: &Tool) -> Option<&'static str> {
    match tool {
        Tool::EndCall { .. } => Some(FAREWELL),
        Tool::TransferToHuman => Some(TRANSFERRING),
        Tool::CaptureLead { .. }
        | Tool::CheckAvailability { .. }
        | Tool::BookMeeting { .. }
        | Tool::LeaveNote { .. } => None,
    }
}

fn count(usage: Usage) {
    let count = |kind: &'static str, tokens: u64| {
        metrics::counter!("agentlocator_language_tokens_total", "provider" => NAME, "kind" => kind)
            .increment(tokens);
    };
    count("prompt", usage.prompt_tokens);
    count("completion", usage.completion_tokens);
}

async fn say(tell: &mpsc::Sender<Thought>, text: &str) {
    send(tell, Thought::Sentence(text.to_owned())).await;
}

async fn send(tell: &mpsc::Sender<Thought>, thought: Thought) {
    // Nobody listens any more: the task that reads ends by itself.
    let _ = tell.send(thought).await;
}
