//! A request's body (<https://platform.openai.com/docs/api-reference/chat/create>), but for the settings [`super::dialect`] adds.

use serde::Serialize;
use serde_json::{
    Value, json,
    value::{RawValue, to_raw_value},
};

use super::{NAME, OpenAi, memory, prompt};
use crate::provider::{Conversation, ProviderError};

/// What every try asks alike. Its messages are held as the text they are sent as, and not as a tree of values, for as long as the first
/// token is waited for.
#[derive(Serialize)]
pub(super) struct Question<'a> {
    model: &'a str,
    messages: Box<RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tools: Option<&'a RawValue>,
    stream: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    stream_options: Option<StreamOptions>,
}

#[derive(Serialize)]
struct StreamOptions {
    include_usage: bool,
}

/// A tool call as it came, not understood yet.
#[derive(Debug, Default, Clone)]
pub(super) struct RawCall {
    pub(super) index: usize,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) arguments: String,
}

/// An answer whose calls were not understood, given back with what was wrong.
pub(super) struct Again {
    pub(super) said: String,
    pub(super) calls: Vec<RawCall>,
    /// Per call; `None`: it was right, and not done because of the others.
    pub(super) faults: Vec<Option<String>>,
}

impl<'a> Question<'a> {
    /// With nothing but messages.
    pub(super) fn of(model: &'a str, messages: &impl Serialize) -> Result<Self, ProviderError> {
        Ok(Self { model, messages: written(messages)?, tools: None, stream: true, stream_options: None })
    }
}

/// What the model is asked in a conversation; `again`: once more, about an answer that was not understood.
pub(super) fn question<'a>(
    model: &'a OpenAi,
    conversation: &Conversation,
    again: Option<&Again>,
) -> Result<Question<'a>, ProviderError> {
    let mut messages = vec![json!({ "role": "system", "content": prompt::system(conversation) })];
    messages.extend(memory::messages(conversation));
    messages.extend(again.into_iter().flat_map(Again::messages));
    Ok(Question {
        tools: Some(&model.tools),
        stream_options: Some(StreamOptions { include_usage: true }),
        ..Question::of(&model.options.model, &messages)?
    })
}

/// The least there is to ask: what comes of it tells whether the key, the model and the account are good for an answer.
pub(super) fn knock(model: &OpenAi) -> Result<Question<'_>, ProviderError> {
    Question::of(&model.options.model, &json!([{ "role": "user", "content": "שלום" }]))
}

/// A part of a question as it is sent.
pub(super) fn written(part: &impl Serialize) -> Result<Box<RawValue>, ProviderError> {
    to_raw_value(part).map_err(|error| unwritten(&error))
}

pub(super) fn unwritten(error: &serde_json::Error) -> ProviderError {
    ProviderError::Refused { provider: NAME, reason: format!("the question is not written down: {error}") }
}

impl Again {
    fn messages(&self) -> Vec<Value> {
        // Some endpoints give no ids.
        let id = |nth: usize, call: &RawCall| {
            if call.id.is_empty() { format!("call_{nth}") } else { call.id.clone() }
        };
        let asked: Vec<Value> = self
            .calls
            .iter()
            .enumerate()
            .map(|(nth, call)| {
                let function = json!({ "name": call.name, "arguments": call.arguments });
                json!({ "id": id(nth, call), "type": "function", "function": function })
            })
            .collect();
        let answers = self.calls.iter().zip(&self.faults).enumerate().map(|(nth, (call, fault))| {
            let content = match fault {
                Some(fault) => {
                    format!("error: {fault}. Nothing was done; call it again with the mistake mended.")
                }
                None => "not done, because of a mistake in another call; call it again.".to_owned(),
            };
            json!({ "role": "tool", "tool_call_id": id(nth, call), "content": content })
        });
        let content = (!self.said.is_empty()).then_some(&self.said);
        let mut messages = vec![json!({ "role": "assistant", "content": content, "tool_calls": asked })];
        messages.extend(answers);
        messages
    }
}
