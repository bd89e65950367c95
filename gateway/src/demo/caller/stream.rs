//! The media stream from Twilio's side: 50 frames a second each way, in real time.

use std::time::Duration;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use bytes::Bytes;
use domain::ids::{CallSid, StreamSid};
use futures::{SinkExt as _, StreamExt as _};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::MissedTickBehavior};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue},
};
use url::Url;

use super::{
    CallPlan, CallerError, Happening, Means, Recording, Spoken, Turn,
    handset::{FRAME, Handset, SILENCE},
    turn::TurnTaker,
    twiml::Verbs,
};
use crate::twilio::{Algorithm, sign};

/// A simulated call is over by then, whatever happens.
const LONGEST: Duration = Duration::from_mins(5);
const FRAME_MS: u64 = 20;

/// A caller ready to speak: the line's identities and the script with its sound.
pub(super) struct Line {
    pub(super) call: CallSid,
    pub(super) stream: StreamSid,
    pub(super) turns: Vec<(Turn, Bytes)>,
}

/// Who put the phone down.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum EndedBy {
    /// The caller, having said all.
    Caller,
    /// The agent closed the line.
    Agent,
}

/// What is known when the line is down.
pub(super) struct StreamEnd {
    pub(super) stream: StreamSid,
    pub(super) ended_by: EndedBy,
    pub(super) duration_ms: u64,
    pub(super) agent_ms: u64,
    pub(super) lines_said: usize,
    pub(super) spoken: Vec<Spoken>,
    pub(super) recording: Recording,
}

/// What the server sends (<https://www.twilio.com/docs/voice/media-streams/websocket-messages#send-websocket-messages-to-twilio>).
#[derive(Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
enum FromServer {
    Media { media: Payload },
    Mark { mark: Name },
    Clear,
}

#[derive(Deserialize)]
struct Payload {
    payload: String,
}

#[derive(Deserialize)]
struct Name {
    name: String,
}

type Socket = WebSocketStream<TcpStream>;

/// Opens the stream the TwiML asks for and stays on it to its end.
pub(super) async fn run(
    plan: &CallPlan,
    verbs: &Verbs,
    line: Line,
    means: &Means<'_>,
) -> Result<StreamEnd, CallerError> {
    let address = verbs.stream.as_ref().ok_or(CallerError::Twiml("it has no <Connect><Stream>"))?;
    let mut socket = open(plan, address).await?;
    greet(&mut socket, verbs, &line).await?;
    let _ = means.tell.send(Happening::Connected);
    let talk = Talk::new(line, means);
    tokio::time::timeout(LONGEST, talk.run(socket)).await.map_err(|_| CallerError::TooLong(LONGEST))?
}

/// The handshake goes to the server's own address, signed for the public one: what stands between need not be there.
async fn open(plan: &CallPlan, address: &Url) -> Result<Socket, CallerError> {
    let broken = |error: String| CallerError::Stream(error);
    let host = plan.server.host_str().unwrap_or("127.0.0.1");
    let port = plan.server.port_or_known_default().unwrap_or(80);
    let tcp = TcpStream::connect((host, port)).await.map_err(|error| broken(error.to_string()))?;
    tcp.set_nodelay(true).map_err(|error| broken(error.to_string()))?;
    let target = format!("ws://{host}:{port}{}", address.path());
    let mut request = target.into_client_request().map_err(|error| broken(error.to_string()))?;
    if let Some(token) = &plan.token {
        let signature = sign(token.expose(), address.as_str(), &[], Algorithm::Sha1);
        let value = HeaderValue::from_str(&signature).map_err(|error| broken(error.to_string()))?;
        request.headers_mut().insert("X-Twilio-Signature", value);
    }
    let (socket, _) =
        tokio_tungstenite::client_async(request, tcp).await.map_err(|error| broken(error.to_string()))?;
    Ok(socket)
}

async fn greet(socket: &mut Socket, verbs: &Verbs, line: &Line) -> Result<(), CallerError> {
    let parameters: serde_json::Map<String, Value> =
        verbs.parameters.iter().map(|(name, value)| (name.clone(), Value::from(value.as_str()))).collect();
    send(socket, &json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" })).await?;
    let start = json!({
        "accountSid": "AC00000000000000000000000000000000", "streamSid": line.stream, "callSid": line.call,
        "tracks": ["inbound"], "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
        "customParameters": parameters,
    });
    send(
        socket,
        &json!({ "event": "start", "sequenceNumber": "1", "streamSid": line.stream, "start": start }),
    )
    .await
}

async fn send(socket: &mut Socket, message: &Value) -> Result<(), CallerError> {
    socket
        .send(Message::text(message.to_string()))
        .await
        .map_err(|error| CallerError::Stream(error.to_string()))
}

/// Nothing can be sent: that is the agent hanging up when a close is there to be read, and else a fault.
async fn said_goodbye(socket: &mut Socket, error: CallerError) -> Result<(), CallerError> {
    let closed = async {
        loop {
            match socket.next().await {
                Some(Ok(Message::Close(_))) | None => return true,
                Some(Err(_)) => return false,
                Some(Ok(
                    Message::Text(_)
                    | Message::Binary(_)
                    | Message::Ping(_)
                    | Message::Pong(_)
                    | Message::Frame(_),
                )) => {}
            }
        }
    };
    match tokio::time::timeout(Duration::from_secs(1), closed).await {
        Ok(true) => Ok(()),
        Ok(false) | Err(_) => Err(error),
    }
}

/// The conversation, frame by frame.
struct Talk<'a> {
    line: Line,
    means: &'a Means<'a>,
    handset: Handset,
    turn: TurnTaker,
    recording: Recording,
    /// Which turn comes next, and what is left of the one being said.
    next: usize,
    saying: Bytes,
    spoken: Vec<Spoken>,
    frames: u64,
    sequence: u64,
    agent_frames: u64,
    agent_since: Option<u64>,
}

impl<'a> Talk<'a> {
    fn new(line: Line, means: &'a Means<'a>) -> Self {
        Self {
            line,
            means,
            handset: Handset::default(),
            turn: TurnTaker::default(),
            recording: Recording::default(),
            next: 0,
            saying: Bytes::new(),
            spoken: Vec::new(),
            frames: 0,
            sequence: 1,
            agent_frames: 0,
            agent_since: None,
        }
    }

    async fn run(mut self, mut socket: Socket) -> Result<StreamEnd, CallerError> {
        let mut ticks = tokio::time::interval(Duration::from_millis(FRAME_MS));
        // A late tick is made up for, so that the line keeps 50 frames a second.
        ticks.set_missed_tick_behavior(MissedTickBehavior::Burst);
        let ended_by = loop {
            tokio::select! {
                message = socket.next() => match message {
                    Some(Ok(Message::Text(text))) => self.heard(&text, &mut socket).await?,
                    Some(Ok(Message::Close(_)) | Err(_)) | None => break EndedBy::Agent,
                    Some(Ok(Message::Binary(_) | Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                },
                _ = ticks.tick() => match self.frame(&mut socket).await {
                    Ok(false) => {}
                    Ok(true) => {
                        self.hang_up(&mut socket).await?;
                        break EndedBy::Caller;
                    }
                    Err(error) => {
                        said_goodbye(&mut socket, error).await?;
                        break EndedBy::Agent;
                    }
                },
            }
        };
        // What is in the ear is heard to its end, as on a phone whose line closes behind the last word.
        while self.handset.is_playing() {
            ticks.tick().await;
            self.listen();
        }
        self.agent_fell_silent();
        Ok(StreamEnd {
            stream: self.line.stream,
            ended_by,
            duration_ms: self.frames * FRAME_MS,
            agent_ms: self.agent_frames * FRAME_MS,
            lines_said: self.next,
            spoken: self.spoken,
            recording: self.recording,
        })
    }

    async fn heard(&mut self, text: &str, socket: &mut Socket) -> Result<(), CallerError> {
        let message = serde_json::from_str(text)
            .map_err(|error| CallerError::Stream(format!("not understood: {error}")))?;
        match message {
            FromServer::Media { media } => {
                let sound =
                    STANDARD.decode(media.payload).map_err(|error| CallerError::Stream(error.to_string()))?;
                self.handset.hear(&sound);
            }
            FromServer::Mark { mark } => self.handset.mark(mark.name),
            FromServer::Clear => {
                for name in self.handset.clear() {
                    self.echo(name, socket).await?;
                }
            }
        }
        Ok(())
    }

    /// 20 ms of the call; whether the caller hangs up.
    async fn frame(&mut self, socket: &mut Socket) -> Result<bool, CallerError> {
        let spoken = self.speak(socket).await?;
        let heard = self.handset.play();
        self.note_agent(heard.frame.is_some());
        self.recording.push(&spoken, heard.frame.as_ref());
        for name in heard.marks {
            self.echo(name, socket).await?;
        }
        self.frames += 1;
        if !self.saying.is_empty() || !self.turn.frame(heard.frame.is_some()) {
            return Ok(false);
        }
        self.take_turn(socket).await
    }

    /// Begins the next turn; nothing left to say: hangs up.
    async fn take_turn(&mut self, socket: &mut Socket) -> Result<bool, CallerError> {
        let Some((turn, sound)) = self.line.turns.get(self.next).cloned() else { return Ok(true) };
        self.next += 1;
        self.turn.yield_word();
        let at_ms = self.frames * FRAME_MS;
        match turn {
            Turn::Say(text) => {
                self.saying = sound;
                self.spoken.push(Spoken { at_ms, text: text.clone() });
                let _ = self.means.tell.send(Happening::CallerSpeaks { at_ms, text });
            }
            Turn::Press(digit) => {
                let dtmf = json!({ "track": "inbound_track", "digit": digit.to_string() });
                self.tell(socket, "dtmf", &dtmf).await?;
                let _ = self.means.tell.send(Happening::CallerPresses { at_ms, digit });
            }
        }
        Ok(false)
    }

    /// Sends 20 ms of the caller's side: what is being said, or silence.
    async fn speak(&mut self, socket: &mut Socket) -> Result<[u8; FRAME], CallerError> {
        let mut frame = [SILENCE; FRAME];
        let sound = self.saying.split_to(self.saying.len().min(FRAME));
        frame[..sound.len()].copy_from_slice(&sound);
        let media = json!({
            "track": "inbound", "chunk": (self.frames + 1).to_string(), "timestamp": (self.frames * FRAME_MS).to_string(),
            "payload": STANDARD.encode(frame),
        });
        self.tell(socket, "media", &media).await?;
        Ok(frame)
    }

    /// The rest of the ear's sound, after the line closed.
    fn listen(&mut self) {
        let heard = self.handset.play();
        self.note_agent(heard.frame.is_some());
        self.recording.push(&[SILENCE; FRAME], heard.frame.as_ref());
        self.frames += 1;
    }

    fn note_agent(&mut self, heard: bool) {
        if heard {
            self.agent_frames += 1;
            self.agent_since.get_or_insert(self.frames);
        } else {
            self.agent_fell_silent();
        }
    }

    fn agent_fell_silent(&mut self) {
        if let Some(since) = self.agent_since.take() {
            let _ = self
                .means
                .tell
                .send(Happening::AgentHeard { from_ms: since * FRAME_MS, to_ms: self.frames * FRAME_MS });
        }
    }

    async fn echo(&mut self, name: String, socket: &mut Socket) -> Result<(), CallerError> {
        self.tell(socket, "mark", &json!({ "name": name })).await
    }

    async fn hang_up(&mut self, socket: &mut Socket) -> Result<(), CallerError> {
        let stop = json!({ "accountSid": "AC00000000000000000000000000000000", "callSid": self.line.call });
        self.tell(socket, "stop", &stop).await?;
        socket.close(None).await.map_err(|error| CallerError::Stream(error.to_string()))
    }

    async fn tell(&mut self, socket: &mut Socket, event: &str, body: &Value) -> Result<(), CallerError> {
        self.sequence += 1;
        let message = json!({
            "event": event, "sequenceNumber": self.sequence.to_string(), "streamSid": self.line.stream, event: body,
        });
        send(socket, &message).await
    }
}
