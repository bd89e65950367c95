//! Frames in and out, as cheap as they can be: the tool shares the machine with what it measures.

use std::time::Duration;

use acceptance::{
    Server,
    twilio::{Line, Twilio, line::ACCOUNT, webhooks::VOICE},
};
use anyhow::Context as _;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::{
    io::{Join, join},
    net::{TcpStream, tcp::OwnedWriteHalf},
    time::Instant,
};
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{Message, client::IntoClientRequest as _, protocol::WebSocketConfig},
};
use url::Url;

use crate::stamped::Stamped;

/// Bytes at the front of a frame that say whose sound it is: as many as base64 keeps together.
pub(crate) const NAME: usize = 12;
/// Some of the server's frames. It is zeroed before every read.
const READ_BUFFER: usize = 2 * 1_024;

/// What the server sent.
pub(crate) enum News {
    /// Sound that begins so.
    Sound([u8; NAME]),
    Mark(String),
    Clear,
    Closed,
}

/// One call's socket.
pub(crate) struct Wire {
    socket: WebSocketStream<Join<Stamped, OwnedWriteHalf>>,
    line: Line,
    sent: u64,
}

impl Wire {
    /// Rings, and takes the stream up.
    pub(crate) async fn ring(server: &Server, line: Line) -> anyhow::Result<Self> {
        let answer = Twilio::of(server).deliver(VOICE, &line.incoming()).await?;
        let path = Url::parse(&answer.stream_url()?)?.path().to_owned();
        let mut wire = Self::open(&server.authority(), &path, line).await?;
        wire.send(json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" })).await?;
        let stream = wire.line.stream.clone();
        let start = json!({
            "accountSid": ACCOUNT, "streamSid": stream, "callSid": wire.line.call, "tracks": ["inbound"],
            "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
            "customParameters": { "token": answer.token()? },
        });
        wire.send(json!({ "event": "start", "sequenceNumber": "1", "streamSid": stream, "start": start }))
            .await?;
        Ok(wire)
    }

    /// A line to whoever listens there.
    pub(crate) async fn open(authority: &str, path: &str, line: Line) -> anyhow::Result<Self> {
        let request = format!("ws://{authority}{path}").into_client_request()?;
        let tcp = TcpStream::connect(authority).await?;
        tcp.set_nodelay(true)?;
        let config = WebSocketConfig::default().read_buffer_size(READ_BUFFER);
        let (reading, writing) = tcp.into_split();
        let tcp = join(Stamped::new(reading)?, writing);
        let (socket, _) = tokio_tungstenite::client_async_with_config(request, tcp, Some(config)).await?;
        Ok(Self { socket, line, sent: 0 })
    }

    async fn send(&mut self, message: Value) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(message.to_string())).await?)
    }

    /// 20 ms of sound, in base64.
    pub(crate) async fn frame(&mut self, payload: &str) -> anyhow::Result<()> {
        self.sent += 1;
        let (chunk, stream) = (self.sent, &self.line.stream);
        let text = format!(
            r#"{{"event":"media","sequenceNumber":"{}","streamSid":"{stream}","media":{{"track":"inbound","chunk":"{chunk}","timestamp":"{}","payload":"{payload}"}}}}"#,
            chunk + 1,
            chunk * 20
        );
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// A mark was passed.
    pub(crate) async fn echo(&mut self, name: &str) -> anyhow::Result<()> {
        self.send(json!({ "event": "mark", "streamSid": self.line.stream, "mark": { "name": name } })).await
    }

    /// The next thing the server does.
    pub(crate) async fn next(&mut self) -> anyhow::Result<News> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return read(&text),
                Some(Ok(Message::Close(_)) | Err(_)) | None => return Ok(News::Closed),
                Some(Ok(_)) => {}
            }
        }
    }

    /// When what was read last had come.
    pub(crate) fn arrived(&self) -> Instant {
        self.socket.get_ref().reader().arrived()
    }

    /// Hangs up, and waits for the server to close.
    pub(crate) async fn hang_up(mut self) -> anyhow::Result<()> {
        let stop = json!({ "accountSid": ACCOUNT, "callSid": self.line.call });
        self.send(json!({ "event": "stop", "streamSid": self.line.stream, "stop": stop })).await?;
        let closed = async { while !matches!(self.next().await, Ok(News::Closed) | Err(_)) {} };
        tokio::time::timeout(Duration::from_secs(30), closed).await.context("the server does not close")
    }
}

fn read(text: &str) -> anyhow::Result<News> {
    if text.starts_with(r#"{"event":"media""#) {
        let (_, payload) = text.split_once(r#""payload":""#).context("media without a payload")?;
        let mut name = [0; NAME];
        let head = payload.get(..NAME / 3 * 4).context("a short frame")?;
        STANDARD.decode_slice(head, &mut name).context("a payload that is not base64")?;
        return Ok(News::Sound(name));
    }
    let message: Value = serde_json::from_str(text)?;
    Ok(match message["event"].as_str() {
        Some("mark") => News::Mark(message["mark"]["name"].as_str().context("a mark's name")?.to_owned()),
        Some("clear") => News::Clear,
        _ => anyhow::bail!("Twilio knows no such message: {text}"),
    })
}
