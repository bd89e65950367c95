//! The three providers at work for one call. Each request is a task of its own; what comes of it comes back as an event.

use std::sync::Arc;

use call_engine::{Conversation, Input, Thought};
use domain::ids::CallSid;
use domain::values::Voice;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::MediaDeps;
use crate::provider::{Language, ProviderError, RecognizerSession};

/// What comes back to the call.
#[derive(Debug)]
pub(super) enum Event {
    /// For the engine.
    Input(Box<Input>),
    /// The recogniser is open.
    Hearing(Box<RecognizerSession>),
}

pub(super) struct Faculties {
    deps: Arc<MediaDeps>,
    tell: mpsc::Sender<Event>,
    over: CancellationToken,
    /// Cancels the sentences that are asked for.
    sentences: CancellationToken,
    call: Option<CallSid>,
    voice: Option<Voice>,
}

impl Faculties {
    pub(super) fn new(deps: Arc<MediaDeps>, tell: mpsc::Sender<Event>, over: CancellationToken) -> Self {
        Self { deps, tell, sentences: over.child_token(), over, call: None, voice: None }
    }

    pub(super) fn of(&mut self, call: &CallSid) {
        self.call = Some(call.clone());
    }

    /// From here on the agent speaks with this voice.
    pub(super) fn speak_with(&mut self, voice: Option<Voice>) {
        self.voice = voice;
    }

    /// The call is over: whatever is still asked for is not wanted any more.
    pub(super) fn stop(&self) {
        self.over.cancel();
    }

    pub(super) fn open_recogniser(&self) {
        let Some(call) = self.call.clone() else { return };
        let (recognizer, tell) = (self.deps.recognizer.clone(), self.tell.clone());
        self.spawn(self.over.clone(), async move {
            match recognizer.open(&call).await {
                // Nobody listens to events any more when the call is over.
                Ok(session) => drop(tell.send(Event::Hearing(Box::new(session))).await),
                Err(error) => {
                    fault(recognizer.name(), &call, &error);
                    input(&tell, Input::RecogniserFailed).await;
                }
            }
        });
    }

    /// The recogniser failed, or hears nothing for now.
    pub(super) fn deaf(&self, error: &ProviderError) {
        if let Some(call) = &self.call {
            fault(self.deps.recognizer.name(), call, error);
        }
    }

    /// The token cancels it.
    pub(super) fn think(&self, id: u32, conversation: Arc<Conversation>) -> CancellationToken {
        let cancel = self.over.child_token();
        let (language, tell) = (self.deps.language.clone(), self.tell.clone());
        self.spawn(cancel.clone(), async move {
            let call = conversation.brief.call.clone();
            if let Err(error) = think(language.as_ref(), id, conversation, &tell).await {
                fault(language.name(), &call, &error);
                input(&tell, Input::ThinkingFailed { id }).await;
            }
        });
        cancel
    }

    pub(super) fn speak(&self, id: u32, text: String) {
        let Some(call) = self.call.clone() else { return };
        let (synthesizer, tell, voice) = (self.deps.synthesizer.clone(), self.tell.clone(), self.voice);
        self.spawn(self.sentences.clone(), async move {
            match synthesizer.speak_as(voice, &text).await {
                Ok(sound) => input(&tell, Input::Speech { id, sound }).await,
                Err(error) => {
                    fault(synthesizer.name(), &call, &error);
                    input(&tell, Input::SpeechFailed { id }).await;
                }
            }
        });
    }

    /// What is asked for is not said any more.
    pub(super) fn hush(&mut self) {
        self.sentences.cancel();
        self.sentences = self.over.child_token();
    }

    fn spawn(&self, cancel: CancellationToken, work: impl Future<Output = ()> + Send + 'static) {
        // In a box: what a future is given it holds twice.
        let work = Box::pin(work);
        self.deps.spawn(async move {
            // Cancelled work has nothing to tell.
            let _ = cancel.run_until_cancelled(work).await;
        });
    }
}

async fn think(
    language: &dyn Language,
    id: u32,
    conversation: Arc<Conversation>,
    tell: &mpsc::Sender<Event>,
) -> Result<(), ProviderError> {
    let mut thoughts = language.think(conversation).await?;
    while let Some(thought) = thoughts.recv().await {
        let done = thought == Thought::Done;
        input(tell, Input::Thought { id, thought }).await;
        if done {
            return Ok(());
        }
    }
    Err(ProviderError::Unavailable { provider: language.name(), reason: "the answer broke off".to_owned() })
}

async fn input(tell: &mpsc::Sender<Event>, input: Input) {
    let _ = tell.send(Event::Input(Box::new(input))).await;
}

fn fault(provider: &'static str, call: &CallSid, error: &ProviderError) {
    tracing::warn!(%call, provider, %error, "a provider failed");
    metrics::counter!("agentlocator_provider_failures_total", "provider" => provider).increment(1);
}
