//! `GET /media/twilio`: the audio of a call, both ways, as Twilio streams it.

use std::net::SocketAddr;

use axum::{
    extract::{
        ConnectInfo, State,
        ws::{CloseFrame, Message, Utf8Bytes, WebSocket, WebSocketUpgrade},
    },
    http::{HeaderMap, StatusCode},
    response::Response,
};
use futures::{Sink, SinkExt as _, Stream, StreamExt as _, future::ready};
use media::wire::{FromSocket, MAX_MESSAGE, ToSocket};

use crate::{
    app::App,
    problem::Problem,
    twilio::{admit, handshake_claim},
};

/// Most of a call's memory would be this buffer: tungstenite's own is 128 KiB, a frame of Twilio's is 300 bytes.
const READ_BUFFER: usize = 8 * 1024;

/// Takes the stream and holds the conversation to its end.
pub(crate) async fn handler(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Problem> {
    // Twilio signs the handshake over the `wss` address it was told, without fields.
    admit(&app, &app.public.socket("/media/twilio"), Some(peer), &handshake_claim(&headers))?;
    if app.lifecycle.is_draining() {
        return Err(Problem::new(StatusCode::SERVICE_UNAVAILABLE, "the server is stopping"));
    }
    let upgrade = upgrade
        .read_buffer_size(READ_BUFFER)
        .max_message_size(MAX_MESSAGE)
        .protocols(["audio.twilio.com"])
        .on_failed_upgrade(|error| tracing::debug!(%error, "a media stream came to nothing"));
    Ok(upgrade.on_upgrade(move |socket| {
        let call = media::serve(plain(socket), app.media.deps());
        app.lifecycle.calls.track_future(call)
    }))
}

/// The socket in the media crate's words.
fn plain(
    socket: WebSocket,
) -> impl Stream<Item = Result<FromSocket, axum::Error>> + Sink<ToSocket> + Send + 'static {
    socket
        .with(|out| {
            ready(Ok::<_, axum::Error>(match out {
                ToSocket::Text(text) => Message::Text(text.into()),
                ToSocket::Close(code) => Message::Close(Some(CloseFrame { code, reason: Utf8Bytes::default() })),
            }))
        })
        .filter_map(|message: Result<Message, axum::Error>| {
            ready(match message {
                Ok(Message::Text(text)) => Some(Ok(FromSocket::Text(text.to_string()))),
                // Twilio sends text only: this counts as a malformed message.
                Ok(Message::Binary(_)) => Some(Ok(FromSocket::Text(String::new()))),
                Ok(Message::Close(_)) => Some(Ok(FromSocket::Closed)),
                Ok(Message::Ping(_) | Message::Pong(_)) => None,
                Err(error) => Some(Err(error)),
            })
        })
}
