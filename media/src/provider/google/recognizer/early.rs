//! Sessions opened while the line of their call is still being connected: the first word finds an open stream.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::ids::CallSid;
use tokio_util::task::TaskTracker;

use crate::provider::RecognizerSession;

/// How long a line may take to be connected: Google ends a stream that hears nothing for ten seconds
/// (<https://cloud.google.com/speech-to-text/docs/troubleshooting>).
const PATIENCE: Duration = Duration::from_secs(8);

/// Those that wait for their line.
#[derive(Debug, Default, Clone)]
pub(super) struct Early(Arc<Mutex<HashMap<CallSid, RecognizerSession>>>);

impl Early {
    /// Keeps a session for its call, for a while. Dropping it ends it.
    pub(super) fn keep(&self, call: &CallSid, session: RecognizerSession, tasks: &TaskTracker) {
        self.with(|waiting| waiting.insert(call.clone(), session));
        let (early, call) = (self.clone(), call.clone());
        tasks.spawn(async move {
            tokio::time::sleep(PATIENCE).await;
            early.take(&call);
        });
    }

    /// The session that waits for a call. One that has ended meanwhile is none.
    pub(super) fn take(&self, call: &CallSid) -> Option<RecognizerSession> {
        self.with(|waiting| waiting.remove(call)).filter(|session| !session.audio.is_closed())
    }

    /// A panic elsewhere leaves a map of whole sessions.
    fn with<T>(&self, act: impl FnOnce(&mut HashMap<CallSid, RecognizerSession>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
