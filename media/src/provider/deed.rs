//! A tool call's identity: from its place in the conversation and from what is asked.
//!
//! # Contract
//! A repeated thought is the same deed, a changed one another; two at one place are told apart by their number.

use super::{Conversation, Tool};

/// The identity of the `nth` thought of this turn; `of` tells the models apart.
pub(crate) fn id(of: &str, conversation: &Conversation, nth: usize, tool: &Tool) -> String {
    let place = conversation.messages.len();
    format!("{of}{place}-{nth}-{:08x}", fingerprint(&format!("{tool:?}")))
}

/// FNV-1a: the same in every process and version, which the standard hasher does not promise.
fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
