//! Runs one session on tokio: pieces of sound in, streams fed, what was heard out.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use domain::ids::CallSid;
use tokio::{sync::mpsc, time::Instant};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use super::{
    Shared,
    line::LineId,
    model::Model,
    session::{Closing, Output, Request, Session, Why},
    stream::{self, News, Told},
};
use crate::provider::{Heard, google::settings::Hearing};

/// Audio handed to the transport and not sent yet: what more there is waits on the tape.
const REQUESTS: usize = 4;
const NEWS: usize = 32;
/// When nothing is due: looked at again, for nothing, an hour on.
const FAR: Duration = Duration::from_hours(1);

pub(super) struct Driver {
    call: CallSid,
    shared: Arc<Shared>,
    session: Session,
    tasks: TaskTracker,
    wires: BTreeMap<LineId, Wire>,
    tell: mpsc::Sender<Told>,
    news: mpsc::Receiver<Told>,
    began: Instant,
}

/// A stream's task; cancelled when it is dropped.
struct Wire {
    requests: Option<mpsc::Sender<Bytes>>,
    _cancel: DropGuard,
}

/// Nobody listens, or nothing more comes.
struct Over;

impl Driver {
    pub(super) fn new(
        call: &CallSid,
        shared: Arc<Shared>,
        settings: Hearing,
        spread: f64,
        tasks: TaskTracker,
    ) -> Box<Self> {
        let (tell, news) = mpsc::channel(NEWS);
        let session = Session::new(settings, shared.models.current(), spread);
        Box::new(Self {
            call: call.clone(),
            shared,
            session,
            tasks,
            wires: BTreeMap::new(),
            tell,
            news,
            began: Instant::now(),
        })
    }

    pub(super) async fn run(
        mut self: Box<Self>,
        mut pieces: mpsc::Receiver<Bytes>,
        heard: mpsc::Sender<Box<Heard>>,
    ) {
        loop {
            if self.carry_out(&heard).await.is_err() {
                return;
            }
            if self.feed() {
                // Feeding may have led to more.
                continue;
            }
            let due = self.due().unwrap_or(FAR);
            tokio::select! {
                biased;
                () = heard.closed() => return,
                Some(told) = self.news.recv() => self.learn(*told),
                piece = pieces.recv(), if self.session.takes_audio() => self.take(piece),
                () = tokio::time::sleep_until(self.began + due) => self.session.tick(self.began.elapsed()),
                () = room(&self.wires) => {}
            }
        }
    }

    fn take(&mut self, piece: Option<Bytes>) {
        let now = self.began.elapsed();
        match piece {
            Some(piece) => self.session.audio(piece, now),
            None => self.session.audio_ended(now),
        }
    }

    fn learn(&mut self, (line, news): (LineId, News)) {
        let now = self.began.elapsed();
        match news {
            News::Opened => self.session.opened(line, now),
            News::Answers(answers) => self.session.answers(line, &answers, now),
            News::Closed(closing) => {
                self.wires.remove(&line);
                if closing != Closing::Complete {
                    tracing::info!(call = %self.call, line, ?closing, "a recognition stream ended");
                }
                self.session.closed(line, closing, now);
            }
        }
    }

    /// Gives the streams what is due, as far as they take it; whether there was anything.
    fn feed(&mut self) -> bool {
        let now = self.began.elapsed();
        let mut fed = false;
        for (line, wire) in &mut self.wires {
            while let Some(requests) = &wire.requests {
                let Ok(permit) = requests.try_reserve() else { break };
                match self.session.request(*line, now) {
                    Some(Request::Audio(audio)) => permit.send(audio),
                    Some(Request::End) => {
                        drop(permit);
                        wire.requests = None;
                    }
                    None => break,
                }
                fed = true;
            }
        }
        fed
    }

    /// When something is to be done that no event announces.
    fn due(&mut self) -> Option<Duration> {
        let takes = |wire: &Wire| wire.requests.as_ref().is_some_and(|requests| requests.capacity() > 0);
        let open: Vec<LineId> =
            self.wires.iter().filter(|(_, wire)| takes(wire)).map(|(line, _)| *line).collect();
        let feeding = open.into_iter().filter_map(|line| self.session.request_due(line)).min();
        [feeding, self.session.next_due()].into_iter().flatten().min()
    }

    async fn carry_out(&mut self, heard: &mpsc::Sender<Box<Heard>>) -> Result<(), Over> {
        while let Some(output) = self.session.poll_output() {
            match output {
                Output::Open { line, model, why } => self.open(line, model, why),
                Output::Drop(line) => drop(self.wires.remove(&line)),
                // A partial that finds no room is no loss: the next one says more.
                Output::Heard(partial @ Heard::Partial { .. }) => drop(heard.try_send(Box::new(partial))),
                Output::Heard(said) => heard.send(Box::new(said)).await.map_err(|_| Over)?,
                Output::Disbelieved => metrics::counter!("agentlocator_stt_disbelieved_total").increment(1),
                Output::Lost(audio) => {
                    let ms = u64::try_from(audio.as_millis()).unwrap_or(u64::MAX);
                    metrics::counter!("agentlocator_stt_lost_ms_total").increment(ms);
                }
                Output::ModelRefused => self.shared.models.refuse(),
                Output::End => return Err(Over),
            }
        }
        Ok(())
    }

    fn open(&mut self, line: LineId, model: Model, why: Why) {
        let why = match why {
            Why::Start => "start",
            Why::Retry => "retry",
            Why::Renewal => "renewal",
        };
        metrics::counter!("agentlocator_stt_streams_total", "why" => why).increment(1);
        tracing::debug!(call = %self.call, line, why, "a recognition stream is opened");
        let (requests, receiver) = mpsc::channel(REQUESTS);
        let cancel = CancellationToken::new();
        let (shared, tell, token) = (self.shared.clone(), self.tell.clone(), cancel.clone());
        // In a box: what a future is given it holds twice.
        let stream = Box::pin(async move { stream::run(&shared, model, line, receiver, tell).await });
        self.tasks.spawn(async move {
            // A stream that is not wanted any more has nothing to tell.
            let _ = token.run_until_cancelled(stream).await;
        });
        self.wires.insert(line, Wire { requests: Some(requests), _cancel: cancel.drop_guard() });
    }
}

/// Waits until a stream that was full takes requests again; for ever, when none is full.
async fn room(wires: &BTreeMap<LineId, Wire>) {
    let full = wires.values().filter_map(|wire| wire.requests.as_ref());
    let full = full.filter(|requests| requests.capacity() == 0 && !requests.is_closed());
    let waiting: Vec<_> = full.map(|requests| Box::pin(requests.reserve())).collect();
    if waiting.is_empty() {
        std::future::pending::<()>().await;
    }
    // A closed one is told of as news.
    let _ = futures::future::select_all(waiting).await;
}
