//! The media stream's socket, message by message: for what Twilio does, and for what it never would.

use std::time::Duration;

use anyhow::{Context as _, bail};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::{SinkExt as _, StreamExt as _};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest as _, http::HeaderValue};
use url::Url;

use super::line::{ACCOUNT, Line};
use super::signature::sign;
use super::webhooks::Twilio;
use crate::Server;

/// A connection to `GET /media/twilio`.
#[derive(Debug)]
pub struct MediaSocket {
    socket: WebSocketStream<TcpStream>,
    sequence: u64,
    chunk: u64,
}

/// What the server sent.
#[derive(Debug, Clone, PartialEq)]
pub enum FromServer {
    /// Sound, mu-law.
    Sound(Vec<u8>),
    /// A mark.
    Mark(String),
    /// Throw away what was not played.
    Clear,
    /// The end, with the code when one was given.
    Closed(Option<u16>),
}

impl MediaSocket {
    /// Opens the socket the `TwiML` named, on this machine, signed over the address it named.
    pub async fn open(server: &Server, url: &str) -> anyhow::Result<Self> {
        let signature = Twilio::of(server).signs_with().map(|token| sign(token, url, &[]));
        Self::open_with(server, url, signature.as_deref()).await
    }

    /// The same under this signature.
    pub async fn open_with(server: &Server, url: &str, signature: Option<&str>) -> anyhow::Result<Self> {
        let path = Url::parse(url)?.path().to_owned();
        let mut request = format!("ws://{}{path}", server.authority()).into_client_request()?;
        if let Some(signature) = signature {
            request.headers_mut().insert("X-Twilio-Signature", HeaderValue::from_str(signature)?);
        }
        let tcp = TcpStream::connect(server.authority()).await?;
        tcp.set_nodelay(true)?;
        let (socket, _) = tokio_tungstenite::client_async(request, tcp).await?;
        Ok(Self { socket, sequence: 0, chunk: 0 })
    }

    /// `connected`.
    pub async fn connected(&mut self) -> anyhow::Result<()> {
        self.send(&json!({ "event": "connected", "protocol": "Call", "version": "1.0.0" })).await
    }

    /// `start`, with the token as custom parameter.
    pub async fn start(&mut self, line: &Line, token: &str) -> anyhow::Result<()> {
        self.sequence += 1;
        let start = json!({
            "accountSid": ACCOUNT, "streamSid": line.stream, "callSid": line.call, "tracks": ["inbound"],
            "mediaFormat": { "encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1 },
            "customParameters": { "token": token },
        });
        let sequence = self.sequence.to_string();
        self.send(&json!({ "event": "start", "sequenceNumber": sequence, "streamSid": line.stream, "start": start })).await
    }

    /// 20 ms of sound.
    pub async fn media(&mut self, line: &Line, sound: &[u8]) -> anyhow::Result<()> {
        self.sequence += 1;
        self.chunk += 1;
        let media = json!({
            "track": "inbound", "chunk": self.chunk.to_string(),
            "timestamp": (self.chunk * 20).to_string(), "payload": STANDARD.encode(sound),
        });
        let sequence = self.sequence.to_string();
        self.send(&json!({ "event": "media", "sequenceNumber": sequence, "streamSid": line.stream, "media": media })).await
    }

    /// The echo of a mark.
    pub async fn echo(&mut self, line: &Line, name: &str) -> anyhow::Result<()> {
        self.sequence += 1;
        let sequence = self.sequence.to_string();
        let mark = json!({ "name": name });
        self.send(
            &json!({ "event": "mark", "sequenceNumber": sequence, "streamSid": line.stream, "mark": mark }),
        )
        .await
    }

    /// A key.
    pub async fn press(&mut self, line: &Line, digit: char) -> anyhow::Result<()> {
        self.sequence += 1;
        let sequence = self.sequence.to_string();
        let dtmf = json!({ "track": "inbound_track", "digit": digit.to_string() });
        self.send(
            &json!({ "event": "dtmf", "sequenceNumber": sequence, "streamSid": line.stream, "dtmf": dtmf }),
        )
        .await
    }

    /// `stop`.
    pub async fn stop(&mut self, line: &Line) -> anyhow::Result<()> {
        self.sequence += 1;
        let stop = json!({ "accountSid": ACCOUNT, "callSid": line.call });
        let sequence = self.sequence.to_string();
        self.send(
            &json!({ "event": "stop", "sequenceNumber": sequence, "streamSid": line.stream, "stop": stop }),
        )
        .await
    }

    /// Any message.
    pub async fn send(&mut self, message: &Value) -> anyhow::Result<()> {
        self.send_text(&message.to_string()).await
    }

    /// Any text.
    pub async fn send_text(&mut self, text: &str) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::text(text)).await?)
    }

    /// Bytes, which Twilio never sends.
    pub async fn send_bytes(&mut self, bytes: Vec<u8>) -> anyhow::Result<()> {
        Ok(self.socket.send(Message::binary(bytes)).await?)
    }

    /// The next thing the server does.
    pub async fn next(&mut self) -> anyhow::Result<FromServer> {
        loop {
            match self.socket.next().await {
                Some(Ok(Message::Text(text))) => return read(&text),
                Some(Ok(Message::Close(frame))) => {
                    return Ok(FromServer::Closed(frame.map(|f| f.code.into())));
                }
                Some(Err(_)) | None => return Ok(FromServer::Closed(None)),
                Some(Ok(Message::Binary(bytes))) => bail!("bytes from the server: {bytes:?}"),
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
            }
        }
    }

    /// Waits for the server to close; the code.
    pub async fn until_closed(&mut self, within: Duration) -> anyhow::Result<Option<u16>> {
        let closed = async {
            loop {
                if let FromServer::Closed(code) = self.next().await? {
                    return anyhow::Ok(code);
                }
            }
        };
        tokio::time::timeout(within, closed).await.with_context(|| format!("not closed within {within:?}"))?
    }

    /// Half a frame, and then the line is dead: no close, no goodbye.
    pub async fn vanish(self) -> anyhow::Result<()> {
        use tokio::io::AsyncWriteExt as _;
        let mut tcp = self.socket.into_inner();
        // A masked text frame that announces 126 bytes and brings three.
        tcp.write_all(&[0x81, 0xfe, 0x00, 0x7e, 0, 0, 0, 0, b'{', b'"', b'e']).await?;
        tcp.set_zero_linger()?;
        Ok(())
    }
}

fn read(text: &str) -> anyhow::Result<FromServer> {
    let message: Value = serde_json::from_str(text)?;
    Ok(match message["event"].as_str() {
        Some("media") => {
            let payload = message["media"]["payload"].as_str().context("media without a payload")?;
            FromServer::Sound(STANDARD.decode(payload)?)
        }
        Some("mark") => {
            FromServer::Mark(message["mark"]["name"].as_str().context("a mark without a name")?.to_owned())
        }
        Some("clear") => FromServer::Clear,
        _ => bail!("Twilio knows no such message: {text}"),
    })
}
