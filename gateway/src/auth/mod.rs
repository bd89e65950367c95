//! Who is asking.
//!
//! # Contract
//! A [`Session`] is made from a signed token and the user as the log has it now; only this module mints the
//! [`projections::BusinessScope`] every read needs. Cookie sessions prove themselves with the CSRF token, Bearer tokens need none.
//! What proves a person is in the log in one-way form only.

pub mod codes;
pub mod cookies;
mod credentials;
mod device;
mod feed;
pub mod grants;
pub mod password;
mod scope;
mod session;
mod stream_token;
mod throttle;
mod tokens;

pub use credentials::Keyring;
pub(crate) use credentials::new_session;
pub use device::From;
pub use feed::feed_of;
pub use grants::{Grants, Purpose};
pub use session::{Carried, Session, suspended, verify_csrf};
pub use stream_token::{BadToken, StreamTokens};
pub use throttle::Throttle;
pub use tokens::{Bearing, Kind, Tokens};
