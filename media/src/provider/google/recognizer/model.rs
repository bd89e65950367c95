//! Which model new streams ask for: the chosen one, or for a while the other, when Google refuses it.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use tokio::time::Instant;

/// Which model a stream is opened with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Model {
    Chosen,
    Fallback,
}

/// What is known of the chosen model; one for all calls.
#[derive(Debug)]
pub(super) struct Models {
    /// So long after a refusal the chosen one is tried again: what was refused may have been another fault of that hour.
    again_after: Duration,
    refused: Mutex<Option<Instant>>,
}

impl Models {
    pub(super) fn new(again_after: Duration) -> Self {
        Self { again_after, refused: Mutex::new(None) }
    }

    /// The one to ask for.
    pub(super) fn current(&self) -> Model {
        match *self.refused() {
            Some(at) if at.elapsed() < self.again_after => Model::Fallback,
            Some(_) | None => Model::Chosen,
        }
    }

    /// Google refuses the chosen one.
    pub(super) fn refuse(&self) {
        if self.current() == Model::Chosen {
            tracing::warn!(
                "Google refuses the recognition model that is set; the fallback is used for a while"
            );
        }
        *self.refused() = Some(Instant::now());
        metrics::counter!("agentlocator_stt_model_fallbacks_total").increment(1);
    }

    /// Google was tried: it takes this one, and none before it.
    pub(super) fn settle(&self, model: Model) {
        match model {
            Model::Chosen => *self.refused() = None,
            Model::Fallback => self.refuse(),
        }
    }

    /// A panic elsewhere leaves an instant that is whole.
    fn refused(&self) -> MutexGuard<'_, Option<Instant>> {
        self.refused.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AGAIN: Duration = Duration::from_mins(10);

    #[tokio::test(start_paused = true)]
    async fn a_refused_model_is_asked_for_again_after_a_while() {
        let models = Models::new(AGAIN);
        assert_eq!(models.current(), Model::Chosen);
        models.refuse();
        tokio::time::advance(AGAIN / 2).await;
        assert_eq!(models.current(), Model::Fallback);
        tokio::time::advance(AGAIN / 2).await;
        assert_eq!(models.current(), Model::Chosen);
        models.refuse();
        assert_eq!(models.current(), Model::Fallback, "still refused");
    }

    #[tokio::test(start_paused = true)]
    async fn one_that_is_taken_is_asked_for_at_once() {
        let models = Models::new(AGAIN);
        models.refuse();
        models.settle(Model::Chosen);
        assert_eq!(models.current(), Model::Chosen);
    }
}
