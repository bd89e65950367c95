//! Twilio's clothes: signatures, form fields, TwiML. Protocol facts: <https://www.twilio.com/docs/usage/webhooks/webhooks-security>.

pub mod fields;
pub mod signature;
mod signed;
pub mod twiml;

pub use fields::{Fields, FromFields};
pub use signature::{Algorithm, Verifier, sign};
pub use signed::{
    PublicUrl, TwilioSigned, admit, doubt_of_address, handshake_claim, is_from_here, warn_of_unsigned,
};
