//! The loop of one call: an input, its outputs, and the next deadline.

use std::{sync::Arc, time::Duration};

use call_engine::{CloseCode, Input, Output, TapedEngine};
use domain::call::CallCommand;
use domain::ids::StreamSid;
use domain::values::time_zone;
use futures::{Sink, Stream, StreamExt as _};
use tokio::{sync::mpsc, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{
    MediaDeps, Metronome,
    desk_worker::DeskWorker,
    faculties::{Event, Faculties},
    hearing::{Ear, Hearing},
    metronome::Beat,
    orders::Orders,
    outbox::Outbox,
    tape_worker::TapeWorker,
    telemetry::Telemetry,
};
use crate::{
    provider::Heard,
    wire::{self, FromSocket, Incoming, Sounds, ToSocket},
};

/// Provider events waiting for the call; providers wait beyond.
const EVENTS: usize = 256;
/// When nothing is due: looked at again, for nothing, an hour on.
const FAR: Duration = Duration::from_hours(1);

pub(super) struct Call {
    deps: Arc<MediaDeps>,
    engine: TapedEngine,
    opened: Instant,
    beat: Beat,
    outbox: Outbox,
    events: mpsc::Receiver<Event>,
    sounds: Sounds,
    faculties: Faculties,
    desk: DeskWorker,
    stream: Option<StreamSid>,
    hearing: Hearing,
    orders: Orders,
    /// The engine has one at a time.
    thought: Option<(u32, DropGuard)>,
    telemetry: Telemetry,
    tape: TapeWorker,
    line_dead: bool,
    /// The deadline that woke us, until a frame went out for it.
    due: Option<Instant>,
    /// When the input was taken that is being carried out.
    decided: Instant,
}

impl Call {
    pub(super) fn new(deps: Arc<MediaDeps>, metronome: &Metronome) -> Self {
        let (tell, events) = mpsc::channel(EVENTS);
        let over = CancellationToken::new();
        let present = deps.clock.now().to_zoned(time_zone());
        Self {
            engine: TapedEngine::new(deps.settings.clone(), present, deps.tapes.is_some()),
            opened: metronome.down_beat(),
            beat: metronome.beat(),
            outbox: Outbox::default(),
            events,
            sounds: Sounds::default(),
            faculties: Faculties::new(deps.clone(), tell.clone(), over),
            desk: DeskWorker::start(&deps, tell),
            stream: None,
            hearing: Hearing::default(),
            orders: Orders::new(&deps.stop),
            thought: None,
            telemetry: Telemetry::new(),
            tape: TapeWorker::default(),
            line_dead: false,
            due: None,
            decided: Instant::now(),
            deps,
        }
    }

    pub(super) async fn run(
        mut self: Box<Self>,
        mut messages: impl Stream<Item = FromSocket> + Unpin,
        mut socket: impl Sink<ToSocket> + Unpin,
    ) {
        while !self.engine.is_over() {
            self.hearing.feed(&mut self.engine);
            let deadline =
                self.engine.poll_timeout().map_or_else(|| self.opened + FAR, |due| self.opened + due);
            let frame_waits = self.engine.peek_frame().is_some();
            // Time comes last: whatever comes before it brings about what is due as well, and nothing is kept from being heard.
            let input = tokio::select! {
                biased;
                () = self.outbox.write(&mut socket) => match self.outbox.turned() {
                    Some(_) => Input::LineFree,
                    None => continue,
                },
                message = messages.next() => match self.understand(message) {
                    Some(input) => input,
                    None => continue,
                },
                event = self.events.recv() => match event.and_then(|event| self.receive(event)) {
                    Some(input) => input,
                    None => continue,
                },
                ear = self.hearing.next(frame_waits) => match self.hear(ear) {
                    Some(input) => input,
                    None => continue,
                },
                order = self.orders.next() => order,
                () = self.beat.until(deadline) => Input::Timeout,
            };
            self.take(input, deadline);
        }
        self.faculties.stop();
        self.hearing.end();
        self.events.close();
        self.telemetry.last(&self.engine);
        self.tape.end(&mut self.engine);
        self.outbox.close(&mut socket).await;
        self.desk.finish().await;
    }

    fn take(&mut self, input: Input, deadline: Instant) {
        self.decided = Instant::now();
        self.due = Some(deadline).filter(|due| *due <= self.decided);
        self.engine.handle(input, self.decided - self.opened);
        self.carry_out();
        if self.outbox.turned() == Some(true) {
            self.engine.handle(Input::LineFull, self.decided - self.opened);
            self.carry_out();
        }
        self.line_dead |= self.outbox.is_stalled();
        while std::mem::take(&mut self.line_dead) {
            self.engine.handle(Input::Lost, self.opened.elapsed());
            self.carry_out();
        }
    }

    /// A message of the socket as an input; `None` when it means nothing.
    fn understand(&mut self, message: Option<FromSocket>) -> Option<Input> {
        let text = match message {
            Some(FromSocket::Text(text)) => text,
            // A socket that closes without a `stop` is a line that was lost, however politely.
            Some(FromSocket::Closed) | None => return Some(Input::Lost),
        };
        match wire::read(&text, &mut self.sounds) {
            Ok(Incoming::Start(start)) => {
                if self.stream.is_none() {
                    self.stream = Some(start.stream.clone());
                    self.faculties.of(&start.call);
                }
                Some(Input::Start(start))
            }
            Ok(Incoming::Media { chunk, sound }) => Some(Input::Media { chunk, sound }),
            Ok(Incoming::Digit(digit)) => Some(Input::Digit(digit)),
            Ok(Incoming::Mark(name)) => Some(Input::Mark(name)),
            Ok(Incoming::Stop) => Some(Input::Stop),
            Ok(Incoming::Connected | Incoming::Unknown) => None,
            Err(error) => {
                tracing::debug!(%error, "a message that is none");
                Some(Input::Malformed)
            }
        }
    }

    fn receive(&mut self, event: Event) -> Option<Input> {
        match event {
            Event::Input(input) => {
                if let Input::Admitted(brief) = input.as_ref() {
                    let entry = self.telemetry.enter(&self.deps, &self.engine, &brief.call, brief.business);
                    self.orders.of_people(entry);
                    self.tape.begin(&self.deps, &brief.call);
                    self.faculties.speak_with(brief.voice);
                }
                Some(*input)
            }
            Event::Hearing(session) => {
                self.hearing.begin(session);
                None
            }
        }
    }

    fn hear(&mut self, ear: Ear) -> Option<Input> {
        let Ear::Heard(heard) = ear else { return None };
        match heard.map(|heard| *heard) {
            Some(Heard::Ready) => Some(Input::RecogniserReady),
            Some(Heard::Partial { text, stable }) => Some(Input::Partial { text, stable }),
            Some(Heard::Final { text, confidence, span }) => Some(Input::Final { text, confidence, span }),
            Some(Heard::Troubled(error)) => {
                self.faculties.deaf(&error);
                Some(Input::RecogniserTroubled)
            }
            Some(Heard::Failed(error)) => {
                self.hearing.end();
                self.faculties.deaf(&error);
                Some(Input::RecogniserFailed)
            }
            // It went without a word: its task is gone.
            None => {
                self.hearing.end();
                Some(Input::RecogniserFailed)
            }
        }
    }

    fn carry_out(&mut self) {
        while let Some(output) = self.engine.poll_output() {
            match output {
                Output::Media(sound) => {
                    if let Some(due) = self.due.take() {
                        self.telemetry.late(due.elapsed());
                    }
                    self.send_sound(&sound);
                }
                Output::Mark(name) => self.send(|stream| wire::mark(stream, &name)),
                Output::Clear => self.clear(),
                Output::Close(code) => self.close(code),
                Output::Admit(start) => self.desk.admit(start),
                Output::OpenRecogniser => {
                    self.hearing.end();
                    self.faculties.open_recogniser();
                }
                Output::Think { id, conversation } => {
                    let cancel = self.faculties.think(id, Arc::from(conversation));
                    self.thought = Some((id, cancel.drop_guard()));
                }
                Output::CancelThinking { id } => drop(self.thought.take_if(|(thought, _)| *thought == id)),
                Output::Speak { id, text } => self.faculties.speak(id, text),
                Output::CancelSpeaking => self.faculties.hush(),
                Output::Record(command) => {
                    if let CallCommand::RecordReply { reply } = &command {
                        self.telemetry.turn(&reply.latency);
                    }
                    self.desk.record(command);
                }
                Output::UseTool { call, source } => self.desk.use_tool(call, source),
            }
        }
        self.telemetry.second(&self.engine, &mut self.outbox, self.opened.elapsed());
        self.tape.pieces(&mut self.engine);
    }

    fn send_sound(&mut self, sound: &[u8]) {
        let Some(stream) = &self.stream else { return };
        // Ten seconds behind, or closed: nobody hears us any more.
        self.line_dead |= self.outbox.put_sound(ToSocket::Text(wire::media(stream, sound))).is_err();
    }

    fn send(&mut self, message: impl FnOnce(&StreamSid) -> String) {
        let Some(stream) = &self.stream else { return };
        self.line_dead |= self.outbox.put(ToSocket::Text(message(stream))).is_err();
    }

    fn clear(&mut self) {
        let Some(stream) = &self.stream else { return };
        let clear = ToSocket::Text(wire::clear(stream));
        self.line_dead |= self.outbox.put_clear(clear, self.decided).is_err();
    }

    fn close(&mut self, code: CloseCode) {
        // Whom it does not reach knows already.
        let _ = self.outbox.put(ToSocket::Close(code.as_u16()));
    }
}
