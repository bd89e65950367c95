//! Sessions opened while the line of their call is still being connected: the first word finds an open stream.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use domain::ids::CallSid;
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::provider::RecognizerSession;

/// How long a line may take to be connected: Google ends a stream that hears nothing for ten seconds
/// (<https://cloud.google.com/speech-to-text/docs/troubleshooting>).
const PATIENCE: Duration = Duration::from_secs(8);

/// Those that wait for their line, each with the timer of its patience, which ends when the session is taken or replaced.
#[derive(Debug, Default, Clone)]
pub(super) struct Early(Arc<Mutex<Waiting>>);

type Waiting = HashMap<CallSid, (RecognizerSession, DropGuard)>;

impl Early {
    /// Keeps a session for its call, for a while. Dropping it ends it.
    pub(super) fn keep(&self, call: &CallSid, session: RecognizerSession, tasks: &TaskTracker) {
        let settled = CancellationToken::new();
        let timer = settled.clone();
        self.with(|waiting| waiting.insert(call.clone(), (session, settled.drop_guard())));
        let (early, call) = (self.clone(), call.clone());
        tasks.spawn(async move {
            if timer.run_until_cancelled(tokio::time::sleep(PATIENCE)).await.is_some() {
                early.take(&call);
            }
        });
    }

    /// The session that waits for a call. One that has ended meanwhile is none.
    pub(super) fn take(&self, call: &CallSid) -> Option<RecognizerSession> {
        let (session, _timer) = self.with(|waiting| waiting.remove(call))?;
        (!session.audio.is_closed()).then_some(session)
    }

    /// A panic elsewhere leaves a map of whole sessions.
    fn with<T>(&self, act: impl FnOnce(&mut Waiting) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
