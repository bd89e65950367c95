//! Twilio, as a server meets it: webhooks, signatures, and the media stream with its playback buffer.
//!
//! Written from Twilio's documents (<https://www.twilio.com/docs/usage/webhooks/webhooks-security>,
//! <https://www.twilio.com/docs/voice/media-streams/websocket-messages>), without the product's code.

pub mod handset;
pub mod line;
pub mod phone;
pub mod signature;
pub mod socket;
pub mod webhooks;

pub use line::Line;
pub use phone::Phone;
pub use socket::MediaSocket;
pub use webhooks::{Answer, Twilio};
