//! The connection of a media stream: its handshake, and how it comes from the server that accepted it to the thread that holds the call.

use std::io;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::{HeaderMap, HeaderValue, StatusCode, header::SEC_WEBSOCKET_PROTOCOL},
    response::Response,
};
use futures::{Sink, SinkExt as _, Stream, StreamExt as _, future::ready};
use hyper::upgrade::Upgraded;
use hyper_util::{rt::TokioIo, server::conn::auto::upgrade::downcast};
use media::wire::{FromSocket, MAX_MESSAGE, ToSocket};
use tokio::net::TcpStream;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message, Utf8Bytes,
        handshake::server::create_response_with_body,
        protocol::{CloseFrame, Role, WebSocketConfig},
    },
};

use crate::problem::Problem;

/// What Twilio asks for, and RFC 6455 has us name in the answer.
const PROTOCOL: &str = "audio.twilio.com";
/// Three of Twilio's frames, of 330 bytes each. It is zeroed before every read, and tungstenite's own of 128 KiB would be most of a
/// call's memory.
const READ_BUFFER: usize = 1024;

/// The answer that makes a WebSocket of the connection.
pub(super) fn shake_hands(request: &Request) -> Result<Response, Problem> {
    let mut answer = create_response_with_body(request, Body::empty)
        .map_err(|error| Problem::new(StatusCode::BAD_REQUEST, format!("no WebSocket: {error}")))?;
    if asks_for_audio(request.headers()) {
        answer.headers_mut().insert(SEC_WEBSOCKET_PROTOCOL, HeaderValue::from_static(PROTOCOL));
    }
    Ok(answer)
}

fn asks_for_audio(headers: &HeaderMap) -> bool {
    let asked = headers.get_all(SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    asked.flat_map(|protocols| protocols.split(',')).any(|protocol| protocol.trim() == PROTOCOL)
}

/// A connection between the two: no runtime waits for it.
pub(super) struct Line {
    connection: std::net::TcpStream,
    /// What came right behind the handshake, without the server's buffer of 16 KiB: the call would hold that to its end.
    read: Box<[u8]>,
}

impl Line {
    /// Takes it from the server, once the handshake is answered.
    ///
    /// # Errors
    /// It is not what the server accepts: a fault of this program's.
    pub(super) fn taken(upgraded: Upgraded) -> io::Result<Self> {
        let parts = downcast::<TokioIo<TcpStream>>(upgraded)
            .map_err(|_| io::Error::other("it is not a TCP connection of this server"))?;
        Ok(Self { connection: parts.io.into_inner().into_std()?, read: parts.read_buf.as_ref().into() })
    }

    /// The socket in the media crate's words, on the runtime this is called on.
    pub(super) async fn open(
        self,
    ) -> io::Result<impl Stream<Item = Result<FromSocket, Error>> + Sink<ToSocket> + Send + 'static> {
        // A message of one frame is refused by its announced length, before a byte of it is kept.
        let limits = WebSocketConfig::default()
            .read_buffer_size(READ_BUFFER)
            .max_frame_size(Some(MAX_MESSAGE))
            .max_message_size(Some(MAX_MESSAGE));
        let connection = TcpStream::from_std(self.connection)?;
        let read = self.read.into();
        let socket = WebSocketStream::from_partially_read(connection, read, Role::Server, Some(limits)).await;
        Ok(plain(socket))
    }
}

fn plain(
    socket: WebSocketStream<TcpStream>,
) -> impl Stream<Item = Result<FromSocket, Error>> + Sink<ToSocket> + Send + 'static {
    socket
        .with(|out| {
            ready(Ok::<_, Error>(match out {
                ToSocket::Text(text) => Message::text(text),
                ToSocket::Close(code) => {
                    Message::Close(Some(CloseFrame { code: code.into(), reason: Utf8Bytes::default() }))
                }
            }))
        })
        .filter_map(|message: Result<Message, Error>| {
            ready(match message {
                Ok(Message::Text(text)) => Some(Ok(FromSocket::Text(text.into()))),
                // Twilio sends text only: this counts as a malformed message.
                Ok(Message::Binary(_)) => Some(Ok(FromSocket::Text(Bytes::new()))),
                Ok(Message::Close(_)) => Some(Ok(FromSocket::Closed)),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => None,
                Err(error) => Some(Err(error)),
            })
        })
}
