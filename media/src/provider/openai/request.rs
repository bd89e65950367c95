//! A request's body (<https://platform.openai.com/docs/api-reference/chat/create>), but for the settings [`super::dialect`] adds.

use serde_json::{Value, json};

use super::{Options, memory, prompt, tools};
use crate::provider::Conversation;

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

pub(super) fn body(options: &Options, conversation: &Conversation, again: Option<&Again>) -> Value {
    let mut messages = vec![json!({ "role": "system", "content": prompt::system(conversation) })];
    messages.extend(memory::messages(conversation));
    messages.extend(again.into_iter().flat_map(Again::messages));
    json!({
        "model": options.model,
        "messages": messages,
        "tools": tools::schemas(),
        "stream": true,
        "stream_options": { "include_usage": true },
    })
}

/// The least there is to ask: what comes of it tells whether the key, the model and the account are good for an answer.
pub(super) fn knock(options: &Options) -> Value {
    let messages = json!([{ "role": "user", "content": "שלום" }]);
    json!({ "model": options.model, "messages": messages, "stream": true })
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
