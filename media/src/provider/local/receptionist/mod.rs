//! The embedded receptionist: a Hebrew conversation that ends with a lead and a meeting, without a language model.
//!
//! # Contract
//! **What it says is a pure function of the conversation so far.** So it can take over in the middle of a call from a model
//! that failed, a repeat gives the same answer, and every dialogue is a test. It asks each question at most three times,
//! never asks what is known, and every conversation ends.
//!
//! [`memory`] folds the messages into what is known; [`reply`] decides; [`scheduling`] agrees on a time; [`phrases`] has the
//! words; [`answers`] has those of the agency's own instructions. To add a question: a [`topic::Topic`], its words, its place in [`topic::Topic::INTERVIEW`].

mod answers;
mod closing;
mod heard;
mod interview;
mod memory;
mod phrases;
mod reply;
mod results;
mod scheduling;
mod suggestions;
mod summary;
#[cfg(test)]
mod tests;
mod topic;

use std::sync::Arc;

use async_trait::async_trait;
use tokio::sync::mpsc;

use crate::provider::{Conversation, Language, ProviderError, Thought};

/// The embedded language provider.
#[derive(Debug, Clone, Copy, Default)]
pub struct Receptionist;

impl Receptionist {
    /// What to say and do next; ends with [`Thought::Done`].
    pub fn respond(conversation: &Conversation) -> Vec<Thought> {
        reply::respond(conversation)
    }
}

#[async_trait]
impl Language for Receptionist {
    fn name(&self) -> &'static str {
        "local"
    }

    async fn think(&self, conversation: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let thoughts = Self::respond(&conversation);
        // Room for all of them: sending cannot wait, so nothing needs to be spawned.
        let (sender, receiver) = mpsc::channel(thoughts.len().max(1));
        for thought in thoughts {
            if sender.try_send(thought).is_err() {
                break;
            }
        }
        Ok(receiver)
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}
