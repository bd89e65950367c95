//! A call over a socket of channels, with providers that answer by the book.

use std::{
    convert::Infallible,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicU32, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};

use async_trait::async_trait;
use bytes::Bytes;
use call_engine::{Brief, EngineSettings, StreamStart, Thought, Tool, ToolCall, ToolResult, mulaw};
use domain::{
    call::{CallCommand, EndReason, Reply},
    ids::{BusinessId, CallSid},
    lead::LeadDetails,
    ports::Clock,
    values::{Party, Source, Voice},
};
use futures::{
    Sink, Stream, StreamExt as _,
    channel::mpsc::{UnboundedReceiver, UnboundedSender, unbounded},
};
use jiff::Timestamp;
use serde_json::{Value, json};
use tokio::{runtime::Handle, sync::mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    MediaDeps, Metronome, Registry,
    desk::{Desk, DeskError},
    provider::{
        Conversation, Heard, Intake, Language, ProviderError, Recognizer, RecognizerSession, Synthesizer,
    },
    serve,
    tapes::{NotKept, Tape, Tapes},
    wire::{FromSocket, ToSocket},
};

pub(super) fn sid() -> CallSid {
    "CA00000000000000000000000000000001".parse().unwrap()
}

/// Our end of the socket.
pub(super) struct Far {
    pub(super) say: UnboundedSender<Result<FromSocket, Infallible>>,
    pub(super) hear: UnboundedReceiver<ToSocket>,
}

/// The call's end.
struct Near {
    world: Arc<World>,
    incoming: UnboundedReceiver<Result<FromSocket, Infallible>>,
    outgoing: UnboundedSender<ToSocket>,
}

impl Stream for Near {
    type Item = Result<FromSocket, Infallible>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.incoming.poll_next_unpin(cx)
    }
}

impl Sink<ToSocket> for Near {
    type Error = futures::channel::mpsc::SendError;

    fn poll_ready(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        self.outgoing.poll_ready(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, item: ToSocket) -> Result<(), Self::Error> {
        self.outgoing.start_send(item)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        if self.world.socket_is_full.load(Ordering::Relaxed) {
            return Poll::Pending;
        }
        Pin::new(&mut self.outgoing).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Pin::new(&mut self.outgoing).poll_close(cx)
    }
}

/// Everything a call touched.
#[derive(Default)]
pub(super) struct World {
    pub(super) recorded: Mutex<Vec<CallCommand>>,
    pub(super) tape: Mutex<Vec<u8>>,
    /// The socket takes nothing.
    pub(super) socket_is_full: AtomicBool,
    /// The back office does nothing so often.
    pub(super) desk_is_away: AtomicU32,
    pub(super) tools: Mutex<Vec<Tool>>,
    /// The disk gives up after so many pieces.
    pub(super) pieces_left: Mutex<usize>,
}

impl World {
    pub(super) fn replies(&self) -> Vec<Reply> {
        let reply = |command: &CallCommand| {
            if let CallCommand::RecordReply { reply } = command { Some(reply.clone()) } else { None }
        };
        self.recorded.lock().unwrap().iter().filter_map(reply).collect()
    }

    pub(super) fn end(&self) -> Option<EndReason> {
        self.recorded.lock().unwrap().iter().find_map(|command| {
            if let CallCommand::End { reason, .. } = command { Some(*reason) } else { None }
        })
    }
}

struct Parts(Arc<World>);

impl Clock for Parts {
    fn now(&self) -> Timestamp {
        "2026-11-22T08:00:00Z".parse().unwrap()
    }
}

#[async_trait]
impl Desk for Parts {
    async fn admit(&self, start: &StreamStart) -> Result<Brief, DeskError> {
        if start.token.is_none() {
            return Err(DeskError::Refused("no token".into()));
        }
        Ok(Brief {
            earlier: Vec::new(),
            call: start.call.clone(),
            business: BusinessId::default_business(),
            business_name: "נדל״ן".into(),
            agent_name: "לאה".into(),
            voice: None,
            greeting: "שלום, מדברת לאה".into(),
            prompt: None,
            caller: Party::Withheld,
            known: LeadDetails::default(),
            free: Vec::new(),
            meeting_minutes: 60,
        })
    }

    async fn record(&self, _: &CallSid, command: CallCommand) -> Result<(), DeskError> {
        self.0.recorded.lock().unwrap().push(command);
        Ok(())
    }

    async fn use_tool(
        &self,
        _: &CallSid,
        call: &ToolCall,
        _: Option<Source>,
    ) -> Result<ToolResult, DeskError> {
        let away = &self.0.desk_is_away;
        if away.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |times| times.checked_sub(1)).is_ok() {
            return Err(DeskError::Unavailable("the database starts".into()));
        }
        self.0.tools.lock().unwrap().push(call.tool.clone());
        Ok(ToolResult::Done)
    }
}

#[async_trait]
impl Recognizer for Parts {
    fn name(&self) -> &'static str {
        "book"
    }

    /// Takes a second of sound, and understands one sentence in it.
    async fn open(&self, _: &CallSid) -> Result<RecognizerSession, ProviderError> {
        let (audio, mut frames) = mpsc::channel::<Bytes>(25);
        let (tell, heard) = mpsc::channel(8);
        TaskTracker::new().spawn(async move {
            let _ = tell.send(Box::new(Heard::Ready)).await;
            for _ in 0..50 {
                frames.recv().await;
            }
            let span = domain::values::Span { start_ms: 0, end_ms: 1000 };
            let said = Heard::Final { text: "מי זה בבקשה".into(), confidence: Some(0.9), span };
            let _ = tell.send(Box::new(said)).await;
            while frames.recv().await.is_some() {}
        });
        Ok(RecognizerSession { audio: Intake::new(audio, 1), heard })
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

#[async_trait]
impl Language for Parts {
    fn name(&self) -> &'static str {
        "book"
    }

    async fn think(&self, _: Arc<Conversation>) -> Result<mpsc::Receiver<Thought>, ProviderError> {
        let (tell, thoughts) = mpsc::channel(3);
        let note = ToolCall { id: "1".into(), tool: Tool::LeaveNote { text: "שאל מי זה".into() } };
        for thought in [Thought::Sentence("באיזו עיר?".into()), Thought::Call(note), Thought::Done] {
            let _ = tell.try_send(thought);
        }
        Ok(thoughts)
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

#[async_trait]
impl Synthesizer for Parts {
    fn name(&self) -> &'static str {
        "book"
    }

    /// Half a second of a tone that is none.
    async fn speak_as(&self, _: Option<Voice>, _: &str) -> Result<Bytes, ProviderError> {
        Ok(Bytes::from(vec![1; 4000]))
    }

    async fn warm_up(&self) -> Result<(), ProviderError> {
        Ok(())
    }
}

#[async_trait]
impl Tapes for Parts {
    async fn begin(&self, _: &CallSid) -> Result<Box<dyn Tape>, NotKept> {
        Ok(Box::new(Parts(self.0.clone())))
    }
}

#[async_trait]
impl Tape for Parts {
    async fn add(&mut self, piece: Vec<Bytes>) -> Result<(), NotKept> {
        let mut left = self.0.pieces_left.lock().unwrap();
        *left = left.checked_sub(1).ok_or_else(|| NotKept("the disk is full".into()))?;
        self.0.tape.lock().unwrap().extend(piece.concat());
        Ok(())
    }
}

/// A call that runs; its deps, what it touches, and the other end of its socket.
pub(super) struct Running {
    pub(super) world: Arc<World>,
    pub(super) registry: Registry,
    pub(super) stop: CancellationToken,
    pub(super) far: Far,
    pub(super) tasks: TaskTracker,
    closed: Option<u16>,
}

pub(super) fn call(pieces: usize) -> Running {
    let world = Arc::new(World { pieces_left: Mutex::new(pieces), ..World::default() });
    let parts = || Arc::new(Parts(world.clone()));
    let (registry, stop, tasks) = (Registry::default(), CancellationToken::new(), TaskTracker::new());
    let deps = MediaDeps {
        recognizer: parts(),
        language: parts(),
        synthesizer: parts(),
        desk: parts(),
        clock: parts(),
        tapes: Some(parts()),
        settings: EngineSettings::default(),
        registry: registry.clone(),
        tasks: tasks.clone(),
        runtime: Handle::current(),
        stop: stop.clone(),
    };
    let (say, incoming) = unbounded();
    let (outgoing, hear) = unbounded();
    let near = Near { world: world.clone(), incoming, outgoing };
    tasks.spawn(serve(near, Arc::new(deps), Metronome::of_the_runtime()));
    Running { world, registry, stop, far: Far { say, hear }, tasks, closed: None }
}

impl Running {
    pub(super) fn send(&self, message: &Value) {
        // A call that is over hears nothing.
        let _ = self.far.say.unbounded_send(Ok(FromSocket::Text(message.to_string().into())));
    }

    pub(super) fn start(&self, token: &str) {
        let stream = "MZ00000000000000000000000000000001";
        self.send(&json!({ "event": "start", "streamSid": stream, "start": {
            "callSid": sid(), "streamSid": stream, "customParameters": { "token": token },
            "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
        }}));
    }

    /// 20 ms of a quiet line, at its pace; marks come back as they are.
    pub(super) async fn frames(&mut self, count: u64) {
        use base64::Engine as _;
        let silence = base64::engine::general_purpose::STANDARD.encode([mulaw::SILENCE, 0xfe].repeat(80));
        for chunk in 0..count {
            let media = json!({ "track": "inbound", "chunk": chunk.to_string(), "payload": silence });
            self.send(&json!({ "event": "media", "media": media }));
            tokio::time::sleep(Duration::from_millis(20)).await;
            while let Ok(message) = self.far.hear.try_recv() {
                self.hear(&message);
            }
        }
    }

    /// Frames of ours that have come by now.
    pub(super) fn sounds(&mut self) -> usize {
        let mut sounds = 0;
        while let Ok(message) = self.far.hear.try_recv() {
            sounds += usize::from(matches!(&message, ToSocket::Text(text) if text.contains("\"media\"")));
            self.hear(&message);
        }
        sounds
    }

    fn hear(&mut self, message: &ToSocket) {
        match message {
            ToSocket::Close(code) => self.closed = Some(*code),
            ToSocket::Text(text) => {
                let value: Value = serde_json::from_str(text).unwrap();
                if value["event"] == "mark" {
                    self.send(&value);
                }
            }
        }
    }

    /// The code the call closes with.
    pub(super) async fn close_code(&mut self) -> u16 {
        while self.closed.is_none() {
            let message = self.far.hear.next().await.expect("it was never closed");
            self.hear(&message);
        }
        self.closed.unwrap()
    }

    /// Everything of the call has ended.
    pub(super) async fn over(&self) {
        self.tasks.close();
        self.tasks.wait().await;
    }
}
