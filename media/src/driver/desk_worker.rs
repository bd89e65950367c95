//! The call's line to the back office: one task that writes down in order, so that the call itself never waits for a database.

use std::{sync::Arc, time::Duration};

use call_engine::{Input, StreamStart, ToolCall, ToolResult};
use domain::call::CallCommand;
use domain::ids::CallSid;
use domain::values::Source;
use tokio::{sync::mpsc, task::JoinHandle};

use super::{MediaDeps, faculties::Event};
use crate::desk::{Desk, DeskError};

/// Deeds that may wait; a long call has some hundreds in all.
const QUEUE: usize = 1024;
/// Tries of what the back office could not take, and the pause after the first.
const TRIES: u32 = 6;
const PAUSE: Duration = Duration::from_millis(100);
/// How long the end of a call waits for its last words to be written down.
const LAST_WORDS: Duration = Duration::from_secs(10);

enum Deed {
    Admit(StreamStart),
    Record(CallCommand),
    UseTool(ToolCall, Option<Source>),
}

pub(super) struct DeskWorker {
    /// In boxes: a channel has room for 64 of what it carries, and most of them are never used.
    deeds: mpsc::Sender<Box<Deed>>,
    task: JoinHandle<()>,
}

impl DeskWorker {
    pub(super) fn start(deps: &MediaDeps, tell: mpsc::Sender<Event>) -> Self {
        let (deeds, queue) = mpsc::channel(QUEUE);
        let task = deps.spawn(work(deps.desk.clone(), queue, tell));
        Self { deeds, task }
    }

    pub(super) fn admit(&self, start: StreamStart) {
        self.put(Deed::Admit(start));
    }

    pub(super) fn record(&self, command: CallCommand) {
        self.put(Deed::Record(command));
    }

    pub(super) fn use_tool(&self, call: ToolCall, source: Option<Source>) {
        self.put(Deed::UseTool(call, source));
    }

    fn put(&self, deed: Deed) {
        if self.deeds.try_send(Box::new(deed)).is_err() {
            tracing::error!("the back office is {QUEUE} deeds behind: one is lost");
            metrics::counter!("agentlocator_desk_deeds_lost_total").increment(1);
        }
    }

    /// No more deeds; waits, bounded, until those before are done. They go on even if this does not wait for them.
    pub(super) async fn finish(self) {
        drop(self.deeds);
        if tokio::time::timeout(LAST_WORDS, self.task).await.is_err() {
            tracing::warn!("a call's last words are still being written down");
        }
    }
}

async fn work(desk: Arc<dyn Desk>, mut queue: mpsc::Receiver<Box<Deed>>, tell: mpsc::Sender<Event>) {
    let mut admitted: Option<CallSid> = None;
    while let Some(deed) = queue.recv().await {
        match (*deed, &admitted) {
            (Deed::Admit(start), _) => {
                let answer = admit(desk.as_ref(), &start).await;
                if matches!(answer, Input::Admitted(_)) {
                    admitted = Some(start.call);
                }
                let _ = tell.send(Event::Input(Box::new(answer))).await;
            }
            (Deed::Record(command), Some(call)) => record(desk.as_ref(), call, command).await,
            (Deed::UseTool(tool, source), Some(call)) => {
                let used = patiently(|| desk.use_tool(call, &tool, source.clone())).await;
                let result = used.unwrap_or_else(|error| ToolResult::Failed(error.to_string()));
                if let ToolResult::Failed(reason) = &result {
                    tracing::warn!(%call, reason, "a tool failed");
                }
                let _ = tell.send(Event::Input(Box::new(Input::ToolResult { id: tool.id, result }))).await;
            }
            // A stream that was not let in has nothing to tell of the call.
            (Deed::Record(_) | Deed::UseTool(..), None) => {}
        }
    }
}

async fn admit(desk: &dyn Desk, start: &StreamStart) -> Input {
    match patiently(|| desk.admit(start)).await {
        Ok(brief) => Input::Admitted(Box::new(brief)),
        Err(error) => {
            tracing::warn!(call = %start.call, %error, "a stream was not let in");
            metrics::counter!("agentlocator_streams_refused_total").increment(1);
            Input::Refused
        }
    }
}

async fn record(desk: &dyn Desk, call: &CallSid, command: CallCommand) {
    if let Err(error) = patiently(|| desk.record(call, command.clone())).await {
        tracing::error!(%call, %error, "not written down");
        metrics::counter!("agentlocator_desk_deeds_lost_total").increment(1);
    }
}

/// Again, with growing pauses, while the back office says it may help.
async fn patiently<T, F>(mut deed: impl FnMut() -> F) -> Result<T, DeskError>
where
    F: Future<Output = Result<T, DeskError>>,
{
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match deed().await {
            Err(DeskError::Unavailable(reason)) => {
                tracing::debug!(reason, "the back office again");
                tokio::time::sleep(pause).await;
                pause *= 2;
            }
            done @ (Ok(_) | Err(DeskError::Refused(_))) => return done,
        }
    }
    deed().await
}
