//! Twilio's media streams, message by message.

mod incoming;
mod outgoing;

use bytes::Bytes;

pub use incoming::{Incoming, MAX_MESSAGE, Malformed, Sounds, read};
pub use outgoing::{clear, mark, media};

/// What a socket brings: the gateway maps its own WebSocket's messages to these.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FromSocket {
    /// A text message, as it stands in the socket's buffer.
    Text(Bytes),
    /// The other side closed, in good order.
    Closed,
}

/// What is sent to a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ToSocket {
    /// A text message.
    Text(String),
    /// Close with this code (RFC 6455, 7.4.1).
    Close(u16),
}
